"""A Valkey for each test that needs one."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from benchmarks.cluster import Cluster, Valkey, several
from tests.sockets.servers import QUICK, a_database

UNHURRIED = QUICK | {
    "EARSHOT_TIMING__LISTENER_LOST": "20",
    "EARSHOT_TIMING__STUB_WAIT": "25",
    "EARSHOT_TIMING__OFFER": "5",
}
"""A listener who lives through a fault is not lost meanwhile."""


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A running Valkey of this test's own."""
    started = Valkey().start()
    yield started
    started.stop()


@pytest_asyncio.fixture
async def stormy(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Cluster]:
    """Two nodes, with weather between them, their pages and Valkey."""
    url = await a_database(postgres, template)
    with several(2, UNHURRIED | {"DATABASE_URL": url, "EARSHOT_LIMITS__BURST": "1000"}, proxied=True) as started:
        yield started
        for node in started.nodes:
            print(f"--- {node.origin}\n{node.output.read_text().partition('Ctrl-C')[2][-3000:]}")


@pytest_asyncio.fixture
async def cluster(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Cluster]:
    """Two nodes of this test's own."""
    with several(2, UNHURRIED | {"DATABASE_URL": await a_database(postgres, template)}) as started:
        yield started
        for node in started.nodes:
            print(f"--- {node.origin}\n{node.output.read_text().partition('Ctrl-C')[2][-3000:]}")
