"""Staff pages that stand open: closed when their session is ended anywhere, left alone when it ends by itself."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import datetime, timedelta

import httpx
import pytest_asyncio

from app import clock
from app.identity import staff_session
from app.identity.credentials import staff_cookie
from app.records import staff
from app.records.unit_of_work import Records
from app.services.staff.keep_sessions import keep_sessions, page_under
from app.services.staff.sign_in import LIFE
from tests.api.house import House

SIGNED_OUT = 4401


class Page:
    """An open one."""

    def __init__(self) -> None:
        self.closed: list[int] = []

    def close(self, code: int) -> None:
        """Be told to."""
        self.closed.append(code)


def token_of(house: House, who: httpx.AsyncClient) -> str:
    return who.cookies[staff_cookie("listener", house.node.settings)]


async def looked_at(house: House, now: datetime) -> None:
    await keep_sessions(house.node, now=now)


@pytest_asyncio.fixture
async def pages(house: House) -> AsyncIterator[dict[str, Page]]:
    """Sam's desk and Noor's, both looked at once."""
    opened = {name: Page() for name in ("Sam", "Noor")}
    with ExitStack() as open_pages:
        for name, page in opened.items():
            open_pages.enter_context(page_under(house.node, token_of(house, await house.staff(name)), page))
        await looked_at(house, clock.now())
        yield opened
    assert house.node.open_sessions.sessions() == []


async def test_whoever_is_signed_out_elsewhere_loses_the_page_and_nobody_else(
    house: House, pages: dict[str, Page]
) -> None:
    async with house.node.records.unit() as unit:
        sam = await staff.by_name(unit, "Sam")
        assert sam is not None
        await staff.end_sessions(unit, sam.id)
    await looked_at(house, clock.now())
    assert (pages["Sam"].closed, pages["Noor"].closed) == ([SIGNED_OUT], [])


async def test_a_session_that_was_over_by_itself_leaves_its_page_be(house: House, pages: dict[str, Page]) -> None:
    later = clock.now() + LIFE + timedelta(minutes=1)
    async with house.node.records.unit() as unit:
        sam = await staff.by_name(unit, "Sam")
        assert sam is not None
        await staff_session.begin(unit, sam.id, now=later, life=LIFE)  # a sign-in clears what is over
    await looked_at(house, later)
    assert (pages["Sam"].closed, pages["Noor"].closed) == ([], [])


async def test_a_session_ended_before_anybody_looked_loses_its_page(house: House) -> None:
    client, page = await house.staff("Sam"), Page()
    with page_under(house.node, token_of(house, client), page):
        async with house.node.records.unit() as unit:
            await staff_session.revoke(unit, token_of(house, client))
        await looked_at(house, clock.now())
    assert page.closed == [SIGNED_OUT]


async def test_a_page_that_is_open_keeps_its_session_from_idling_out(house: House, pages: dict[str, Page]) -> None:
    assert pages
    signed_in, idle = await house.staff("Sam"), staff_session.IDLE
    unseen = token_of(house, signed_in)
    with page_under(house.node, unseen, Page()):
        for quarter in range(1, 9):
            await looked_at(house, clock.now() + quarter * idle / 4)
    async with house.node.records.unit() as unit:
        assert await staff_session.holder(unit, unseen, now=clock.now() + 2 * idle + idle / 2) is not None
        assert await staff_session.holder(unit, unseen, now=clock.now() + LIFE) is None


async def test_while_postgresql_is_away_every_page_stays(house: House, pages: dict[str, Page]) -> None:
    there, nowhere = house.node.records, Records("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    house.node.records = nowhere
    try:
        await looked_at(house, clock.now())
    finally:
        house.node.records = there
        await nowhere.close()
    assert (pages["Sam"].closed, pages["Noor"].closed) == ([], [])
