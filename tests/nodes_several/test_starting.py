"""Nodes start: two first ones at the same moment, on one empty database and one Valkey."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa

from app.records.unit_of_work import engine_for
from benchmarks.cluster import Valkey
from benchmarks.service import Service


async def test_two_first_starts_at_once_make_one_database(
    empty_database_url: str, valkey: Valkey, tmp_path: Path
) -> None:
    env = {"DATABASE_URL": empty_database_url, "VALKEY_URL": valkey.url, "CLUSTER_SECRET": "x" * 32}
    nodes = [Service(tmp_path / f"data-{number}", env=env) for number in range(2)]
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(Service.start, nodes))
        engine = engine_for(empty_database_url)
        async with engine.connect() as connection:
            counted = "SELECT (SELECT count(*) FROM staff), (SELECT count(DISTINCT lower(name)) FROM staff)"
            people, names = (await connection.execute(sa.text(counted))).one()
            topics, slugs = (
                await connection.execute(sa.text("SELECT count(*), count(DISTINCT slug) FROM topic"))
            ).one()
        await engine.dispose()
        assert (people, topics) == (names, slugs)
        assert people >= 3
        assert all(set(node.links()) == {"seeker", "listener", "coordinator", "listeners"} for node in nodes)
    finally:
        for node in nodes:
            node.end()
