"""What we could hand over if we had to: every table and column that is there, read from the live database.

Nobody writes this list by hand, so it cannot leave anything out; each table's own description says what it is for.
"""

from dataclasses import dataclass
from inspect import cleandoc

from sqlmodel import SQLModel

from app.records import schema
from app.records.unit_of_work import Records

OF_A_TOOL = {"alembic_version": "Which revision the tables have."}


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table, what it is for, and its columns with their kinds."""

    name: str
    says: str
    columns: tuple[tuple[str, str], ...]


async def what_we_hold(records: Records) -> tuple[HeldTable, ...]:
    """Return every table that the database has, ours or not."""
    said = {str(one.local_table): _first(one.class_.__doc__) for one in SQLModel._sa_registry.mappers}  # noqa: SLF001
    async with records.unit() as unit:
        found = await schema.columns(unit)
    return tuple(
        HeldTable(name, said.get(name) or OF_A_TOOL.get(name, "Not one of ours."), tuple(found[name])) for name in found
    )


def _first(doc: str | None) -> str:
    return " ".join(cleandoc(doc or "").split("\n\n")[0].split())


async def in_words(records: Records) -> str:
    """Return the same as text, for a letter."""
    tables = await what_we_hold(records)
    return "\n\n".join(
        f"{one.name}: {one.says}\n" + "\n".join(f"  {column} ({kind})" for column, kind in one.columns)
        for one in tables
    )
