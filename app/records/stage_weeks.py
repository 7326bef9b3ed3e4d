"""The stage by its weeks: which there are, what they hold together, and how one goes: whole, never row by row."""

import re
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.counted_tables import SessionStage

_NAMES = sa.text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'session_stage'::regclass")


async def there(session: AsyncSession) -> list[date]:
    """Return the weeks that have a partition."""
    names = (await (await session.connection()).execute(_NAMES)).scalars()
    digits = (re.search(r"session_stage_(\d{4})(\d\d)(\d\d)$", name) for name in names)
    return sorted(date(*map(int, found.groups())) for found in digits if found)


async def counted(session: AsyncSession, weeks: Sequence[date], first: str, second: str) -> dict[tuple[str, str], int]:
    """Return how many rows of these weeks have which two values in these two columns."""
    one, other = getattr(SessionStage, first), getattr(SessionStage, second)
    grouped = select(one, other, func.count()).where(col(SessionStage.week).in_(weeks)).group_by(one, other)
    return {(str(v1), str(v2)): n for v1, v2, n in (await session.exec(grouped)).all()}


async def drop(session: AsyncSession, week: date) -> None:
    """Drop a week's partition: its pages go back to the file system, which those of deleted rows do not."""
    await (await session.connection()).execute(sa.text("SELECT stage_closes(:week)"), {"week": week})
