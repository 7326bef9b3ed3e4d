"""The upgrade drill: the code of the version before really runs on the schema of this one, and people talk through it.

The old code is taken out of the project's own history: the last state before the newest revision came in. A checkout
without that history (a shallow one) has no old code to run; there the old tables' own statements are tried instead:
each row of each table is read, dropped and written again by the columns that the version before knew.
"""

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection

from app import clock
from app.records.bands import four_weeks_of
from app.records.migrate import MIGRATIONS, migrate
from app.records.postgres import EmbeddedPostgres
from app.records.roles import let_log_in
from app.records.samples import plant_samples
from app.records.stage import write
from app.records.unit_of_work import Records, engine_for
from benchmarks.service import ROOT, Service
from tests.conftest import as_the_service
from tests.records.rows import a_row
from tests.sockets.people import talking
from tests.sockets.servers import QUICK, staff_cookies

NEWEST = next(iter(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))
KNOWN_BEFORE = str(NEWEST.down_revision)


def git(*words: str) -> bytes:
    """What git says of this checkout; nothing where it cannot."""
    return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, check=False).stdout


def last_commit_before() -> str | None:
    """The state of the main line before the newest revision came in, or None without that history."""
    file = Path(NEWEST.path).relative_to(ROOT)
    told = git("log", "--first-parent", "-m", "--diff-filter=A", "--format=%H", "--", str(file)).decode().split()
    if not told:
        return None
    return git("rev-parse", "--verify", "--quiet", f"{told[-1]}^1").decode().strip() or None


@contextmanager
def code_of(commit: str) -> Iterator[Path]:
    """That state in a folder of its own, with the pages as they are built now: building takes longer than the drill."""
    with TemporaryDirectory(prefix="earshot-before-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", commit))) as packed:
            packed.extractall(folder, filter="data")
        shutil.copytree(ROOT / "frontend/dist", folder / "frontend/dist")
        yield folder


@pytest.fixture
async def upgraded(postgres: EmbeddedPostgres, empty_database_url: str) -> str:
    """A database that was at the revision before, had its people, and was brought to the newest."""
    await migrate(empty_database_url, revision=KNOWN_BEFORE)
    await let_log_in(empty_database_url, postgres.password)
    await migrate(empty_database_url)
    return empty_database_url


async def test_people_talk_through_the_version_before_on_the_schema_of_this_one(upgraded: str) -> None:
    commit = last_commit_before()
    if commit is None:
        print("No history here to take the code before from: its statements are tried instead.")
        await statements_of_before(upgraded)
        return
    with code_of(commit) as old, TemporaryDirectory(prefix="earshot-test-") as data:
        assert NEWEST.revision not in {one.revision for one in revisions(old)}, "this is no older code"
        settings = QUICK | {"DATABASE_URL": as_the_service(upgraded)}
        with Service(Path(data), env=settings, code=old) as service:
            staff = await staff_cookies(service)
            async with talking(service, staff["Sam"], firstMessage="are you there?") as talk:
                assert (await talk.listener.hears("posted"))["text"] == "are you there?"
                assert (await talk.listener_says("I am."))["text"] == "I am."
                assert (await talk.seeker_says("good."))["text"] == "good."
                await talk.seeker.says("end", chat=talk.chat)
                await talk.listener.hears("ended")
            assert service.stop() == 0, service.output.read_text()
        assert "Traceback" not in service.output.read_text()
        assert await rows_in(upgraded, "session_stage") == 1, "the visit was written as the version before writes it"


async def test_what_the_version_before_wrote_can_be_read_and_written(upgraded: str) -> None:
    await statements_of_before(upgraded)


@pytest.mark.parametrize("harm", ["DROP COLUMN tier", "ALTER COLUMN seats TYPE boolean USING true"])
async def test_a_schema_that_the_version_before_could_not_use_is_noticed(upgraded: str, harm: str) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        await statements_of_before(upgraded, harm=f"ALTER TABLE staff {harm}")


async def statements_of_before(url: str, *, harm: str = "") -> None:
    """Read, drop and write again each row that this version writes, by the old columns alone."""
    known = sa.MetaData()
    engine = engine_for(url)
    await migrate(url, revision=KNOWN_BEFORE)
    async with engine.connect() as connection:
        await connection.run_sync(known.reflect)
    await migrate(url)
    records = Records(as_the_service(url))
    async with records.unit() as unit:
        await plant_samples(unit, now=clock.now())
        await write(unit, [a_row(week=four_weeks_of(clock.now().date()))])
    await records.close()
    async with engine.begin() as connection:
        if harm:
            await connection.execute(sa.text(harm))
        again = await connection.run_sync(_written_again, known)
    await engine.dispose()
    assert {"staff", "topic", "session_stage"} <= again


def _written_again(connection: Connection, known: sa.MetaData) -> set[str]:
    told = {
        table: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
        for table in known.sorted_tables
        if not table.name.startswith("session_stage_")  # its partitions
    }
    for table in reversed(told):
        connection.execute(sa.delete(table))
    for table, rows in told.items():
        if rows:
            connection.execute(sa.insert(table), rows)
    return {table.name for table, rows in told.items() if rows}


def revisions(code: Path) -> list[Script]:
    return list(ScriptDirectory(str(code / "migrations")).walk_revisions())


async def rows_in(url: str, table: str) -> int:
    engine = engine_for(url)
    async with engine.connect() as connection:
        n = (await connection.execute(sa.text(f"SELECT count(*) FROM {table}"))).scalar_one()  # noqa: S608  # ours
    await engine.dispose()
    return int(n)
