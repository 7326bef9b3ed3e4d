"""One server in a hurry for most of these tests, and its staff signed in."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from benchmarks.service import Service
from tests.sockets.people import a_database, serving, staff_cookies


@pytest_asyncio.fixture(scope="session")
async def service(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Service]:
    """The server; every test leaves it without chats and without anybody on shift."""
    with serving(await a_database(postgres, template)) as started:
        yield started


@pytest_asyncio.fixture(scope="session")
async def staff(service: Service) -> dict[str, str]:
    """The cookies of Sam, Noor and Kim."""
    return await staff_cookies(service)
