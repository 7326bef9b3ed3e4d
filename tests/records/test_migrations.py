import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.records.migrate import check, migrate, unmigrate
from app.records.stage import write
from app.records.unit_of_work import Records, engine_for
from tests.records.rows import a_row


async def tables_in(url: str) -> set[str]:
    engine = engine_for(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    await engine.dispose()
    return set(names) - {"alembic_version"}


async def test_migrations_up_down_and_up_again(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    first = await tables_in(empty_database_url)
    await unmigrate(empty_database_url)
    assert await tables_in(empty_database_url) == set()
    await migrate(empty_database_url)
    assert await tables_in(empty_database_url) == first
    await migrate(empty_database_url)  # once more changes nothing


async def test_migrations_from_another_folder(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await migrate(empty_database_url)
    assert "staff" in await tables_in(empty_database_url)
    assert os.listdir(tmp_path) == []  # noqa: PTH208  # nothing was left behind


async def test_code_and_revisions_agree_also_with_partitions(records: Records, database_url: str) -> None:
    async with records.unit() as unit:
        await write(unit, [a_row()])
    await check(database_url)
