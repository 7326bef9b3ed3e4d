"""Rolling upgrades: the code of one version goes on with the schema of the next, whose migration comes first.

Of every revision: what the one before it read is still there with its type, what it wrote can still be written, and no
new condition stands on a column that it knows.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.records.migrate import MIGRATIONS, migrate
from app.records.unit_of_work import engine_for

BEFORE_THE_FIRST_SERVICE = "0010"
"""Up to here no service ran that could have been upgraded while it ran."""


class Column(NamedTuple):
    """What old code relies on of a column."""

    kind: str
    may_be_left_out: bool


Shape = dict[str, dict[str, Column]]


def steps() -> list[tuple[str, str]]:
    """Each revision that has one before it, with that one."""
    walked = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return [(str(one.down_revision), one.revision) for one in walked if one.down_revision]


def shape_of(connection: Connection) -> Shape:
    """The tables as they are."""
    seen = sa.inspect(connection)
    return {
        table: {column["name"]: _column(column) for column in seen.get_columns(table)}
        for table in seen.get_table_names()
        if not table.startswith("session_stage_")
    }


def conditions_of(connection: Connection) -> dict[tuple[str, str], set[str]]:
    """For each condition of each table, the words it takes; none where it is not about words."""
    seen = sa.inspect(connection)
    return {
        (table, str(one["name"])): set(one["sqltext"].split("'")[1::2])
        for table in seen.get_table_names()
        for one in seen.get_check_constraints(table)
    }


async def looked_at(url: str, revision: str) -> tuple[Shape, dict[tuple[str, str], set[str]]]:
    await migrate(url, revision=revision)
    engine = engine_for(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(shape_of), await connection.run_sync(conditions_of)
    await engine.dispose()
    return found


def breaks(old: Shape, new: Shape) -> list[str]:
    """What code of the old shape would stumble over."""
    told = [f"{table} is gone" for table in old.keys() - new.keys()]
    for table in old.keys() & new.keys():
        told += [f"{table}.{name} is gone" for name in old[table].keys() - new[table].keys()]
        told += [
            f"{table}.{name} is {new[table][name].kind} now"
            for name in old[table].keys() & new[table].keys()
            if old[table][name].kind != new[table][name].kind
        ]
        told += [
            f"{table}.{name} is new and has to be given"
            for name in new[table].keys() - old[table].keys()
            if not new[table][name].may_be_left_out
        ]
        told += [
            f"{table}.{name} has to be given now"
            for name in old[table].keys() & new[table].keys()
            if old[table][name].may_be_left_out and not new[table][name].may_be_left_out
        ]
    return sorted(told)


@pytest.mark.parametrize(("before", "after"), steps(), ids=lambda one: one)
async def test_the_version_before_goes_on_with_the_schema_of_the_next(
    empty_database_url: str, before: str, after: str
) -> None:
    old, old_conditions = await looked_at(empty_database_url, before)
    new, new_conditions = await looked_at(empty_database_url, after)
    told = breaks(old, new)
    told += [
        f"{table}: {name} no longer takes {sorted(words - new_conditions[table, name])}"
        for (table, name), words in old_conditions.items()
        if (table, name) in new_conditions and not words <= new_conditions[table, name]
    ]
    if after > BEFORE_THE_FIRST_SERVICE:
        assert told == []
    else:
        assert old.keys() <= new.keys()


def test_a_step_that_would_break_the_version_before_is_found() -> None:
    old = {"staff": {"name": Column("VARCHAR(40)", may_be_left_out=False)}, "topic": {}}
    new = {"staff": {"title": Column("VARCHAR(40)", may_be_left_out=False)}}
    assert breaks(old, new) == ["staff.name is gone", "staff.title is new and has to be given", "topic is gone"]
    longer = {"staff": {"name": Column("VARCHAR(60)", may_be_left_out=False)}, "topic": {}}
    assert breaks(old, longer) == ["staff.name is VARCHAR(60) now"]
    assert breaks(old, old | {"more": {"a": Column("INTEGER", may_be_left_out=False)}}) == []


def _column(told: Any) -> Column:
    given = told["nullable"] or told["default"] is not None or told.get("identity") is not None
    return Column(str(told["type"]), bool(given))


def test_revisions_stand_in_one_row() -> None:
    """Nodes that start at once have to agree on what the newest one is."""
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1
    assert Path(MIGRATIONS).is_dir()
