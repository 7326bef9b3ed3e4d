"""Queries about when listeners were on duty: so many minutes of which hour."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import StaffDuty

MINUTE = timedelta(minutes=1)


async def worked(session: AsyncSession, staff_id: str, *, since: datetime) -> dict[datetime, timedelta]:
    """The time on duty within each hour."""
    rows = await session.exec(select(StaffDuty).where(StaffDuty.staff_id == staff_id, col(StaffDuty.hour) >= since))
    return {row.hour: row.minutes * MINUTE for row in rows.all()}


async def keep(session: AsyncSession, staff_id: str, hours: Mapping[datetime, timedelta]) -> None:
    """Keep the hours as they are now. A minute that was begun counts, and what another node counted stays."""
    if not hours:
        return
    rows = [{"staff_id": staff_id, "hour": hour, "minutes": -(-time // MINUTE)} for hour, time in hours.items()]
    new = insert(StaffDuty).values(rows)
    most = func.greatest(col(StaffDuty.minutes), new.excluded.minutes)
    keys = [col(StaffDuty.staff_id), col(StaffDuty.hour)]
    await session.exec(new.on_conflict_do_update(index_elements=keys, set_={"minutes": most}))


async def forget(session: AsyncSession, before: datetime) -> None:
    """Drop what is older."""
    await session.exec(delete(StaffDuty).where(col(StaffDuty.hour) < before))
