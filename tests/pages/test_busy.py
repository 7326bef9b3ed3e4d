"""Many come at once, and no script: a kind page waits, holds what was typed, and goes on by itself."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from app import clock
from app.pages.seeker.busy import FITS
from tests.api.house import House, lent, open_house
from tests.pages.test_intake import at_intake, waiting

WORDS = "My brother and I do not talk any more.\nÜber alles sonst schon."
PRESSED = {"limits": {"places_from_one": 1, "places_from_all": 1}, "timing": {"place_from_all": 600}}


def noise(length: int) -> str:
    """A text that cannot be made smaller."""
    return "".join(chr(0x4E00 + secrets.randbelow(20_000)) for _ in range(length))


@pytest_asyncio.fixture
async def house(furnished_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house where one place is free, and somebody has it."""
    async with lent(open_house(furnished_url, tmp_path, **PRESSED)) as opened:
        await waiting(opened)
        yield opened


async def test_it_waits_with_everything_typed_and_goes_on_by_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = await at_intake(house)
    page = await plain.sends("/talk/about", topics=["grief", "family"], first_message=WORDS, feeling="4", country="DE")
    assert plain.answer is not None
    assert (plain.answer.status_code, page.refresh) == (202, "20;url=/talk/soon")
    assert "This page goes on by itself in 20 seconds." in page.text
    assert "/lines?country=DE" in page.links
    assert WORDS not in str(plain.client.cookies)
    early = await plain.goes("/talk/soon")
    assert early.refresh is not None
    assert 1 <= int(early.refresh.split(";")[0]) <= 20
    assert len(await house.node.live.entries()) == 1
    now = clock.now() + timedelta(seconds=20)
    monkeypatch.setattr(clock, "now", lambda: now)
    await plain.goes("/talk/soon")
    assert plain.path == "/wait"
    [entry] = [one for one in await house.node.live.entries() if one.intake.first_message]
    assert (entry.intake.first_message, entry.ticket.topics) == (WORDS, ("grief", "family"))
    assert (entry.intake.feeling, entry.intake.country) == (4, "DE")
    await plain.goes("/talk/soon")
    assert plain.path == "/wait"
    assert len(await house.node.live.entries()) == 2


async def test_what_is_too_long_for_a_cookie_stands_in_the_form(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    long = noise(2_000)
    plain = await at_intake(house)
    page = await plain.sends("/talk/about", first_message=long, hides="yes")
    assert page.refresh is None
    assert "Please wait for 20 seconds, and then go on." in page.text
    assert page.form("/talk/about").values["first_message"] == long
    assert len(str(plain.client.cookies)) < FITS
    page = await plain.sends("/talk/about")
    assert "Please wait for" in page.text
    now = clock.now() + timedelta(seconds=20)
    monkeypatch.setattr(clock, "now", lambda: now)
    await plain.sends("/talk/about")
    assert plain.path == "/wait"
    [entry] = [one for one in await house.node.live.entries() if one.intake.first_message]
    assert (entry.intake.first_message, entry.intake.hides) == (long, True)


async def test_a_cookie_stays_within_what_browsers_keep(house: House) -> None:
    for length in range(600, 1_300, 100):
        plain = await at_intake(house)
        await plain.sends("/talk/about", first_message=noise(length))
        assert plain.answer is not None
        assert len(plain.answer.headers["set-cookie"]) < 4_096


async def test_the_wait_cannot_be_had_at_once_for_many(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits in a hundred windows gets a few places, and the others wait once more."""
    flood = [await at_intake(house) for _ in range(14)]
    for one in flood:
        await one.sends("/talk/about")
    now = clock.now() + timedelta(seconds=20)
    monkeypatch.setattr(clock, "now", lambda: now)
    for one in flood:
        await one.goes("/talk/soon")
    assert [one.path for one in flood] == ["/wait"] * 10 + ["/talk/soon"] * 4
    assert flood[-1].page.refresh == "20;url=/talk/soon"


async def test_there_is_nothing_soon_for_who_has_not_asked(house: House) -> None:
    plain = await at_intake(house)
    await plain.goes("/talk/soon")
    assert plain.path == "/talk/about"
    plain.client.cookies.clear()
    await plain.goes("/talk/soon")
    assert plain.path == "/talk"
