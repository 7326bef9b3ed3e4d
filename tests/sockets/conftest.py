"""One server in a hurry for most of these tests, and its staff signed in."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from benchmarks.service import Service
from tests.sockets.people import everybody_leaves
from tests.sockets.servers import a_database, serving, staff_cookies


@pytest_asyncio.fixture(scope="session")
async def running(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Service]:
    """The server."""
    with serving(await a_database(postgres, template)) as started:
        yield started


@pytest_asyncio.fixture(scope="session")
async def staff(running: Service) -> dict[str, str]:
    """The cookies of Sam, Noor and Kim."""
    return await staff_cookies(running)


@pytest_asyncio.fixture
async def service(running: Service, staff: dict[str, str]) -> AsyncIterator[Service]:
    """The server, with nobody in it before and after."""
    yield running
    await everybody_leaves(running, staff)
