"""When a batch of anonymous rows is written: once per block, at a random moment after it, never a few alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.records.stage import StageRow, block_of, week_of
from app.services.write_stage import Unwritten

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NIGHT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def ended(moment: datetime, count: int = 1) -> list[StageRow]:
    return [
        StageRow(
            week=week_of(moment.date()),
            block=block_of(moment),
            topic_group="light",
            language_group="en",
            age_band="adult",
            wait_band="<1",
            duration_band="5-15",
            messages_band="1-10",
            outcome="completed",
            risk_band="none",
            mood_change="unknown",
            listener_tier="full",
        )
        for _ in range(count)
    ]


def holding(rows: list[StageRow], **told: Any) -> Unwritten:
    unwritten = Unwritten(**told)
    for row in rows:
        unwritten.add(row)
    return unwritten


def watched(unwritten: Unwritten, start: datetime, lasting: timedelta) -> list[tuple[datetime, int]]:
    """Look every minute; say when a batch was written, and of how many rows."""
    batches = []
    for minute in range(int(lasting / timedelta(minutes=1))):
        now = start + timedelta(minutes=minute)
        if batch := unwritten.batch(now):
            unwritten.written(batch, now)
            batches.append((now, len(batch)))
    return batches


@pytest.mark.proves("C25")
def test_batch_is_written_within_the_hour_after_its_block() -> None:
    ((written, count),) = watched(holding(ended(NIGHT, 10)), NIGHT, DAY)
    assert NIGHT.replace(hour=4) <= written <= NIGHT.replace(hour=5, minute=1)
    assert count == 10


@pytest.mark.proves("C25")
def test_moments_of_batches_differ() -> None:
    moments = {watched(holding(ended(NIGHT, 10)), NIGHT, 6 * HOUR)[0] for _ in range(20)}
    assert len(moments) > 1


def test_one_batch_a_block_however_many_come() -> None:
    unwritten = holding(ended(NIGHT, 10))
    first = watched(unwritten, NIGHT, 5 * HOUR)
    for row in ended(NIGHT, 50):
        unwritten.add(row)
    second = watched(unwritten, NIGHT + 5 * HOUR + timedelta(minutes=1), 5 * HOUR)
    assert [count for _, count in first + second] == [10, 50]
    assert second[0][0] >= NIGHT.replace(hour=8)


@pytest.mark.proves("C25")
def test_nine_rows_wait_for_company() -> None:
    unwritten = holding(ended(NIGHT, 9))
    assert watched(unwritten, NIGHT, DAY - 2 * HOUR) == []
    unwritten.add(ended(NIGHT + 22 * HOUR)[0])
    ((written, count),) = watched(unwritten, NIGHT + 22 * HOUR, 5 * HOUR)
    assert (written.day, count) == (21, 10)
    assert unwritten.rows == []


def test_few_rows_are_written_after_a_week() -> None:
    ((written, count),) = watched(holding(ended(NIGHT, 2)), NIGHT, 9 * DAY)
    assert 7 * DAY <= written - NIGHT <= 7 * DAY + 10 * HOUR
    assert count == 2


def test_rows_of_the_present_block_stay() -> None:
    unwritten = holding(ended(NIGHT, 10))
    watched(unwritten, NIGHT, 3 * HOUR)
    fresh = ended(NIGHT + 3 * HOUR, 3)
    for row in fresh:
        unwritten.add(row)
    assert [count for _, count in watched(unwritten, NIGHT + 3 * HOUR, 3 * HOUR)] == [10]
    assert unwritten.rows == fresh


def test_what_is_not_written_stays_due() -> None:
    unwritten = holding(ended(NIGHT, 10))
    unwritten.batch(NIGHT)
    later = NIGHT + 5 * HOUR
    assert len(unwritten.batch(later)) == 10
    assert len(unwritten.batch(later + timedelta(minutes=1))) == 10


def test_what_finds_no_room_is_counted() -> None:
    unwritten = holding(ended(NIGHT, 5), limit=3)
    assert (len(unwritten.rows), unwritten.dropped) == (3, 2)


def test_chats_held_are_due_where_another_node_counts_the_visits() -> None:
    unwritten, due = Unwritten(), []
    for chats in (4, 6):
        unwritten.held["sam"] += chats
        unwritten.sending(NIGHT, last=False)
        later = NIGHT + timedelta(hours=6 if chats == 4 else 12)
        sending = unwritten.sending(later, last=False)
        due.append((sending.rows, dict(sending.held)) if sending else None)
    assert due == [None, ([], {"sam": 10})]
    unwritten.written([], NIGHT + timedelta(hours=12))
    assert (unwritten.held, unwritten.sending(NIGHT + timedelta(hours=12), last=True)) == ({}, None)
