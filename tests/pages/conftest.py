"""The house whose pages are read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.api.house import House, lent, open_house


@pytest_asyncio.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house of this test's own."""
    async with lent(open_house(database_url, tmp_path)) as opened:
        yield opened
