"""What many tests stand on: a real PostgreSQL, a fresh migrated database, and the records in it."""

import gc
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy.ext.asyncio import AsyncConnection

from app.records.migrate import migrate
from app.records.postgres import EmbeddedPostgres
from app.records.roles import APP, let_log_in
from app.records.unit_of_work import Records, engine_for

_NUMBERS = count(1)

# A commit fails or passes for what it changed: the same examples each time. EXPLORE=1 looks for new ones. No deadline,
# since a shared core is slow now and then.
settings.register_profile("modest", deadline=None, max_examples=60, derandomize="EXPLORE" not in os.environ)
settings.load_profile("modest")


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later search for garbage: it stays until the end."""
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The embedded PostgreSQL, started when the first test needs it."""
    with tempfile.TemporaryDirectory(prefix="earshot-test-") as folder:
        Path(folder).chmod(0o755)  # when root runs the tests, the server runs as nobody
        server = EmbeddedPostgres.start(Path(folder) / "postgres", durable=False)
        yield server
        server.stop()


@pytest_asyncio.fixture(scope="session")
async def template(postgres: EmbeddedPostgres) -> str:
    """A migrated database that others are copied from."""
    await _ask(postgres, "CREATE DATABASE migrated")
    await migrate(database(postgres, "migrated"))
    await let_log_in(postgres.url, postgres.password)
    return "migrated"


@pytest_asyncio.fixture
async def empty_database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it."""
    async with _fresh(postgres, "template0") as url:
        yield url


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """A migrated database of this test's own."""
    async with _fresh(postgres, template) as url:
        yield url


@pytest_asyncio.fixture
async def records(database_url: str) -> AsyncIterator[Records]:
    """The records in a database of this test's own, with the rights that the service has."""
    kept = Records(as_the_service(database_url))
    yield kept
    await kept.close()


@pytest_asyncio.fixture
async def sql(database_url: str) -> AsyncIterator[AsyncConnection]:
    """A bare connection to the same database, to look behind the records."""
    engine = engine_for(database_url)
    async with engine.connect() as connection:
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")
    await engine.dispose()


@pytest.fixture
def friday() -> datetime:
    """A Friday at half past nine in the evening."""
    return datetime(2026, 11, 20, 21, 30, tzinfo=UTC)


def database(postgres: EmbeddedPostgres, name: str) -> str:
    """The URL of another database of this server."""
    return sa.make_url(postgres.url).set(database=name).render_as_string(hide_password=False)


def as_the_service(url: str) -> str:
    """The same database, signed in as the service."""
    return sa.make_url(url).set(username=APP).render_as_string(hide_password=False)


@asynccontextmanager
async def _fresh(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    name = f"test_{next(_NUMBERS)}"
    await _ask(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield database(postgres, name)
    await _ask(postgres, f"DROP DATABASE {name} WITH (FORCE)")


async def _ask(postgres: EmbeddedPostgres, statement: str) -> None:
    engine = engine_for(postgres.url).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()
