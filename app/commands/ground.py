"""What every command stands on: the settings, a database to ask, and words for the terminal.

Exit codes: 0 it is done, 1 it could not be done, 2 the settings or the command cannot be understood.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from app.live.interface import StoreAway
from app.records.migrate import Stands, migrate, stands
from app.records.postgres import EmbeddedPostgres, PostgresUnavailable, running
from app.records.roles import let_log_in
from app.records.tables import Role
from app.records.unit_of_work import AWAY, Records
from app.settings import Settings
from app.settings.reading import Misconfigured, read_settings

_T = TypeVar("_T")
FAILED, MISCONFIGURED = 1, 2

Invited = Role
"""Whom one can invite."""
DataFolder = Annotated[
    Path | None, typer.Option("--data", help="The folder for keys and the embedded PostgreSQL.", show_default=False)
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="A file of settings; the environment wins over it.", show_default=False),
]


@dataclass(frozen=True)
class Database:
    """How to reach the records: as the service does, and as whoever the schema belongs to."""

    url: str
    owner: str


class Refused(Exception):
    """The command cannot do what is asked; the text says why, and what to do."""


def say(text: str) -> None:
    """Speak to the terminal."""
    print(text, flush=True)  # noqa: T201  # a command speaks to its terminal


def complain(text: str) -> None:
    """Say on the terminal what went wrong."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def settings_for(ctx: typer.Context, data: Path | None = None, file: Path | None = None, **given: Any) -> Settings:
    """Read the settings as a verb was asked to: what stands behind the verb wins over what stands before it."""
    before: dict[str, Path | None] = ctx.obj or {}
    return settings_from(file or before.get("file"), data=data or before.get("data"), **given)


def settings_from(file: Path | None, **given: Any) -> Settings:
    """Read the settings, or end with every fault named."""
    try:
        return read_settings(file, **given)
    except Misconfigured as told:
        complain(f"Earshot cannot start. These settings have to be put right:\n{told}")
        raise typer.Exit(MISCONFIGURED) from None


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Turn what an operator can do something about into a sentence, never a traceback."""
    try:
        yield
    except (Refused, PostgresUnavailable) as reason:
        complain(f"That did not work: {reason}")
    except StoreAway:
        complain("That did not work: the Valkey at VALKEY_URL does not answer.")
    except AWAY as reason:
        complain(f"That did not work: PostgreSQL at DATABASE_URL does not answer ({type(reason).__name__}).")
    else:
        return
    raise typer.Exit(FAILED)


@contextmanager
def database(settings: Settings, *, migrated: bool = True) -> Iterator[Database]:
    """Reach the records: at DATABASE_URL, in the embedded PostgreSQL that runs already, or in one started for a moment.

    It is brought to the newest revision first, where that is ours to do.
    """
    if settings.database_url is not None:
        there = Database(settings.database_url, settings.migrator_url or settings.database_url)
        if migrated:
            asyncio.run(bring_up(there, asked_of_the_migrator=settings.migrator_url is not None))
        yield there
        return
    folder = settings.data / "postgres"
    if (found := running(folder)) is not None:
        yield Database(found[1], found[0])
        return
    with embedded(folder) as (_, there):
        yield there


@contextmanager
def embedded(folder: Path) -> Iterator[tuple[EmbeddedPostgres, Database]]:
    """Start the embedded PostgreSQL with the newest schema, and stop it at the end."""
    postgres = EmbeddedPostgres.start(folder)
    try:
        asyncio.run(_ready(postgres))
        yield postgres, Database(postgres.app_url, postgres.url)
    finally:
        postgres.stop()


async def bring_up(database: Database, *, asked_of_the_migrator: bool = False) -> None:
    """Bring the database to this code's revision, unless it is there, or ahead. Raises Refused."""
    if await stands(database.url) is not Stands.BEHIND:
        return
    try:
        await migrate(database.owner)
    except AWAY as reason:
        if asked_of_the_migrator or not _is_denied(reason):
            raise
        raise Refused(
            "the database is older than this Earshot, and who signs in there may not change it.\n"
            "Run `earshot migrate` with DATABASE_MIGRATOR_URL first."
        ) from None


def with_records(database: Database, ask: Callable[[Records], Awaitable[_T]]) -> _T:
    """Ask the records one thing."""

    async def asked() -> _T:
        records = Records(database.url)
        try:
            return await ask(records)
        finally:
            await records.close()

    return asyncio.run(asked())


async def _ready(postgres: EmbeddedPostgres) -> None:
    await migrate(postgres.url)
    await let_log_in(postgres.url, postgres.password)


def _is_denied(reason: BaseException) -> bool:
    cause = getattr(reason, "orig", None)
    return "InsufficientPrivilege" in f"{type(reason).__name__} {type(cause).__name__} {cause!r}"
