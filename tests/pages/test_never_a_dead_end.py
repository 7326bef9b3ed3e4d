"""Wherever somebody ends up, the page says what is true and leads on: never a bare error, never nothing."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from app.live.interface import Aftermath
from app.live.way_back import TRIES
from app.pages.away import away_page
from app.records.unit_of_work import Records
from app.services.line.leave_line import redirect
from app.settings import Settings
from app.words import LOCALES, gettext, speaking, spoken
from matching import Door
from tests.api.house import House
from tests.api.test_pressure import solved
from tests.nodes import NOWHERE
from tests.pages.forms import Plain, Seen

BEGINS = ("/", "/talk", "/lines", "/back")
"""Links of which at least one leads on from anywhere."""


def leads_on(plain: Plain) -> bool:
    assert plain.answer is not None
    return any(link.partition("?")[0] in BEGINS for link in plain.page.links)


async def at_intake(house: House, age: str = "adult") -> Plain:
    plain = Plain(await house.visitor())
    await plain.goes("/talk")
    await plain.sends("/talk/age", age=age)
    return plain


async def waiting(house: House, **about: object) -> Plain:
    plain = await at_intake(house)
    await plain.sends("/talk/about", **about)
    assert plain.path == "/wait"
    return plain


async def test_closed_hours_lead_to_places_that_are_open_and_keep_the_words(house: House) -> None:
    plain = await at_intake(house)
    house.node.doorway.told = Door.CLOSED
    house.node.doorway.stands = Door.CLOSED
    page = await plain.sends("/talk/about", first_message="I wrote this before you closed")
    assert plain.answer is not None
    assert plain.answer.status_code == 503
    assert "We have just closed. That says nothing about you." in page.text
    assert page.form("/talk/about").values["first_message"] == "I wrote this before you closed"
    assert "/lines" in page.links
    landing = await plain.goes("/")
    assert "We are closed just now. That says nothing about you." in landing.text
    assert "/lines" in landing.links


async def test_nobody_free_is_said_before_in_and_after_the_wait(house: House) -> None:
    plain = await at_intake(house)
    assert "Nobody who can talk with you is here right now" in plain.page.text
    await plain.sends("/talk/about", country="GB")
    assert "You can wait, or go where somebody is awake" in plain.page.text
    assert "tel:999" in plain.page.links
    [entry] = await house.node.live.entries()
    await redirect(house.node, entry, now=clock.now())
    await plain.goes("/wait")
    assert plain.path == "/after"
    assert "Nobody who could talk with you became free. That says nothing about you." in plain.page.text
    assert {"tel:999", "/talk"} <= set(plain.page.links)


async def test_under_13_finds_lines_and_the_way_back_from_a_slip(house: House) -> None:
    plain = Plain(await house.visitor())
    await plain.goes("/talk")
    page = await plain.sends("/talk/age", age="under13")
    assert (plain.path, "Lines for children" in page.text) == ("/young", True)
    assert "/talk" in page.links


async def test_a_browser_that_keeps_no_cookie_is_told_why_one_is_needed(house: House) -> None:
    """Never round and round."""
    plain = Plain(await house.visitor(referer="http://127.0.0.1:8000/talk"))
    await plain.goes("/talk")
    plain.client.cookies.jar.set_policy(_KeepsNone())
    page = await plain.sends("/talk/age", age="adult")
    assert "We need one. It is how this page knows that it is still you" in page.text
    assert {"/talk", "/lines"} <= set(page.links)


class _KeepsNone:
    """What a browser does that was told to keep no cookies."""

    netscape, rfc2965, hide_cookie2 = True, False, False

    def set_ok(self, _cookie: object, _request: object) -> bool:
        return False

    def return_ok(self, _cookie: object, _request: object) -> bool:
        return False

    def domain_return_ok(self, _domain: str, _request: object) -> bool:
        return False

    def path_return_ok(self, _path: str, _request: object) -> bool:
        return False


@pytest.mark.parametrize("path", ["/wait", "/chat", "/after", "/chat/report", "/back"])
async def test_an_address_of_ours_without_a_pass_says_nothing_and_leads_on(house: House, path: str) -> None:
    """Out of a history, on a phone that is looked through."""
    plain = Plain(await house.visitor())
    page = await plain.goes(path)
    assert (page.title, plain.answer.status_code if plain.answer else 0) == ("Notes", 200)
    welcome = "Welcome If you were here a moment ago, your place may still be kept. Go on where I was Start"
    assert page.text.removeprefix("Notes ") == welcome
    assert {path, "/"} <= set(page.links)
    again = Plain(await house.visitor(referer=f"http://127.0.0.1:8000{path}"))
    page = await again.goes(path)
    assert "There is nothing kept for this browser." in page.text
    assert page.links == ["/"]


async def test_a_pass_that_is_over_says_so(house: House) -> None:
    plain = await waiting(house)
    [entry] = await house.node.live.entries()
    await house.node.live.forget(entry.ticket.id, until=clock.now() + timedelta(hours=1))
    page = await plain.goes("/wait")
    assert "It was ended and forgotten. You can come back any time" in page.text
    assert leads_on(plain)


async def test_a_form_sent_twice_takes_one_place(house: House) -> None:
    plain = await at_intake(house)
    draft, typed = plain.client.cookies["pass"], plain.page.form("/talk/about").values
    for _ in range(2):
        plain.client.cookies.set("pass", draft)
        sent = await plain.client.post("/talk/about", data=typed)
        assert (sent.status_code, sent.headers["location"]) == (303, "/wait")
    assert len(await house.node.live.entries()) == 1


async def test_going_back_to_a_step_that_is_behind_leads_to_where_one_is(house: House) -> None:
    plain = await waiting(house, first_message="kept")
    for step in ("/talk", "/talk/about", "/chat", "/after", "/back", "/wait"):
        await plain.goes(step)
        assert plain.path == "/wait", step
    assert (await plain.goes("/wait")).form("/wait/message").values["first_message"] == "kept"
    [entry] = await house.node.live.entries()
    over = Aftermath(ended=clock.now(), reason="left")
    await house.node.live.replace(replace(entry, aftermath=over))
    for step in ("/wait", "/chat", "/back", "/after"):
        await plain.goes(step)
        assert plain.path == "/after", step


async def test_whoever_looks_around_finds_the_way_back_to_their_place(house: House) -> None:
    plain = await waiting(house)
    for path in ("/", "/lines", "/staying-safe", "/privacy", "/rules", "/contact", "/case"):
        page = await plain.goes(path)
        assert "Your place is kept while you look around. Back to where I was" in page.text, path
        assert "while you look around" not in (await Plain(await house.visitor()).goes(path)).text, path
    await plain.goes("/back")
    assert plain.path == "/wait"
    await plain.sends("/leave")
    assert "while you look around" not in (await plain.goes("/lines")).text


async def test_hide_and_back_in_the_middle_of_the_questions(house: House) -> None:
    plain = await at_intake(house)
    notes = await plain.goes("/notes")
    assert (notes.title, notes.frames, "/back" in notes.links) == ("Notes", [], True)
    await plain.goes("/back")
    assert plain.path == "/talk/about"


async def test_with_the_records_away_the_way_in_stays_open_and_a_report_says_what_to_do(house: House) -> None:
    """PostgreSQL holds nothing that somebody in need would have to wait for."""
    await house.on_shift()
    kept, house.node.records = house.node.records, Records(NOWHERE)
    plain = await waiting(house)
    await house.open_chat(plain.client)
    await plain.goes("/chat")
    await plain.sends("/chat/post", text="Still here?")
    assert plain.path == "/chat"
    await plain.goes("/chat/report")
    page = await plain.sends("/chat/report", reason="unsafe")
    assert plain.answer is not None
    assert plain.answer.status_code == 503
    assert "The crisis lines are here all the same." in page.text
    assert {"/back", "/lines", "/"} <= set(page.links)
    house.node.records = kept
    await plain.goes("/back")
    assert plain.path == "/after"
    page = await plain.sends("/after/report", reason="unsafe")
    assert "Your case code is" in page.text


async def test_what_is_not_there_leads_home(house: House) -> None:
    plain = Plain(await house.visitor())
    await plain.goes("/nothing-here")
    assert leads_on(plain)


def test_when_nothing_answers_one_file_is_enough(tmp_path: Path) -> None:
    """A proxy serves it; it needs no other file of ours, and asks again by itself."""
    html = away_page(Settings(_env_file=None, data=tmp_path))
    page = Seen(html)
    assert page.title == "Notes"
    assert page.refresh == "30"
    assert "leave this page open" in page.text
    assert {"tel:999", "tel:112", "tel:911"} <= set(page.links)
    for locale in LOCALES:
        with speaking(locale):
            assert f'<section lang="{locale}" dir="{spoken().text_direction}">' in html
            assert gettext("We are out of reach for a moment") in html
    for country in ("Germany · Deutschland 112", "Jordan · الأردن 911", "Brazil · Brasil Ambulância 192 Polícia 190"):
        assert country in page.text
    assert not any(word in html for word in ("<script", "<img", "<link", "src=", "url("))
    assert [link for link in page.links if link.startswith("/")] == []


async def test_words_lead_back_once_and_only_while_they_last(house: House) -> None:
    plain = await waiting(house, first_message="mine")
    await plain.goes("/wait")
    first = _given(await plain.sends("/words"))
    await plain.goes("/wait")
    words = _given(await plain.sends("/words"))
    [entry] = await house.node.live.entries()
    assert entry.way_back is not None
    kept = " ".join(re.findall(r"[a-z]+", repr(entry)))
    assert words not in kept  # all four: one alone may stand there as something else's name
    newcomer = Plain(await house.visitor())
    for typed, leads in ((first, False), (words.replace(" ", ", ").title(), True), (words, False)):
        await newcomer.goes("/")
        await newcomer.sends("/back", words=typed)
        assert newcomer.path == ("/wait" if leads else "/back"), typed
        if not leads:
            assert "These words lead nowhere, or not any more." in newcomer.page.text
    await plain.goes("/wait")
    late = _given(await plain.sends("/words"))
    [entry] = await house.node.live.entries()
    assert entry.way_back is not None
    await house.node.live.replace(replace(entry, way_back=replace(entry.way_back, until=clock.now())))
    await newcomer.goes("/")
    await newcomer.sends("/back", words=late)
    assert newcomer.path == "/back"


async def test_words_cannot_be_guessed_in_numbers(house: House) -> None:
    plain = Plain(await house.visitor())
    answers = [(await plain.client.post("/back", data={"words": f"acorn {n}"})).status_code for n in range(25)]
    assert answers == [422] * 20 + [429] * 5
    page = Seen((await plain.client.post("/back", data={"words": "acorn"})).text)
    assert "Please wait a minute, and try again." in page.text
    stands = await waiting(house)
    assert (await stands.client.post("/back", data={"words": "acorn"})).status_code == 429
    await stands.goes("/wait")
    assert stands.path == "/wait"
    house.node.pressure.forget(now=clock.now() + timedelta(hours=1))
    house.node.tried.at.extend([clock.now()] * TRIES)
    assert (await plain.client.post("/back", data={"words": "acorn"})).status_code == 429


@pytest.mark.parametrize("with_a_script", [True, False])
async def test_whoever_guesses_words_keeps_nobody_out(
    house: House, monkeypatch: pytest.MonkeyPatch, *, with_a_script: bool
) -> None:
    """With a little work, or a short wait where no script runs, the right words lead back all the same."""
    plain = await waiting(house, first_message="mine")
    await plain.goes("/wait")
    words = _given(await plain.sends("/words"))
    for _ in range(30):
        house.node.pressure.take("words", None, now=clock.now())
    newcomer = Plain(await house.visitor())
    await newcomer.goes("/")
    page = await newcomer.sends("/back", words=words)
    assert (newcomer.path, page.form("/back").values["words"]) == ("/back", words)
    assert newcomer.answer is not None
    challenge = re.search(r'data-challenge="([^"]+)"', newcomer.answer.text)
    assert challenge is not None
    if with_a_script:
        await newcomer.sends("/back", proof=solved(html.unescape(challenge[1])))
    else:
        await newcomer.sends("/back")
        assert newcomer.path == "/back"
        now = clock.now() + timedelta(seconds=20)
        monkeypatch.setattr(clock, "now", lambda: now)
        await newcomer.sends("/back")
    assert newcomer.path == "/wait"


def _given(page: Seen) -> str:
    return page.text.partition("close everything now. ")[2].partition(" On the first page")[0]
