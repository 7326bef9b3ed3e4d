"""PostgreSQL is away for a while: people come, talk and go at both nodes, and every visit is counted once, later."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa

from app.records.migrate import migrate
from app.records.postgres import EmbeddedPostgres
from app.records.unit_of_work import engine_for
from benchmarks.cluster import Cluster, several
from tests.nodes_several.conftest import UNHURRIED
from tests.nodes_several.people import PATIENCE, ask, listener_at, seeker_at, until

HASTY = UNHURRIED | {"EARSHOT_TIMING__AFTERMATH": "0.3", "EARSHOT_TIMING__WRAP_UP": "0.05"}


class Postgres:
    """A PostgreSQL that can be stopped, and started again with what it kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = EmbeddedPostgres.start(folder, durable=False)
        self.url = self._server.url

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server = EmbeddedPostgres.start(self._folder, durable=False)
        assert self._server.url == self.url


@pytest.fixture
def own() -> Iterator[Postgres]:
    """A PostgreSQL of this test's own."""
    with TemporaryDirectory(prefix="earshot-test-") as folder:
        Path(folder).chmod(0o755)  # when root runs the tests, the server runs as nobody
        server = Postgres(Path(folder) / "postgres")
        yield server
        server.stop()


async def counted(url: str) -> dict[str, int]:
    """The rows of finished visits by their outcome, and the chats that listeners held."""
    engine = engine_for(url)
    async with engine.connect() as connection:
        rows = await connection.execute(sa.text("SELECT outcome, count(*) FROM session_stage GROUP BY 1"))
        held = await connection.execute(sa.text("SELECT 'held', sum(chats_held) FROM staff"))
        found = {str(name): int(number) for name, number in (*rows.all(), *held.all())}
    await engine.dispose()
    return found


async def a_visit(cluster: Cluster, number: int, *, told: bool = True) -> None:
    """Somebody joins at this node, talks, and ends it."""
    page = await seeker_at(cluster, number)
    async with asyncio.timeout(PATIENCE):
        chat = await page.opened.get()
    if told:
        page.write(chat, "is this still working?")
        await until(lambda: not page.talks[chat].outbox)
    page.send({"type": "end", "chat": chat})
    await until(lambda: page.papers[chat].ended is not None)
    await page.close()


async def test_visits_go_on_without_records_and_are_counted_once_when_they_are_back(own: Postgres) -> None:
    await migrate(own.url)
    with several(2, HASTY | {"DATABASE_URL": own.url}) as cluster:
        before = await counted(own.url)
        desks = [await listener_at(cluster, number, number) for number in range(2)]
        own.stop()
        for number in (0, 1, 0, 1):
            await a_visit(cluster, number)
        desks[0].tear()  # a desk whose line drops comes back, here or at the other node, without a sign-in
        await until(lambda: desks[0].absences)
        desks[1].at = 0
        desks[1].tear()
        await until(lambda: desks[1].absences)
        for number in (0, 1):
            await a_visit(cluster, number)
        assert (await ask(cluster, 0, "GET", "/health/ready")).status_code == 503
        resting = await ask(cluster, 1, "PUT", "/api/shift", json={"state": "off"}, headers=desks[0].headers)
        assert resting.status_code < 300
        own.start()
        await a_visit(cluster, 0)
        await asyncio.sleep(1)  # the last page's time is over
        for desk in desks:
            await desk.close()
        for number in range(2):
            cluster.drain(number)
            assert await asyncio.to_thread(cluster.nodes[number].gone_within, 30) == 0
        after = await counted(own.url)
        logged = "".join(node.output.read_text() for node in cluster.nodes)
    assert after == {"completed": 7, "held": before["held"] + 7}
    assert "still working" not in logged
