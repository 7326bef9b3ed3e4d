"""Anonymous rows: partitioned by week, written in an order that tells nothing (C25), kept while PostgreSQL is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records import staff
from app.records.samples import plant_samples
from app.records.stage import write
from app.records.unit_of_work import Records, RecordsAway
from app.services.write_stage import Unwritten, flush
from tests.records.rows import a_row

FINISHED = 240


async def test_rows_lie_in_the_partition_of_their_week(records: Records, sql: AsyncConnection) -> None:
    earlier, later = date(2026, 11, 9), date(2026, 11, 16)
    async with records.unit() as unit:
        await write(unit, [a_row(week=earlier), a_row(week=later), a_row(week=later)])
    async with records.unit() as unit:
        await write(unit, [a_row(week=later)])
    counted = await sql.execute(
        sa.text("SELECT tableoid::regclass::text, count(*) FROM session_stage GROUP BY 1 ORDER BY 1")
    )
    assert counted.all() == [("session_stage_20261109", 1), ("session_stage_20261116", 3)]


@pytest.mark.proves("C25")
async def test_order_on_disk_tells_nothing_about_the_order_of_events(records: Records, sql: AsyncConnection) -> None:
    happened = [nth * 6 // FINISHED for nth in range(FINISHED)]
    async with records.unit() as unit:
        await write(unit, [a_row(block=block) for block in happened])
    stored = (await sql.execute(sa.text("SELECT block FROM session_stage ORDER BY ctid"))).scalars().all()
    assert sorted(stored) == happened
    falls = sum(later < earlier for earlier, later in pairwise(stored))
    assert falls > FINISHED // 4  # in order there would be none; drawn evenly, about a hundred


@pytest.mark.proves("C25")
async def test_keys_are_random_and_fresh(records: Records, sql: AsyncConnection) -> None:
    async with records.unit() as unit:
        await write(unit, [a_row() for _ in range(20)])
    keys = (await sql.execute(sa.text("SELECT key FROM session_stage"))).scalars().all()
    assert len(set(keys)) == 20
    assert {key.version for key in keys} == {4}


async def test_a_word_outside_the_lists_is_refused(records: Records) -> None:
    with pytest.raises((SQLAlchemyError, LookupError)):
        async with records.unit() as unit:
            await write(unit, [a_row(outcome="said: my name is")])


async def test_rows_wait_while_postgres_is_away(records: Records, sql: AsyncConnection, friday: datetime) -> None:
    away = Records("postgresql+asyncpg://nobody@127.0.0.1:1/nowhere")
    unwritten = Unwritten()
    for _ in range(12):
        unwritten.add(a_row())
    assert await flush(unwritten, away, now=friday, last=True) == 0
    assert len(unwritten.rows) == 12
    assert await flush(unwritten, records, now=friday, last=True) == 12
    assert unwritten.rows == []
    assert (await sql.execute(sa.text("SELECT count(*) FROM session_stage"))).scalar_one() == 12
    await away.close()


class Forgetful(Records):
    """Saves, and then the answer is lost on the way."""

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[AsyncSession]:
        async with super().unit() as session:
            yield session
        raise RecordsAway


async def test_a_batch_whose_answer_was_lost_is_not_written_twice(
    records: Records, database_url: str, sql: AsyncConnection, friday: datetime
) -> None:
    async with records.unit() as unit:
        await plant_samples(unit, now=friday)
        sam = await staff.by_name(unit, "Sam")
    assert sam is not None
    before = sam.chats_held
    forgetful, unwritten = Forgetful(database_url), Unwritten()
    for _ in range(3):
        unwritten.add(a_row())
    unwritten.held[sam.id] += 2
    assert await flush(unwritten, forgetful, now=friday, last=True) == 0
    unwritten.add(a_row())
    unwritten.held[sam.id] += 1
    assert await flush(unwritten, records, now=friday, last=True) == 4
    assert (unwritten.rows, unwritten.held) == ([], {})
    assert (await sql.execute(sa.text("SELECT count(*) FROM session_stage"))).scalar_one() == 4
    held = await sql.execute(sa.text("SELECT chats_held FROM staff WHERE id = :id"), {"id": sam.id})
    assert held.scalar_one() == before + 3
    await forgetful.close()


@pytest.mark.proves("C4")
async def test_rows_that_are_refused_wait_and_no_log_shows_them(
    records: Records, sql: AsyncConnection, friday: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    """What a full disk, a lost right or a read-only PostgreSQL looks like from here."""
    async with records.unit() as unit:
        await write(unit, [a_row()])  # the partition is there
    trigger = (
        """CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE disk_full USING MESSAGE = 'no room for ' || NEW; END $$""",
        "CREATE TRIGGER full_up BEFORE INSERT ON session_stage FOR EACH ROW EXECUTE FUNCTION full_up()",
    )
    for statement in trigger:
        await sql.execute(sa.text(statement))
    await sql.commit()
    unwritten = Unwritten()
    for _ in range(12):
        unwritten.add(a_row(topic_group="grief"))
    for _ in range(2):
        assert await flush(unwritten, records, now=friday, last=True) == 0
    assert (len(unwritten.rows), [record.levelname for record in caplog.records]) == (12, ["WARNING"])
    assert "grief" not in caplog.text
    await sql.execute(sa.text("DROP FUNCTION full_up CASCADE"))
    await sql.commit()
    assert await flush(unwritten, records, now=friday, last=True) == 12
    assert (await sql.execute(sa.text("SELECT count(*) FROM session_stage"))).scalar_one() == 13
