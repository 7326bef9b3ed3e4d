"""The database holds exactly the columns that somebody reviewed (C1)."""

import tomllib
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

REVIEWED = Path(__file__).with_name("schema.toml")
SEEKERS = ("session_stage", "cube_week", "cube_4week", "publication", "yearly_figure")
ABOUT_SEEKERS = {"uuid", "date", "smallint", "integer"}

COLUMNS = """
    SELECT table_name, column_name,
           CASE WHEN data_type = 'ARRAY' THEN substr(udt_name, 2) || '[]'
                WHEN character_maximum_length IS NOT NULL THEN udt_name || '(' || character_maximum_length || ')'
                ELSE data_type END
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    ORDER BY table_name, ordinal_position
"""


async def schema(sql: AsyncConnection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in (await sql.execute(sa.text(COLUMNS))).all():
        found.setdefault(table, {})[column] = kind
    return found


@pytest.mark.proves("C1")
async def test_every_column_is_reviewed(sql: AsyncConnection) -> None:
    assert await schema(sql) == tomllib.loads(REVIEWED.read_text())


@pytest.mark.proves("C1")
async def test_tables_about_seekers_hold_coarse_values_only(sql: AsyncConnection) -> None:
    found = await schema(sql)
    for table in SEEKERS:
        for column, kind in found[table].items():
            bounded = kind.startswith("varchar(") and int(kind[8:-1]) <= 40
            assert kind in ABOUT_SEEKERS or bounded, f"{table}.{column} is {kind}"


@pytest.mark.proves("C1")
async def test_words_in_the_stage_come_from_closed_lists(sql: AsyncConnection) -> None:
    found = (await schema(sql))["session_stage"]
    checks = await sql.run_sync(lambda sync: sa.inspect(sync).get_check_constraints("session_stage"))
    checked = {check["name"] for check in checks}
    words = {column for column, kind in found.items() if kind.startswith("varchar")}
    assert {f"ck_session_stage_{column}" for column in words} <= checked


@pytest.mark.proves("C1")
async def test_stage_has_no_sequence_and_no_index_but_the_random_key(sql: AsyncConnection) -> None:
    indexes = await sql.run_sync(lambda sync: sa.inspect(sync).get_indexes("session_stage"))
    serials = await sql.execute(sa.text("SELECT sequencename FROM pg_sequences"))
    assert indexes == []
    assert set(serials.scalars()) == {"staff_audit_id_seq"}
