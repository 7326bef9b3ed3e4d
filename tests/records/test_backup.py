"""The restore drill: an encrypted dump leaves out what must not be kept, and comes back into an empty database."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import clock
from app.records import staff
from app.records.binaries import reachable_binaries, runner
from app.records.migrate import migrate
from app.records.postgres import EmbeddedPostgres
from app.records.samples import plant_samples
from app.records.stage import write
from app.records.tables import CubeWeek, Invitation, StaffSession
from app.records.unit_of_work import Records, engine_for
from tests.conftest import as_the_service
from tests.records.rows import a_row

ROOT = Path(__file__).parents[2]
MONDAY = date(2026, 11, 16)
LEFT_OUT = ("session_stage", "staff_session", "invitation", "staff_reset")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A key and its certificate, made as docs/operations.md says."""
    folder = tmp_path_factory.mktemp("pair")
    key, certificate = folder / "backup.key", folder / "backup.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "3650", "-subj", "/CN=backup"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


def run(script: str, url: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    programs = reachable_binaries(runner())
    env = os.environ | {
        "DATABASE_MIGRATOR_URL": url.replace("+asyncpg", ""),
        "PG_DUMP": str(programs / "pg_dump"),
        "PG_RESTORE": str(programs / "pg_restore"),
    }
    return subprocess.run([ROOT / "deploy" / script, *arguments], env=env, capture_output=True, text=True, check=False)


async def counted(url: str, table: str) -> int:
    engine = engine_for(url)
    async with engine.connect() as connection:
        count = (await connection.execute(sa.text(f"SELECT count(*) FROM {table}"))).scalar_one()  # noqa: S608
    await engine.dispose()
    return int(count)


@pytest.mark.proves("C26")
async def test_a_backup_comes_back_without_the_stage_and_the_service_goes_on(
    database_url: str, empty_database_url: str, records: Records, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    now = clock.now()
    async with records.unit() as unit:
        await plant_samples(unit, now=now)
        sam = await staff.by_name(unit, "Sam")
        assert sam is not None
        unit.add(CubeWeek(period=MONDAY, question="topic", v1="mood", v2="", n=20))
        unit.add(Invitation(code_hash="h" * 64, role="listener", expires_at=now))
        unit.add(StaffSession(token_hash="t" * 64, staff_id=sam.id, expires_at=now, idle_until=now, since=MONDAY))
        await write(unit, [a_row(week=MONDAY)] * 12)
    key, certificate = pair
    done = run("backup.sh", database_url, certificate, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    (kept,) = tmp_path.iterdir()  # noqa: ASYNC240  # a test's own folder
    assert kept.stat().st_mode & 0o077 == 0
    assert b"Noor" not in kept.read_bytes()
    assert b"PGDMP" not in kept.read_bytes()

    done = run("restore.sh", empty_database_url, key, certificate, kept)
    assert (done.returncode, done.stderr) == (0, "")
    await migrate(empty_database_url)
    restored = Records(as_the_service(empty_database_url))
    async with restored.unit() as unit:
        assert {one.name for one in await staff.everybody(unit)} == {"Sam", "Noor", "Kim"}
        await write(unit, [a_row(week=MONDAY)])  # counting goes on
    await restored.close()
    assert await counted(empty_database_url, "cube_week") == 1
    assert await counted(empty_database_url, "session_stage") == 1
    assert [await counted(empty_database_url, table) for table in LEFT_OUT[1:]] == [0, 0, 0]


def test_a_dump_that_fails_leaves_the_last_backup_and_no_half_one(
    postgres: EmbeddedPostgres, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    last = tmp_path / "earshot-20200101.dump.cms"
    last.write_bytes(b"the last one")
    nowhere = sa.make_url(postgres.url).set(database="not_there").render_as_string(hide_password=False)
    done = run("backup.sh", nowhere, pair[1], tmp_path)
    assert done.returncode == 1
    assert "the last backup stays" in done.stderr
    assert list(tmp_path.iterdir()) == [last]
