"""Every page in every state, in a language that nobody speaks: what is not in it was forgotten. And how one chooses."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import httpx
import msgspec
import pytest
import pytest_asyncio
from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations

from app import clock
from app.live.interface import Aftermath
from app.pages.forms import LANGUAGES, REASONS
from app.pages.seeker.chat_words import TOLD
from app.pages.seeker.talk import SHUT
from app.problems import PROBLEMS
from app.services.cases.case_words import CATEGORIES, DECISIONS, RULES
from app.services.cases.case_words import REASONS as CASE_REASONS
from app.services.chat.end_chat import NOTICES
from app.services.chat.look_back import WHY
from app.services.chat.read_message import read_message
from app.services.line.lead_back import COUNT, listed
from app.words import LOCALES, gettext, languages, ngettext, speaking
from app.words.extract import sentences
from matching import Door
from tests.api.house import OUR_PAGE, House, lent, open_house
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

    OWN: ClassVar[set[str]] = {"bubble-text", "brand", "languages", "words-given"}
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
async def test_what_stands_beside_the_way_says_nothing_that_no_catalogue_knows(house: House) -> None:
    """Staying safe, the house's own pages, plain notes, a browser without cookies, words that lead nowhere."""
    plain = await abroad(house, joins=False)
    left = await read_all(plain, "/staying-safe", "/privacy", "/rules", "/contact", "/notes", "/back", "/safety-plan")
    left |= await read_all(plain, "/young", "/young?country=GB&quietly=yes", "/lines")
    house.node.settings = house.node.settings.model_copy(update={"minors": False, "hold_key": "known"})
    left |= {f"{path}, adults only": said for path, said in (await read_all(plain, "/talk", "/case")).items()}
    came = {"referer": "http://127.0.0.1:8000/chat", "accept-language": ABROAD}
    left["tried"] = forgotten((await plain.client.get("/chat", headers=came)).text)
    came["referer"] = "http://127.0.0.1:8000/talk"
    no_cookie = await plain.client.get("/talk/about", headers=came)
    assert "Allow cookies for this site" in no_cookie.text
    left["no cookie"] = forgotten(no_cookie.text)
    answers = [await plain.client.post("/back", data={"words": f"acorn {n}"}) for n in range(21)]
    assert [answers[0].status_code, answers[-1].status_code] == [422, 429]
    left |= {"nowhere": forgotten(answers[0].text), "too many": forgotten(answers[-1].text)}
    assert {where: said for where, said in left.items() if said} == {}


@pytest_asyncio.fixture
async def crowded(furnished_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house where one place is free, and somebody has it."""
    pressed = {"limits": {"places_from_one": 1, "places_from_all": 1}, "timing": {"place_from_all": 600}}
    async with lent(open_house(furnished_url, tmp_path, **pressed)) as opened:
        await abroad(opened)
        yield opened


@pytest.mark.usefixtures("pseudo")
async def test_the_page_for_a_crowd_says_nothing_that_no_catalogue_knows(crowded: House) -> None:
    plain, left = await abroad(crowded, joins=False), {}
    for name, text in {"goes on": "Hello", "stays": "".join(chr(0x4E00 + n) for n in range(2_000))}.items():
        await plain.client.post("/talk/age", data={"age": "adult"})
        page = (await plain.client.post("/talk/about", data={"first_message": text})).text
        assert ("/talk/soon" in page) == (name == "goes on")
        left[name] = forgotten(page)
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
    for name, text in {"told apart": "Write to me at kim@example.org", "asked": "I live in Elm Street, come"}.items():
        left[name] = forgotten((await plain.client.post("/wait/message", data={"first_message": text})).text)
    given = (await plain.client.post("/words")).text
    left |= {"words": forgotten(given)} | await read_all(plain, "/notes", "/notes/new")
    await plain.client.post("/hide/by-itself", data={"do": "on"})
    await plain.client.post("/chat/card", data={"do": "quietly"})
    left |= {f"{path} unseen": said for path, said in (await read_all(plain, "/wait")).items()}
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
    for notice in ("timeSoon", "quietAsk", "quietWarn", "listenerQuiet", *reversed(TOLD)):
        chat.noticed.add(notice)
        left |= {f"{path} {notice}": said for path, said in (await read_all(plain, "/chat/log")).items()}
    for text in ("", "x" * 2001, "Write to me at kim@example.org"):
        left[f"refused {len(text)}"] = forgotten((await plain.client.post("/chat/post", data={"text": text})).text)
    await plain.client.post("/hide/by-itself", data={"do": "on"})
    left |= {f"{path} unseen": said for path, said in (await read_all(plain, "/chat", "/notes/new")).items()}
    assert {where: said for where, said in left.items() if said} == {}


@pytest.mark.usefixtures("pseudo")
async def test_a_chat_that_is_lost_says_nothing_that_no_catalogue_knows(house: House) -> None:
    plain = await abroad(house)
    [entry] = await house.node.live.entries()
    entry = await house.node.live.replace(replace(entry, chat="of-a-node-that-is-gone"))
    left = await read_all(plain, "/chat", "/chat/log", "/wait/place")
    left["away"] = forgotten((await plain.client.post("/chat/post", data={"text": "Are you there?"})).text)
    [entry] = await house.node.live.entries()
    await house.node.live.replace(replace(entry, chat=None))
    left |= await read_all(plain, "/chat/log")
    left["closed"] = forgotten((await plain.client.post("/chat/post", data={"text": "Are you there?"})).text)
    await house.node.live.forget(entry.ticket.id, until=clock.now() + timedelta(hours=1))
    left |= {f"{path} over": said for path, said in (await read_all(plain, "/wait", "/back")).items()}
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
    case = (await plain.client.post("/case", data={"code": entry.aftermath.case_code})).text
    months = {name for name in get_month_names("wide", locale=ABROAD).values() if name in case}
    assert months, "the day until which the code works is not said as one says it there"
    left["/case"] = forgotten(re.sub("|".join(months), "", case))
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
        assert gettext("You will be the first when somebody comes.") in plain.page.text
    assert [cookie.name for cookie in plain.client.cookies.jar] == ["pass"]


@pytest.mark.parametrize("locale", LOCALES)
async def test_words_to_come_back_with_are_of_the_pages_language(house: House, locale: str) -> None:
    plain = Plain(await house.visitor(**OUR_PAGE, **{"accept-language": locale}))
    await plain.client.post("/api/tickets", json={"ageBand": "adult"})
    await plain.goes("/wait")
    page = await plain.sends("/words")
    assert plain.answer is not None
    words = re.findall(r'<strong dir="auto">(.*?)</strong>', plain.answer.text)[0]
    assert len(words.split()) == COUNT
    assert set(words.split()) <= set(listed(locale))
    with speaking(locale):
        assert ngettext("They work once, for %(num)s minute.", "They work once, for %(num)s minutes.", 15) % {
            "num": 15
        } in (page.text)
    back = Plain(await house.visitor(**OUR_PAGE))
    await back.goes("/")
    await back.sends("/back", words=words.upper())
    assert back.path == "/wait"


async def test_the_language_of_a_visit_can_change_and_nothing_else_does(house: House) -> None:
    plain = await abroad(house, topics=["grief"])
    ticket = (await plain.client.get("/api/ticket")).json()
    assert ticket["wait"]["where"] == "Dès que quelqu’un sera là, ce sera votre tour."
    answer = await plain.client.post("/language", data={"locale": "de", "back": "https://elsewhere.example/"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    changed = (await plain.client.get("/api/ticket")).json()
    assert changed["wait"]["where"] == "Sobald jemand kommt, bist du als Erstes dran."
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
