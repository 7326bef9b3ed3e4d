"""Every page in every state, in a language that nobody speaks: what is not in it was forgotten. And how one chooses."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, ClassVar

import httpx
import msgspec
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations

from app import clock
from app.live.interface import Aftermath
from app.pages.forms import LANGUAGES, REASONS
from app.pages.seeker.talk import SHUT
from app.problems import PROBLEMS
from app.services.cases.case_words import CATEGORIES, DECISIONS, RULES
from app.services.cases.case_words import REASONS as CASE_REASONS
from app.services.chat.end_chat import NOTICES
from app.services.chat.look_back import WHY
from app.services.chat.read_message import read_message
from app.words import LOCALES, gettext, languages, speaking
from app.words.extract import sentences
from matching import Door
from tests.api.house import OUR_PAGE, House
from tests.pages.forms import Plain

MARK = "ẋẋ"
ABROAD = "fr"
"""Spoken by the pages while they say what nobody speaks: what Babel names is in it."""
TOPICS = 18


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every catalogue be a made-up one, which knows every sentence that can be found in the code."""
    made = Catalog(locale=ABROAD)
    for message in sentences():
        if isinstance(message.id, tuple | list):
            made.add(message.id, tuple(f"⟦{MARK} {form}⟧" for form in message.id))
        elif message.id:
            made.add(message.id, f"⟦{MARK} {message.id}⟧")
    raw = BytesIO()
    write_mo(raw, made)
    raw.seek(0)
    words = Translations(raw)
    monkeypatch.setattr("app.words.catalogue", lambda _: words)


class Visible(HTMLParser):
    """What somebody may read or hear of a page, but for what is somebody's own: names, numbers, what was written."""

    OWN: ClassVar[set[str]] = {"bubble-text", "brand", "languages"}
    THEIRS: ClassVar[set[str]] = {"bdi", "b", "option", "textarea", "title", "script"}
    TOLD: ClassVar[set[str]] = {"aria-label", "title", "placeholder", "alt"}
    EMPTY: ClassVar[set[str]] = {"meta", "link", "input", "br"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.told: list[str] = []
        self._within: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.told += [told[name] for name in self.TOLD & set(told)]
        self.told += [
            re.sub(r'"\w+":', "", value)  # the names by which the script asks
            for name, value in told.items()
            if name.startswith("data-") and " " in value
        ]
        if tag not in self.EMPTY:
            own = tag in self.THEIRS or bool(self.OWN & set(told.get("class", "").split()))
            self._within.append((tag, own))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing is inside of it."""

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(own for _, own in self._within):
            self.text += data


def forgotten(page: str) -> list[str]:
    """What a page says that is in no catalogue."""
    seen = Visible(page)
    left = []
    for text in (seen.text, *seen.told):
        rest, known = text, 1
        while known:
            rest, known = re.subn("⟦[^⟦⟧]*⟧", " ", rest)
        left += re.findall(r"[^\W\d_]{2,}(?: [^\W\d_]+)*", rest)
    return left


async def abroad(house: House, **wish: Any) -> Plain:
    """A seeker whose browser asks for that language."""
    plain = Plain(await house.visitor(**OUR_PAGE, **{"accept-language": ABROAD}))
    if wish.pop("joins", True):
        joined = await plain.client.post("/api/tickets", json={"ageBand": "adult"} | wish)
        assert joined.status_code == 201, joined.text
    return plain


async def read_all(plain: Plain, *paths: str) -> dict[str, list[str]]:
    """What is left in English on each of these pages."""
    pages = {path: (await plain.client.get(path)).text for path in paths}
    assert all(MARK in page for page in pages.values())
    return {path: left for path, page in pages.items() if (left := forgotten(page))}


@pytest.mark.usefixtures("pseudo")
async def test_the_ways_in_say_nothing_that_no_catalogue_knows(house: House) -> None:
    plain = await abroad(house, joins=False)
    left = await read_all(plain, "/", "/?country=GB", "/lines?country=GB&quietly=yes", "/young?country=DE", "/talk")
    left |= await read_all(plain, "/safety-plan?country=AR", "/wait", "/nothing-here", "/case")
    left["no case"] = forgotten((await plain.client.post("/case", data={"code": "none"})).text)
    for door in Door:
        house.node.doorway.stands = door
        left |= {f"door {door}": said for said in (await read_all(plain, "/")).values()}
    house.node.doorway.stands = Door.OPEN
    left["no age"] = forgotten((await plain.client.post("/talk/age", data={})).text)
    await plain.client.post("/talk/age", data={"age": "adult"})
    left |= await read_all(plain, "/talk/about")
    for name, typed in {
        "topics": {"topics": ["a", "b", "c", "d"], "first_message": "x" * 2001},
        "shut": {"topics": "grief", "language": "nonsense"},
        "unknown": {"topics": "none-such"},
    }.items():
        left[name] = forgotten((await plain.client.post("/talk/about", data=typed)).text)
    for kind in (Door.CLOSED, Door.URGENT_ONLY):
        house.node.doorway.stands = house.node.doorway.told = kind
        left[f"shut {kind}"] = forgotten((await plain.client.post("/talk/about", data={})).text)
    assert {where: said for where, said in left.items() if said} == {}


@pytest.mark.usefixtures("pseudo")
async def test_the_waiting_room_says_nothing_that_no_catalogue_knows(house: House) -> None:
    plain = await abroad(house, ageBand="undeclared", country="GB", firstMessage="I want to die")
    left = await read_all(plain, "/wait", "/wait/place")
    await house.on_shift()
    left |= {f"{path} served": said for path, said in (await read_all(plain, "/wait", "/wait/place")).items()}
    [entry] = await house.node.live.entries()
    for notice in NOTICES.values():
        entry = await house.node.live.replace(replace(entry, notice=notice, notice_of="Sam"))
        left |= {f"{path} {notice}": said for path, said in (await read_all(plain, "/wait", "/wait/place")).items()}
    left["too long"] = forgotten((await plain.client.post("/wait/message", data={"first_message": "x" * 2002})).text)
    assert {where: said for where, said in left.items() if said} == {}


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize(
    "said", ["hello", "I am going to kill myself tonight", "my friend wants to die", "he hits me every day"]
)
async def test_the_chat_says_nothing_that_no_catalogue_knows(house: House, said: str) -> None:
    await house.on_shift()
    plain = await abroad(house, country="GB")
    chat = await house.open_chat(plain.client)
    await plain.client.post("/chat/post", data={"text": said, "ref": "a"})
    message = chat.said(1)
    assert message is not None
    await read_message(house.node, chat, message, now=clock.now())
    chat.note, chat.restarted = "They like cats", True
    pages = ("/chat", "/chat/log", "/chat/end", "/chat/report")
    left = await read_all(plain, *pages)
    for notice in ("timeSoon", "quietAsk", "quietWarn", "listenerQuiet"):
        chat.noticed.add(notice)
        left |= {f"{path} {notice}": said for path, said in (await read_all(plain, "/chat/log")).items()}
    for text in ("", "x" * 2001):
        left[f"refused {len(text)}"] = forgotten((await plain.client.post("/chat/post", data={"text": text})).text)
    assert {where: said for where, said in left.items() if said} == {}


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("reason", sorted(WHY))
async def test_the_last_page_says_nothing_that_no_catalogue_knows(house: House, reason: str) -> None:
    plain = await abroad(house, country="GB")
    [entry] = await house.node.live.entries()
    over = Aftermath(ended=clock.now(), reason=reason, listener="sam", feeling=5)
    await house.node.live.replace(replace(entry, aftermath=over))
    left = await read_all(plain, "/after", "/chat/log", "/wait/place")
    [entry] = await house.node.live.entries()
    reported = replace(over, case_code="123-456", answered=True)
    await house.node.live.replace(replace(entry, aftermath=reported))
    left |= {f"{path} reported": said for path, said in (await read_all(plain, "/after")).items()}
    assert {where: said for where, said in left.items() if said} == {}


@pytest.mark.usefixtures("pseudo")
async def test_a_report_and_its_case_say_nothing_that_no_catalogue_knows(house: House) -> None:
    await house.on_shift()
    plain = await abroad(house)
    await house.open_chat(plain.client)
    page = Plain(plain.client)
    await page.goes("/chat/report")
    await page.sends("/chat/report", reason="harassing")
    assert page.path == "/after"
    assert page.answer is not None
    left = {"/after": forgotten(page.answer.text)}
    [entry] = await house.node.live.entries()
    assert entry.aftermath is not None
    left["/case"] = forgotten((await plain.client.post("/case", data={"code": entry.aftermath.case_code})).text)
    assert {where: said for where, said in left.items() if said} == {}


def test_every_table_of_words_is_in_the_catalogues() -> None:
    known = {str(message.id) for message in sentences()}
    pages = {said for one in PROBLEMS.values() if one.page for said in (one.title, one.page)}
    cases = {said for table in (CATEGORIES, DECISIONS, CASE_REASONS, RULES) for said in table.values()}
    tables = {*WHY.values(), *NOTICES.values(), *SHUT.values(), *dict(REASONS).values(), *pages, *cases}
    assert tables - known == set()


async def test_a_language_is_chosen_without_a_script_and_kept_in_the_one_cookie(house: House) -> None:
    plain = Plain(await house.visitor())
    page = await plain.goes("/")
    assert "Write with a trained volunteer." in page.text
    assert all(name in page.text for _, name in languages())
    page = await plain.sends("/language", locale="ar")
    assert (plain.path, '<html lang="ar" dir="rtl">' in plain.answer.text) == ("/", True)  # type: ignore[union-attr]
    await plain.goes("/talk")
    await plain.sends("/talk/age", age="adult")
    assert plain.path == "/talk/about"
    assert plain.page.form("/talk/about").values["language"] == "ar"
    await plain.sends("/talk/about", topics=[])
    assert plain.path == "/wait"
    [entry] = await house.node.live.entries()
    assert (entry.intake.locale, entry.ticket.language) == ("ar", "ar")
    with speaking("ar"):
        assert gettext("You are next.") in plain.page.text
    assert [cookie.name for cookie in plain.client.cookies.jar] == ["pass"]


async def test_the_language_of_a_visit_can_change_and_nothing_else_does(house: House) -> None:
    plain = await abroad(house, topics=["grief"])
    ticket = (await plain.client.get("/api/ticket")).json()
    assert ticket["wait"]["where"] == "C’est bientôt votre tour."
    answer = await plain.client.post("/language", data={"locale": "de", "back": "https://elsewhere.example/"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    changed = (await plain.client.get("/api/ticket")).json()
    assert changed["wait"]["where"] == "Du bist als Nächstes dran."
    assert changed | {"wait": None} == ticket | {"wait": None}
    before = plain.client.cookies["pass"]
    await plain.client.post("/language", data={"locale": "tlh", "back": "/lines"})
    assert plain.client.cookies["pass"] == before


async def test_a_page_that_is_not_there_says_so_in_their_language(house: House) -> None:
    plain = await abroad(house, joins=False)
    for path in ("/nothing-here", "/wait"):
        assert f'<html lang="{ABROAD}"' in (await plain.client.get(path)).text


async def test_staff_and_machines_are_answered_in_english(house: House) -> None:
    sam: httpx.AsyncClient = await house.staff("Sam")
    desk = await sam.get("/listener/", headers={"accept-language": "de"})
    assert 'data-you="You"' in desk.text
    refused = await sam.post("/api/tickets", json={"ageBand": "under13"}, headers={"accept-language": "de"})
    assert refused.json()["title"] == "Not for under 13"


async def test_a_topic_of_a_coordinators_own_is_shown_as_they_wrote_it(house: House) -> None:
    own = "100 % <b>ours</b>"
    first, *others = house.node.catalogue.topics
    house.node.catalogue = replace(house.node.catalogue, topics=(msgspec.structs.replace(first, name=own), *others))
    plain = await abroad(house, joins=False)
    await plain.client.post("/talk/age", data={"age": "adult"})
    page = (await plain.client.get("/talk/about")).text
    assert html.escape(own) in page
    assert "Perdre quelqu’un" in page


def test_every_language_of_the_pages_can_be_that_of_the_chat() -> None:
    assert set(LOCALES) <= set(dict(LANGUAGES))
