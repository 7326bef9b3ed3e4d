"""The embedded PostgreSQL: starts, stops, comes back after a hard kill, and is never shared or orphaned."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.records import binaries as programs_of
from app.records import cluster, postgres
from app.records.postgres import EmbeddedPostgres, PostgresUnavailable
from app.records.unit_of_work import Records

ROOT = Path(__file__).parents[2]
STARTER = """
import sys, time
from pathlib import Path
from app.records.postgres import EmbeddedPostgres
server = EmbeddedPostgres.start(Path(sys.argv[1]))
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder with a space in its name that the server's user can reach."""
    with tempfile.TemporaryDirectory(prefix="earshot test ") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "a place" / "postgres"


def start_elsewhere(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """Start it in a process of its own, and say the server's process id."""
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert starter.stdout is not None
    return starter, int(starter.stdout.readline())


def is_gone(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def processes_of(pid: int) -> list[int]:
    """Return the processes that this one started."""
    return [int(child) for child in (Path("/proc") / str(pid) / "task" / str(pid) / "children").read_text().split()]


def waits_until_gone(pid: int) -> bool:
    for _ in range(200):
        if is_gone(pid):
            return True
        time.sleep(0.05)
    return False


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def ask(server: EmbeddedPostgres, statement: str) -> list[asyncpg.Record]:
    url = sa.make_url(server.url)
    connection = await asyncpg.connect(
        user=url.username, password=url.password, database=url.database, host=str(url.query["host"]), port=5432
    )
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


async def test_it_starts_keeps_and_stops(place: Path) -> None:
    first = EmbeddedPostgres.start(place)
    await ask(first, "CREATE TABLE kept AS SELECT 1 AS one")
    first.stop()
    first.stop()
    assert is_gone(first.pid)
    again = EmbeddedPostgres.start(place)
    assert [tuple(row) for row in await ask(again, "SELECT one FROM kept")] == [(1,)]
    again.stop()


async def test_it_listens_on_no_address_and_insists_on_the_password(place: Path) -> None:
    server = EmbeddedPostgres.start(place)
    try:
        (row,) = await ask(server, "SELECT current_setting('listen_addresses'), current_setting('log_statement')")
        assert tuple(row) == ("", "none")
        url = sa.make_url(server.url)
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(user="earshot", password="guess", host=str(url.query["host"]), port=5432)
        assert mode(place / "password") == 0o600
        assert mode(Path(str(url.query["host"]))) == 0o700
    finally:
        server.stop()


async def test_committed_rows_survive_a_hard_kill_of_the_server(place: Path) -> None:
    server = EmbeddedPostgres.start(place)
    await ask(server, "CREATE TABLE survivors AS SELECT 7 AS seven")
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    again = EmbeddedPostgres.start(place)
    assert [tuple(row) for row in await ask(again, "SELECT seven FROM survivors")] == [(7,)]
    again.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc names a process's children on Linux alone")
async def test_when_a_disk_is_too_slow_for_the_last_checkpoint_nothing_of_it_is_left_running(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is told that it has stopped may take its folder away."""
    monkeypatch.setattr(postgres, "_STOP_LIMIT", timedelta(seconds=7))  # it gives its own processes five
    server = EmbeddedPostgres.start(place)
    await ask(server, "CREATE TABLE late AS SELECT 3 AS three")
    helpers = processes_of(server.pid)
    (checkpointer,) = [pid for pid in helpers if b"checkpointer" in (Path("/proc") / str(pid) / "cmdline").read_bytes()]
    os.kill(checkpointer, signal.SIGSTOP)
    await asyncio.to_thread(server.stop)
    assert [pid for pid in [server.pid, *helpers] if not is_gone(pid)] == []
    again = EmbeddedPostgres.start(place)
    assert [tuple(row) for row in await ask(again, "SELECT three FROM late")] == [(3,)]
    again.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
async def test_it_ends_when_its_starter_is_killed_and_starts_again(place: Path) -> None:
    starter, pid = await asyncio.to_thread(start_elsewhere, place)
    starter.kill()
    starter.communicate()
    server = EmbeddedPostgres.start(place)  # at once: it waits for the old one to finish
    assert is_gone(pid)
    assert "received fast shutdown request" in server.log.read_text()
    server.stop()


async def test_a_second_one_on_the_same_folder_is_refused(place: Path) -> None:
    starter, pid = await asyncio.to_thread(start_elsewhere, place)
    try:
        with pytest.raises(PostgresUnavailable, match="already using"):
            EmbeddedPostgres.start(place)
        assert not is_gone(pid)
    finally:
        starter.kill()
        starter.communicate()
    assert await asyncio.to_thread(waits_until_gone, pid)


def test_a_mark_whose_number_is_another_process_now_is_no_obstacle(place: Path) -> None:
    EmbeddedPostgres.start(place).stop()
    server = EmbeddedPostgres.start(place)
    data = server.data
    server.stop()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n/tmp\n\n0 0\nready\n")
    again = EmbeddedPostgres.start(place)
    assert again.pid != os.getpid()
    again.stop()


def test_data_of_another_version_is_refused_with_advice(place: Path) -> None:
    server = EmbeddedPostgres.start(place)
    version = server.data / "PG_VERSION"
    server.stop()
    mine = version.read_text()
    version.write_text("16\n")
    try:
        with pytest.raises(PostgresUnavailable, match="belongs to PostgreSQL 16"):
            EmbeddedPostgres.start(place)
    finally:
        version.write_text(mine)


def test_a_lost_password_is_said_to_be_lost(place: Path) -> None:
    EmbeddedPostgres.start(place).stop()
    (place / "password").rename(place / "elsewhere")
    with pytest.raises(PostgresUnavailable, match="Put it back"):
        EmbeddedPostgres.start(place)
    (place / "elsewhere").rename(place / "password")


def test_missing_programs_are_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs_of, "find_spec", lambda _: None)
    with pytest.raises(PostgresUnavailable, match="DATABASE_URL"):
        EmbeddedPostgres.start(tmp_path)


def test_a_socket_folder_of_somebody_else_is_refused(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")  # noqa: S108  # the very folder that others can write to
    user = programs_of.runner()
    taken = cluster._sockets(place, user)
    taken.rmdir()
    taken.symlink_to(tmp_path)
    try:
        with pytest.raises(PostgresUnavailable, match="somebody else"):
            cluster._sockets(place, user)
    finally:
        taken.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
async def test_root_keeps_the_data_elsewhere_when_its_folder_is_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres.start(closed / "postgres", durable=False)
    server.stop()
    assert server.data.is_relative_to(programs_of.STATE)
    assert closed.stat().st_mode & 0o777 == 0o700
    again = EmbeddedPostgres.start(closed / "postgres", durable=False)
    again.stop()
    assert again.data == server.data
    shutil.rmtree(again.data.parent)


@pytest.mark.proves("C4")
async def test_errors_leave_no_value_in_the_servers_log(
    postgres: EmbeddedPostgres, sql: AsyncConnection, records: Records
) -> None:
    """C4: PostgreSQL would print failing rows and parameters."""
    canary = "canary-3f9c1a77"
    for statement in (
        "INSERT INTO topic VALUES (:word, 'n', 'd', '{}', true, 0, 'no-such-group')",
        "INSERT INTO topic VALUES (:word, NULL, 'd', '{}', true, 0, 'mood')",
        "INSERT INTO service_setting VALUES (:word, repeat('x', 300))",
        "INSERT INTO service_setting VALUES (:word, 'v'), (:word, 'v')",
        "SELECT pg_sleep(1), :word FROM no_such_table",
    ):
        with pytest.raises(DBAPIError) as refused:
            await sql.execute(sa.text(statement), {"word": canary})
        assert canary not in str(refused.value)
    assert await records.alive()
    assert canary not in postgres.log.read_text()
