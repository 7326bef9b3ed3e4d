"""How Alembic reaches the database: through a connection that `app.records.migrate` hands over, or DATABASE_URL."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.records import counted_tables, tables  # noqa: F401  # their tables have to be known
from app.records.unit_of_work import engine_for

PARTITIONS = "session_stage_"


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave weekly partitions out: the flush makes them, and the jobs drop them."""
    return not (kind == "table" and name is not None and name.startswith(PARTITIONS))


def run(connection: Connection) -> None:
    """Run what was asked on this connection."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_name=is_ours,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    """Run for the command line, on a connection of our own."""
    engine = engine_for(os.environ["DATABASE_URL"])
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_alone())
