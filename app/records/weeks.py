"""Queries about listeners' weeks: how often something was so, exact while it is counted, a band's beginning after."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.bands import week_of
from app.records.tables import Counted, ListenerWeek, Staff, StaffDuty

EDGES: tuple[int, ...] = (0, 1, 3, 6, 10, 20, 40)
"""Where the bands of a count begin."""
HOUR_EDGES: tuple[int, ...] = (0, 1, 2, 4, 8, 12, 16)
"""Where the bands of hours on duty begin; in the table they are minutes."""
KEPT = timedelta(weeks=12)
LATE = timedelta(days=9)
"""Counts come in batches, which may be a week late."""
HOUR = 60


async def add(session: AsyncSession, staff_id: str, week: date, what: Counted, n: int) -> None:
    """Count so many more. Of somebody who has left nothing is counted."""
    await _upsert(session, staff_id, week, what, n, more=True)


async def of(session: AsyncSession, staff_id: str, *, since: date) -> dict[date, dict[Counted, int]]:
    """What was counted, by week, the newest first."""
    chosen = (
        select(ListenerWeek)
        .where(ListenerWeek.staff_id == staff_id, col(ListenerWeek.week) >= since)
        .order_by(col(ListenerWeek.week).desc())
    )
    found: dict[date, dict[Counted, int]] = {}
    for row in (await session.exec(chosen)).all():
        found.setdefault(row.week, {})[row.what] = row.n
    return found


async def how_many_listened(session: AsyncSession, of: Sequence[date]) -> int:
    """Return how many listeners had a chat in any of these weeks."""
    sessions = col(ListenerWeek.what) == "sessions", col(ListenerWeek.n) > 0
    chosen = select(func.count(func.distinct(col(ListenerWeek.staff_id)))).where(
        col(ListenerWeek.week).in_(of), *sessions
    )
    return (await session.exec(chosen)).one()


async def take_minutes(session: AsyncSession, weeks: Iterable[date]) -> None:
    """Take the minutes on duty of these weeks from the hours that are kept for the rest rules."""
    for week in weeks:
        day = func.date(func.timezone("UTC", col(StaffDuty.hour)))
        total = (
            select(col(StaffDuty.staff_id), func.sum(col(StaffDuty.minutes)))
            .where(day >= week, day < week + timedelta(days=7))
            .group_by(col(StaffDuty.staff_id))
        )
        for staff_id, minutes in (await session.exec(total)).all():
            await _upsert(session, staff_id, week, "minutes", minutes, more=False)


async def coarsen(session: AsyncSession, today: date) -> None:
    """Of a week that is long over only the bands stay; of one that is too long ago nothing."""
    n, minutes = col(ListenerWeek.n), col(ListenerWeek.what) == "minutes"
    over = col(ListenerWeek.week) < week_of(today - LATE)
    for chosen, edges in ((minutes, tuple(HOUR * hour for hour in HOUR_EDGES)), (~minutes, EDGES)):
        below = sa.case(*((n >= edge, edge) for edge in reversed(edges)), else_=0)
        await session.exec(update(ListenerWeek).where(over, chosen, n.not_in(edges)).values(n=below))
    await session.exec(delete(ListenerWeek).where(col(ListenerWeek.week) < week_of(today) - KEPT))


def band(n: int, edges: tuple[int, ...] = EDGES) -> str:
    """Return a count as its band, in words."""
    at = max(at for at, edge in enumerate(edges) if n >= edge)
    if at + 1 == len(edges):
        return f"{edges[at]}+"
    last = edges[at + 1] - 1
    return str(edges[at]) if last == edges[at] else f"{edges[at]}–{last}"


def hours(week: Mapping[Counted, int]) -> str:
    """Return the hours on duty as their band."""
    n = week.get("minutes", 0)
    at = max(at for at, edge in enumerate(HOUR_EDGES) if n >= HOUR * edge)
    if at == 0:
        return "under 1" if n else "0"
    return f"{HOUR_EDGES[at]}+" if at + 1 == len(HOUR_EDGES) else f"{HOUR_EDGES[at]}–{HOUR_EDGES[at + 1]}"


async def _upsert(session: AsyncSession, staff_id: str, week: date, what: Counted, n: int, *, more: bool) -> None:
    known = select(sa.literal(staff_id), sa.literal(week), sa.literal(what), sa.literal(n)).where(
        sa.exists().where(col(Staff.id) == staff_id)
    )
    new = insert(ListenerWeek).from_select(["staff_id", "week", "what", "n"], known)
    standing = col(ListenerWeek.n)
    n_now = standing + new.excluded.n if more else func.greatest(standing, new.excluded.n)
    keys = [col(ListenerWeek.staff_id), col(ListenerWeek.week), col(ListenerWeek.what)]
    await session.exec(new.on_conflict_do_update(index_elements=keys, set_={"n": n_now}))
