"""Nothing that anybody said, and nothing that tells who they were, reaches a disk: canaries, addresses, file lists."""

import ipaddress
import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa

from app.records.binaries import reachable_binaries, runner
from app.records.unit_of_work import engine_for
from tests.privacy.conftest import Disk
from tests.privacy.scanner import Canaries, files_below
from tests.privacy.visits import ADDRESSES, FORWARDED, a_whole_visit, everything_wrong, somebody_else_goes_on
from tests.sockets.servers import staff_cookies

CHATS = int(os.environ.get("VISITS", "20"))
BETWEEN = max(7, CHATS // 10)
"""After so many chats somebody does everything wrong that can be done."""
VERDICT = {"rule": "kindness", "decision": "nothing", "reason": "mistake"}
OUR_FILES = {"cases.key", "links.json", "output.log", "paging.key", "pass.key", "pid"}
"""`output.log` is the test's: the server itself writes to its terminal."""
CLUSTER_FILES = {"lock", "log", "password"}
CANDIDATE = re.compile(rb"127\.83\.\d+\.\d+|2136\d{6}|7f53[0-9a-f]{4}")
"""What the visitors' addresses look like in dots, as a number and in hex."""
ADDRESS = re.compile(rb"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")


@pytest_asyncio.fixture(scope="module")
async def visited(disk: Disk) -> Disk:
    """The disk after chats and mistakes full of canaries."""
    disk.staff = staff = await staff_cookies(disk.service)
    for number in range(CHATS):
        await a_whole_visit(disk.service, disk.canaries, staff["Sam"], grave=number % 4 == 0)
        if number % BETWEEN == 0:
            await somebody_else_goes_on(disk.service, disk.canaries, staff["Sam"], staff["Noor"])
            met = await everything_wrong(disk.service, disk.canaries)
            assert max(met) < 500, met
            assert {200, 400, 401, 403, 404, 422} <= met
    return disk


async def rows_of(url: str) -> str:
    """Everything that every table says, and what the server's views say of statements and people."""
    engine = engine_for(url)
    told: list[Any] = []
    async with engine.connect() as connection:
        tables = (
            await connection.execute(
                sa.text(
                    "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables"
                )
            )
        ).scalars()
        for table in tables:
            async with connection.begin_nested() as attempt:
                try:
                    told.append((table, (await connection.execute(sa.text(f"SELECT * FROM {table}"))).all()))  # noqa: S608
                except sa.exc.DBAPIError:
                    await attempt.rollback()
    await engine.dispose()
    return repr(told)


def dumped(url: str) -> bytes:
    """What `pg_dump` makes of it in plain text, every row and definition, as a thief or a backup would have it."""
    to = url.replace("+asyncpg", "")
    program = reachable_binaries(runner()) / "pg_dump"
    return subprocess.run([program, "--format=plain", "--inserts", to], check=True, capture_output=True).stdout


@pytest.mark.proves("C3", "C8", "C14")
async def test_while_it_runs_no_canary_is_in_any_table_or_file(visited: Disk) -> None:
    """C3, C8, C14: tables, heap, journal, logs and keys, with the server still up."""
    said = await rows_of(visited.postgres.url)
    assert "public.session_stage" in said
    assert "public.staff" in said
    assert visited.canaries.in_bytes(said.encode()) == set()
    dump = dumped(visited.postgres.url)
    assert b"INSERT INTO public.staff VALUES" in dump
    assert visited.canaries.in_bytes(dump) == set()
    assert visited.canaries.in_files(visited.folders) == {}
    searched = {path.parent.name for path in files_below(visited.folders)}
    assert searched >= {"pg_wal", "global"}


@pytest.mark.proves("C8")
def test_its_log_did_tell_everything(visited: Disk) -> None:
    """C8: at DEBUG, frames and requests pass through the log; what they hold stays out of its lines."""
    told = visited.service.output.read_text()
    for line in ("DEBUG uvicorn.error: < %s", "DEBUG uvicorn.error: > %s", "DEBUG asyncio:"):
        assert line in told


@pytest.mark.proves("C8")
def test_the_files_are_the_ones_we_know(visited: Disk) -> None:
    """C8: the inventory equals the allow-list; a new log file fails here."""
    ours = {path.relative_to(visited.service.data) for path in files_below([visited.service.data])}
    assert {str(path) for path in ours if path.parts[0] != "reports"} == OUR_FILES
    assert len(ours) == len(OUR_FILES) + CHATS  # a sealed case each, in what is a folder in memory elsewhere
    home = visited.postgres.data.parent
    beside = {path.name for path in home.iterdir() if path.is_file()}
    assert beside == CLUSTER_FILES
    inside = {path.name for path in visited.postgres.data.iterdir()}
    assert not inside & {"log", "pg_log", "core"}
    assert list(visited.temporary.iterdir()) == []
    assert written_by(visited.service.pid) <= {"output.log", "pid"}, "the server writes to a file that nobody knows"


@pytest.mark.proves("C29")
async def test_after_the_decision_nothing_of_a_report_is_left_in_any_file(visited: Disk) -> None:
    """C29, on what ships: the sealed words go with the decision; the report's row says what was decided."""
    folder = visited.service.data / "reports"
    async with httpx.AsyncClient(
        base_url=visited.service.origin, headers={"authorization": f"Bearer {visited.staff['Kim']}"}
    ) as http:
        sealed = [one for one in (await http.get("/api/safety")).json()["cases"] if one["sealed"]]
        assert {one["id"] for one in sealed} == {path.name for path in folder.iterdir()}
        for one in sealed:
            decided = await http.post(f"/api/safety/cases/{one['id']}/decision", json=VERDICT)
            assert decided.status_code == 204, decided.text
    assert not folder.exists()
    assert visited.canaries.in_files(visited.folders) == {}


def written_by(pid: int) -> set[str]:
    """The regular files that a process holds open for writing."""
    names = set()
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            target, told = fd.readlink(), (fd.parents[1] / "fdinfo" / fd.name).read_text()
            flags = int(told.partition("flags:")[2].split()[0], 8)
            if target.is_file() and flags & (os.O_WRONLY | os.O_RDWR):
                names.add(target.name)
    return names


@pytest.mark.proves("C10")
async def test_no_address_of_anybody_is_kept(visited: Disk) -> None:
    """C10: nobody's address, in dots, as a number or in hex, in any file or row; logs hold none but our own."""
    shapes = {shape for one in ADDRESSES for shape in shapes_of(one)}
    assert all(CANDIDATE.fullmatch(shape) for shape in shapes)
    files = {str(path): path.read_bytes() for path in files_below(visited.folders)}
    files["rows"] = (await rows_of(visited.postgres.url)).encode()
    kept = {name: shapes & set(CANDIDATE.findall(raw)) for name, raw in files.items()}
    assert {name: found for name, found in kept.items() if found} == {}
    assert not any(one.encode() in raw for one in FORWARDED for raw in files.values())
    for log in (visited.service.output, visited.postgres.log):
        assert set(ADDRESS.findall(log.read_bytes())) <= {b"127.0.0.1"}


def shapes_of(address: str) -> set[bytes]:
    packed = ipaddress.ip_address(address)
    return {address.encode(), str(int(packed)).encode(), packed.packed.hex().encode()}


@pytest.mark.proves("C3")
async def test_after_it_has_stopped_the_disk_holds_rows_and_still_no_canary(visited: Disk) -> None:
    """C3: shutdown writes what memory held; the pages that PostgreSQL wrote at its checkpoint are searched again."""
    assert visited.service.stop() == 0
    said = await rows_of(visited.postgres.url)
    assert said.count("StageRow") + said.count("'safety_end'") >= CHATS
    assert visited.canaries.in_bytes(said.encode()) == set()
    visited.postgres.stop()
    assert visited.canaries.in_files(visited.folders) == {}
    assert {path.name for path in files_below([visited.service.data])} <= OUR_FILES


@pytest.mark.proves("C3")
@pytest.mark.parametrize("where", ["a row", "a log"])
async def test_a_canary_in_a_row_or_a_log_would_have_been_found(folder: Path, where: str, disk: Disk) -> None:
    """C3's positive control, on the same disk: PostgreSQL keeps what it is given, and the scanner sees it."""
    planted = Canaries()
    if where == "a log":
        with disk.service.output.open("a") as log:
            log.write(f"WARNING somebody said {planted.one()}\n")
    else:
        postgres = type(disk.postgres).start(folder / "postgres")
        engine = engine_for(postgres.url)
        async with engine.begin() as connection:
            row = {"key": "planted", "value": planted.one()}
            await connection.execute(sa.text("INSERT INTO service_setting (key, value) VALUES (:key, :value)"), row)
        assert planted.in_bytes((await rows_of(postgres.url)).encode()) == {"plain"}
        assert planted.in_bytes(dumped(postgres.url)) == {"plain"}
        await engine.dispose()
        postgres.stop()
    held = planted.in_files(disk.folders)
    assert held
    assert where == "a log" or any("pg_wal" in name for name in held)
