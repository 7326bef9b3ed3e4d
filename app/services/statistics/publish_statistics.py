"""Publish what can be published: once for each period, when it is closed and its last rows have come.

A row may be carried for a week before it is written, so a period is published eight days after it ended. The job and
the command `earshot publish` do the same, and doing it twice does nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import add

from sqlmodel.ext.asyncio.session import AsyncSession

from app.publishing import (
    FOUR,
    NOBODY,
    Count,
    Length,
    Publication,
    PublishedTotal,
    Tables,
    Visits,
    case_tables,
    change_tables,
    decided_length,
    publish,
    volume_tables,
)
from app.records import reports, stage_weeks, statistics, weeks
from app.records.bands import COUNTED, four_weeks_of
from app.records.tables import Cube
from app.records.unit_of_work import Records
from app.services.cases.case_words import CATEGORIES
from app.services.statistics.yearly import add_to_year

WEEK = timedelta(weeks=1)
LAST_ROWS = timedelta(days=8)
"""After a period's end: rows are carried for seven days at most, and an hour more."""
FEWEST_LISTENERS = 3
"""Behind everything that is published of a period: what one or two people did would be about them."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A period whose time has come, and the four weeks that it is or belongs to."""

    first: date
    volume: Length
    """How long the periods of these four weeks are, for questions of volume."""
    period: date
    weeks: Length

    @property
    def whole(self) -> bool:
        """Whether it is the four weeks, and not one of them."""
        return self.weeks == FOUR


async def publish_statistics(records: Records, *, now: datetime) -> list[date]:
    """Publish every period that is due, the oldest first, each as a whole; return their first days."""
    done: list[date] = []
    async with records.unit() as unit:
        due = await _due(unit, now.date())
    for one in due:
        async with records.unit() as unit:
            await statistics.alone(unit)
            if (one.period, one.weeks) not in await statistics.days(unit):  # another node may have been quicker
                await _publish(unit, one, today=now.date())
                done.append(one.period)
    return done


async def _due(unit: AsyncSession, today: date) -> list[_Due]:
    """What is closed and not published. What is published meanwhile never decides over what had begun before."""
    days = await statistics.days(unit)
    firsts = sorted({four_weeks_of(week) for week in await stage_weeks.there(unit)})
    totals = await _totals(unit, days) if firsts else []
    found = []
    for first in firsts:
        volume = decided_length(first, totals)
        weeks_in: list[tuple[date, Length]] = [(week, 1) for week in _four(first)] if volume == 1 else []
        for period, length in [*weeks_in, (first, FOUR)]:
            if (period, length) not in days and period + length * WEEK + LAST_ROWS <= today:
                found.append(_Due(first, volume, period, length))
    return found


def _four(first: date) -> list[date]:
    return [first + nth * WEEK for nth in range(FOUR)]


async def _publish(unit: AsyncSession, due: _Due, *, today: date) -> None:
    first, four = due.first, _four(due.first)
    came = {week: await _visits(unit, [week]) for week in (four if due.whole else [due.period])}
    together = reduce(add, came.values(), NOBODY)
    volume = came if due.volume == 1 else {first: together}
    tables = reduce(Tables.with_all_of, (volume_tables(start, one, COUNTED) for start, one in volume.items()), Tables())
    if due.whole:
        tables = tables.with_all_of(change_tables(first, together, COUNTED, counted_in=list(volume)))
        said = await reports.by_category(unit, four)
        tables = tables.with_all_of(await _cases(unit, first, four, said))
        await add_to_year(unit, first, together, COUNTED, reported=sum(said.values()))
    few = await weeks.how_many_listened(unit, list(came)) < FEWEST_LISTENERS
    shown = publish(tables, await _standing(unit, four), hide_all=few)
    cells = [_cell(count, n) for count, n in shown.items()]
    await statistics.publish(unit, due.period, due.weeks, cells, on=today)


async def _visits(unit: AsyncSession, of: Sequence[date]) -> Visits:
    return Visits(
        waits=await stage_weeks.counted(unit, of, "block", "wait_band"),
        outcomes=await stage_weeks.counted(unit, of, "block", "outcome"),
        risks=await stage_weeks.counted(unit, of, "topic_group", "risk_band"),
        moods=await stage_weeks.counted(unit, of, "topic_group", "mood_change"),
    )


async def _cases(unit: AsyncSession, first: date, of: Sequence[date], said: Mapping[str, int]) -> Tables:
    overturned, upheld = await reports.appeals(unit, of)
    return case_tables(first, {one: said.get(one, 0) for one in CATEGORIES}, overturned=overturned, upheld=upheld)


async def _standing(unit: AsyncSession, periods: Sequence[date]) -> Publication:
    return {
        Count(one.question, one.period, one.v1, one.v2): one.n for one in await statistics.of_periods(unit, periods)
    }


async def _totals(unit: AsyncSession, days: Mapping[tuple[date, int], date]) -> list[PublishedTotal]:
    """What was published of how many came, of each four weeks that are complete."""
    came: Counter[date] = Counter()
    for one in await statistics.of_question(unit, "visits"):
        came[four_weeks_of(one.period)] += one.n or 0
    return [PublishedTotal(on, came[period]) for (period, length), on in days.items() if length == FOUR]


def _cell(count: Count, n: int | None) -> Cube:
    return Cube(period=count.period, question=count.question, v1=count.v1, v2=count.v2, n=n)
