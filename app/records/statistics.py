"""Queries of the published tables: the only statistics that anybody reads. What stands in them is never changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col, delete, insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.counted_tables import Cube, CubeFourWeeks, CubeWeek, PublicationDay, YearlyFigure

Length = Literal[1, 4]
TABLES: dict[str, type[CubeWeek] | type[CubeFourWeeks]] = {"cube_week": CubeWeek, "cube_4week": CubeFourWeeks}
_OF: dict[int, type[CubeWeek] | type[CubeFourWeeks]] = {1: CubeWeek, 4: CubeFourWeeks}
_LOCK = 0x5055424C  # an arbitrary number: two nodes must not publish at once


async def published(session: AsyncSession, table: Literal["cube_week", "cube_4week"]) -> Sequence[Cube]:
    """Return every published cell of a table, newest period first."""
    cube = TABLES[table]
    ordered = select(cube).order_by(col(cube.period).desc(), col(cube.question), col(cube.v1), col(cube.v2))
    return (await session.exec(ordered)).all()


async def alone(session: AsyncSession) -> None:
    """Let this unit of work be the only one that publishes."""
    await (await session.connection()).execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


async def days(session: AsyncSession) -> dict[tuple[date, int], date]:
    """Return on which day each period's tables were published, by its first day and its weeks."""
    return {(one.period, one.weeks): one.published for one in (await session.exec(select(PublicationDay))).all()}


async def publish(session: AsyncSession, period: date, weeks: Length, cells: Sequence[Cube], *, on: date) -> None:
    """Publish a period's cells; a second time is refused by the database."""
    await session.exec(insert(PublicationDay), params=[{"period": period, "weeks": weeks, "published": on}])
    if cells:
        await session.exec(insert(_OF[weeks]), params=[one.model_dump() for one in cells])


async def of_periods(session: AsyncSession, periods: Sequence[date]) -> list[Cube]:
    """Return what stands of these periods, of either length."""
    found: list[Cube] = []
    for cube in _OF.values():
        found += (await session.exec(select(cube).where(col(cube.period).in_(periods)))).all()
    return found


async def of_question(session: AsyncSession, question: str) -> list[Cube]:
    """Return what stands of one question, of every period."""
    found: list[Cube] = []
    for cube in _OF.values():
        found += (await session.exec(select(cube).where(cube.question == question))).all()
    return found


def weeks_of(cell: Cube) -> int:
    """Return how many weeks the period of a cell has."""
    return 4 if isinstance(cell, CubeFourWeeks) else 1


async def forget(session: AsyncSession, before: date) -> None:
    """Drop the tables of periods that began before this day."""
    for cube in _OF.values():
        await session.exec(delete(cube).where(col(cube.period) < before))
    await session.exec(delete(PublicationDay).where(col(PublicationDay.period) < before))


async def add_yearly(session: AsyncSession, year: int, question: str, noisy: Mapping[str, int]) -> None:
    """Add counts, each with its noise in it already, to a year's figures."""
    for v1, n in noisy.items():
        one = upsert(YearlyFigure).values(year=year, question=question, v1=v1, n=n)
        keys = [col(YearlyFigure.year), col(YearlyFigure.question), col(YearlyFigure.v1)]
        await session.exec(one.on_conflict_do_update(index_elements=keys, set_={"n": col(YearlyFigure.n) + n}))


async def yearly(session: AsyncSession) -> list[YearlyFigure]:
    """Return the figures of every year."""
    return list((await session.exec(select(YearlyFigure))).all())
