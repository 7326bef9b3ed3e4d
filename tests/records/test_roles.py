"""Rights in PostgreSQL: the service may do its work and no more; who reads statistics sees nothing else."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.records import audit, statistics
from app.records.binaries import reachable_binaries, runner
from app.records.migrate import Stands, migrate, stands
from app.records.postgres import EmbeddedPostgres, running
from app.records.roles import APP, READ, SAYS_TOO_MUCH, says_too_much, too_much
from app.records.stage import write
from app.records.tables import CubeWeek
from app.records.unit_of_work import READER, Records, engine_for
from tests.conftest import as_the_service
from tests.records.rows import a_row

ROOT = Path(__file__).parents[2]
MONDAY = date(2026, 11, 16)


@pytest_asyncio.fixture
async def service(database_url: str) -> AsyncIterator[AsyncConnection]:
    """The database as the service reaches it."""
    engine = engine_for(as_the_service(database_url))
    async with engine.connect() as connection:
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")
    await engine.dispose()


@pytest.mark.parametrize(
    "beyond",
    [
        "CREATE TABLE of_its_own (a int)",
        "DROP TABLE staff",
        "ALTER TABLE staff ADD COLUMN seen_at timestamptz",
        "TRUNCATE staff_audit",
        "UPDATE staff_audit SET did = 'nothing'",
        "UPDATE session_stage SET block = 0",
        "DELETE FROM session_stage",
        "UPDATE cube_week SET n = 10",
        "UPDATE alembic_version SET version_num = '0001'",
        "SELECT pg_read_file('/etc/hostname')",
        "COPY staff TO PROGRAM 'cat'",
        "CREATE ROLE another",
        "SELECT rolpassword FROM pg_authid",
    ],
)
async def test_the_service_may_not_do_what_it_never_has_to(service: AsyncConnection, beyond: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be"):
        await service.exec_driver_sql(beyond)


async def test_the_service_makes_and_drops_a_week_of_the_stage_through_the_migrator(
    service: AsyncConnection, records: Records
) -> None:
    async with records.unit() as unit:
        await write(unit, [a_row(week=MONDAY)])
    assert (await service.exec_driver_sql("SELECT count(*) FROM session_stage")).scalar_one() == 1
    with pytest.raises(DBAPIError, match="Monday"):
        await service.exec_driver_sql("SELECT stage_opens('2026-11-17')")
    await service.exec_driver_sql("SELECT stage_closes('2026-11-16')")
    assert (await service.exec_driver_sql("SELECT count(*) FROM session_stage")).scalar_one() == 0


async def test_statistics_are_read_by_who_sees_nothing_else(records: Records) -> None:
    async with records.unit() as unit:
        unit.add(CubeWeek(period=MONDAY, question="topic", v1="mood", v2="", n=20))
    async with records.reading() as unit:
        assert [one.n for one in await statistics.published(unit, "cube_week")] == [20]
    for table in ("staff", "session_stage", "staff_audit", "report_case"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with records.reading() as unit:
                await (await unit.connection()).exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
    async with records.unit() as unit:  # the right is back for the next one
        await audit.latest(unit)


async def test_every_table_has_its_rights_and_the_reader_reads_what_is_published(sql: AsyncConnection) -> None:
    told = await sql.exec_driver_sql(
        "SELECT table_name, grantee FROM information_schema.role_table_grants WHERE table_schema = 'public'"
    )
    rights: dict[str, set[str]] = {}
    for table, grantee in told:
        rights.setdefault(grantee, set()).add(table)
    every = set((await sql.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars())
    assert rights[APP] == every
    assert rights[READER] == set(READ)
    assert "PUBLIC" not in rights


async def test_what_somebody_may_do_too_much_is_named(database_url: str) -> None:
    assert await too_much(as_the_service(database_url)) == []
    told = await too_much(database_url)
    assert "may be a superuser" in told
    assert "may change the table staff" in told


@pytest.mark.proves("C4")
async def test_what_postgres_would_log_is_named(postgres: EmbeddedPostgres, database_url: str) -> None:
    assert await says_too_much(as_the_service(database_url)) == []
    engine = engine_for(postgres.url).execution_options(isolation_level="AUTOCOMMIT")
    name = str(sa.make_url(database_url).database)
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"ALTER DATABASE {name} SET log_error_verbosity = 'default'")
        await connection.exec_driver_sql(f"ALTER DATABASE {name} SET log_statement = 'all'")
    await engine.dispose()
    assert await says_too_much(as_the_service(database_url)) == [
        "log_error_verbosity is default",
        "log_statement is all",
    ]


def test_the_settings_we_ship_for_postgres_say_nothing() -> None:
    """The file for a PostgreSQL of one's own sets each of them to a value that the start takes."""
    lines = (ROOT / "deploy/postgresql/postgresql.conf").read_text().splitlines()
    told = dict(line.replace("'", "").split(" = ") for line in lines if " = " in line and not line.startswith("#"))
    assert {name for name, good in SAYS_TOO_MUCH.items() if told.get(name) not in good} == set()


async def test_the_roles_we_ship_make_a_database_that_may_open(tmp_path: Path) -> None:
    """deploy/postgresql/roles.sql, then a migration by the migrator, on a cluster that knows nothing of us."""
    folder = tmp_path / "own"
    for part in (*tmp_path.parents[:2], tmp_path):
        part.chmod(0o755)
    server = EmbeddedPostgres.start(folder, durable=False)
    try:
        psql = reachable_binaries(runner()) / "psql"
        url = server.url.replace("+asyncpg", "")
        command = [psql, "-q", "-v", "app_password='one'", "-v", "migrator_password='two'"]
        command += ["-f", ROOT / "deploy/postgresql/roles.sql", url]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        there = sa.make_url(server.url).set(database="earshot")
        migrator = there.set(username="earshot_migrator", password="two").render_as_string(hide_password=False)
        service = there.set(username=APP, password="one").render_as_string(hide_password=False)
        assert await stands(service) is Stands.BEHIND
        with pytest.raises(DBAPIError, match="permission denied"):
            await migrate(service)
        await migrate(migrator)
        await migrate(migrator)
        assert (await stands(service), await too_much(service), await says_too_much(service)) == (Stands.SAME, [], [])
        records = Records(service)
        async with records.unit() as unit:
            await write(unit, [a_row(week=MONDAY)])
        async with records.reading() as unit:
            assert await statistics.published(unit, "cube_week") == []
        await records.close()
        assert running(folder) is not None
    finally:
        server.stop()
    assert running(folder) is None


async def test_a_database_of_a_later_version_is_said_to_be_ahead(database_url: str, sql: AsyncConnection) -> None:
    assert await stands(database_url) is Stands.SAME
    await sql.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert await stands(database_url) is Stands.AHEAD
