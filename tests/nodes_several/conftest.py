"""A Valkey for each test that needs one."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from benchmarks import report
from benchmarks.cluster import Cluster, Valkey, several
from tests.sockets.servers import QUICK, a_database

UNHURRIED = QUICK | {
    "EARSHOT_TIMING__LISTENER_LOST": "20",
    "EARSHOT_TIMING__STUB_WAIT": "25",
    "EARSHOT_TIMING__OFFER": "5",
}
"""A listener who lives through a fault is not lost meanwhile."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of what was measured stands at the end of the run."""
    text = report.table()
    if text:
        terminalreporter.write_line("")
        terminalreporter.write_line(text)
        report.keep()


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
    roomy = {"DATABASE_URL": url, "EARSHOT_LIMITS__BURST": "1000", "EARSHOT_LIMITS__SHORT_LINE": "9999"}
    with several(2, UNHURRIED | roomy, proxied=True) as started:
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
