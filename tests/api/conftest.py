"""The house that the API's tests ask."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from tests.api.house import House, furnished, lent, open_house


@pytest_asyncio.fixture(scope="session")
async def furnished_url(postgres: EmbeddedPostgres, template: str) -> str:
    """One database with the samples in it, for all of these tests."""
    return await furnished(postgres, template, "house_api")


@pytest_asyncio.fixture
async def house(furnished_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house of this test's own; what its people did is gone afterwards."""
    async with lent(open_house(furnished_url, tmp_path)) as opened:
        yield opened
