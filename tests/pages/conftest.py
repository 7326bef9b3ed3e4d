"""The house whose pages are read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from benchmarks.service import Service
from tests.api.house import House, furnished, lent, open_house
from tests.sockets.people import everybody_leaves
from tests.sockets.servers import a_database, serving, staff_cookies


@pytest_asyncio.fixture(scope="session")
async def furnished_url(postgres: EmbeddedPostgres, template: str) -> str:
    """One database with the samples in it, for all of these tests."""
    return await furnished(postgres, template, "house_pages")


@pytest_asyncio.fixture
async def house(furnished_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house of this test's own; what its people did is gone afterwards."""
    async with lent(open_house(furnished_url, tmp_path)) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session")
async def running(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Service]:
    """A real server, where a page has to meet a socket."""
    with serving(await a_database(postgres, template)) as started:
        yield started


@pytest_asyncio.fixture(scope="session")
async def staff(running: Service) -> dict[str, str]:
    """The cookies of Sam, Noor and Kim."""
    return await staff_cookies(running)


@pytest_asyncio.fixture
async def service(running: Service, staff: dict[str, str]) -> AsyncIterator[Service]:
    """The server, with nobody in it afterwards."""
    yield running
    await everybody_leaves(running, staff)
