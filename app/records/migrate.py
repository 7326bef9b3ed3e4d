"""Bring a database to the newest revision, in this process and from any folder.

The revisions themselves stand in `migrations/`; the command line (`alembic …`) reads the same ones.
"""

from collections.abc import Callable
from enum import Enum
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.roles import grant
from app.records.unit_of_work import engine_for

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_LOCK = 0x45415253  # an arbitrary number that only our nodes share
_WAIT = sa.text("SELECT pg_advisory_xact_lock(:lock)")


async def migrate(url: str, *, revision: str = "head") -> None:
    """Upgrade the database and say who may do what there; several nodes may ask at once, one does it."""

    def wish(config: Config) -> None:
        command.upgrade(config, revision)
        grant(config.attributes["connection"])

    await _run(url, wish)


class Stands(Enum):
    """How a database stands to the code that asks."""

    BEHIND, SAME, AHEAD = "behind", "same", "ahead"


async def stands(url: str) -> Stands:
    """Say whether the database has this code's revision. Ahead is one we do not know: it fits the code before it."""
    script = ScriptDirectory(str(MIGRATIONS))
    engine = engine_for(url)
    try:
        async with engine.connect() as connection:
            at = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    finally:
        await engine.dispose()
    if at == script.get_current_head():
        return Stands.SAME
    known = {one.revision for one in script.walk_revisions()}
    return Stands.AHEAD if at is not None and at not in known else Stands.BEHIND


async def one_at_a_time(session: AsyncSession) -> None:
    """Let this unit of work go on alone, of all nodes that start at once."""
    await (await session.connection()).execute(_WAIT, {"lock": _LOCK})


async def unmigrate(url: str, *, revision: str = "base") -> None:
    """Take revisions back, down to the one given."""
    await _run(url, lambda config: command.downgrade(config, revision))


async def check(url: str) -> None:
    """Raise when the tables in code and the revisions disagree."""
    await _run(url, command.check)


async def _run(url: str, wish: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = engine_for(url)

    def do(connection: Connection) -> None:
        connection.execute(_WAIT, {"lock": _LOCK})
        config.attributes["connection"] = connection
        wish(config)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(do)
    finally:
        await engine.dispose()
