"""Publish, and then forget what was published from: the stage's partitions, and tables that are too old."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from app.publishing import FOUR
from app.records import stage_weeks, statistics
from app.records.bands import four_weeks_of
from app.services.node import Node
from app.services.statistics.publish_statistics import LAST_ROWS, WEEK, publish_statistics

logger = logging.getLogger(__name__)

STAGE_KEPT = timedelta(days=8)
"""After its four weeks were published: so long a mistake in publishing can still be seen."""
TABLES_KEPT = 24
"""Months, by the first day of a period."""
LATE = timedelta(days=2)
"""From when on a partition that still stands is told of, not only dropped again."""


async def keep_statistics(node: Node, *, now: datetime) -> bool:
    """Publish what is due, drop what is due; return whether a partition is there that should be gone for days."""
    today = now.date()
    async with node.records.unit() as unit:
        await statistics.forget(unit, months_before(today, TABLES_KEPT))
    await publish_statistics(node.records, now=now)
    async with node.records.unit() as unit:
        days, there = await statistics.days(unit), await stage_weeks.there(unit)
    over = [week for week in there if _gone_from(week, days) <= today]
    dropped = [await _dropped(node, week) for week in over]
    return not all(dropped) or any(_gone_by(week) + LATE < today for week in there if week not in over)


async def _dropped(node: Node, week: date) -> bool:
    """Drop one, by itself: what holds it up holds up no other."""
    try:
        async with node.records.unit() as unit:
            await stage_weeks.drop(unit, week)
    except SQLAlchemyError as refused:
        logger.error("the stage of %s was not dropped (%s)", week, type(refused).__name__)  # noqa: TRY400  # no traceback: rows
        return False
    return True


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; the 28th stands for what comes after it in a month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, 28))


def _gone_from(week: date, days: Mapping[tuple[date, int], date]) -> date:
    published = days.get((four_weeks_of(week), FOUR))
    return published + STAGE_KEPT if published is not None else date.max


def _gone_by(week: date) -> date:
    return four_weeks_of(week) + FOUR * WEEK + LAST_ROWS + STAGE_KEPT
