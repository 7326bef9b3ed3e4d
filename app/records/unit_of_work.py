"""The way to the records: one engine, and units of work that are saved whole or not at all.

No query stands here; each noun has its own module.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

READER = "earshot_reader"
"""Who reads published statistics, in PostgreSQL."""


class RecordsAway(Exception):
    """PostgreSQL does not answer. What needs no records goes on."""


AWAY = (RecordsAway, OSError, TimeoutError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What is raised when PostgreSQL is not there (while connecting, asyncpg's own errors arrive unwrapped)."""


def engine_for(url: str, *, patience: timedelta | None = None) -> AsyncEngine:
    """An engine for an operator's URL, in whichever of the usual spellings; its errors never print parameters.

    `patience` is the longest that one statement may take.
    """
    address = sa.make_url(url).set(drivername="postgresql+asyncpg")
    if "sslmode" in address.query:  # libpq's word, which most hosts hand out; asyncpg calls it ssl
        mode = address.query["sslmode"]
        address = address.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return create_async_engine(
        address,
        hide_parameters=True,
        pool_size=5,
        max_overflow=5,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={"timeout": 5, "command_timeout": patience and patience.total_seconds()},
    )


def _is_refusal(failure: Exception) -> bool:
    """Whether PostgreSQL is there and did not take what we asked: a mistake of ours, or somebody was quicker."""
    if isinstance(failure, DBAPIError):
        return not failure.connection_invalidated
    return isinstance(failure, SQLAlchemyError) and not isinstance(failure, PoolTimeout)


class Records:
    """What PostgreSQL keeps."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url, patience=timedelta(seconds=30))

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[AsyncSession]:
        """A session that is committed at the end, or rolled back when anything was raised. Raises RecordsAway."""
        try:
            async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
                yield session
        except AWAY as failure:
            if _is_refusal(failure):
                raise
            raise RecordsAway from failure

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that may read what is published, and do nothing else. Raises RecordsAway."""
        async with self.unit() as session:
            await (await session.connection()).exec_driver_sql(f"SET LOCAL ROLE {READER}")
            yield session

    async def alive(self) -> bool:
        """Whether PostgreSQL answers."""
        try:
            async with self._engine.connect() as connection:
                await connection.execute(sa.text("SELECT 1"))
        except AWAY:
            return False
        return True

    async def close(self) -> None:
        """Let go of every connection."""
        await self._engine.dispose()
