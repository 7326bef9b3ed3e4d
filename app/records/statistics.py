"""Queries of the published tables: the only statistics that anybody reads."""

from collections.abc import Sequence
from typing import Literal

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Cube, CubeFourWeeks, CubeWeek

TABLES: dict[str, type[CubeWeek] | type[CubeFourWeeks]] = {"cube_week": CubeWeek, "cube_4week": CubeFourWeeks}


async def published(session: AsyncSession, table: Literal["cube_week", "cube_4week"]) -> Sequence[Cube]:
    """Return every published cell of a table, newest period first."""
    cube = TABLES[table]
    ordered = select(cube).order_by(col(cube.period).desc(), col(cube.question), col(cube.v1), col(cube.v2))
    return (await session.exec(ordered)).all()
