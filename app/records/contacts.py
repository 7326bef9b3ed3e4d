"""Queries about where staff agreed to be called. What is in a row is sealed; how often they were called is not."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Role, Staff, StaffContact

PAUSE = timedelta(minutes=30)
"""Nobody is called twice within this."""


async def of(session: AsyncSession, staff_id: str) -> StaffContact | None:
    """Return this person's row, held so that nobody else changes it meanwhile."""
    chosen = select(StaffContact).where(StaffContact.staff_id == staff_id).with_for_update()
    return (await session.exec(chosen)).first()


async def keep(session: AsyncSession, staff_id: str, sealed: str) -> None:
    """Keep where and when; how often they were called stays."""
    row = insert(StaffContact).values(staff_id=staff_id, sealed=sealed, calls=0)
    await session.exec(row.on_conflict_do_update(index_elements=["staff_id"], set_={"sealed": row.excluded.sealed}))


async def drop(session: AsyncSession, staff_id: str) -> None:
    """Forget where this person can be called."""
    await session.exec(delete(StaffContact).where(col(StaffContact.staff_id) == staff_id))


async def reachable(session: AsyncSession, role: Role) -> list[tuple[Staff, str]]:
    """Return who of them agreed to be called, who was not for the longest time first, each with what is sealed."""
    chosen = (
        select(Staff, col(StaffContact.sealed))
        .join(StaffContact, col(StaffContact.staff_id) == col(Staff.id))
        .where(col(Staff.role) == role, ~col(Staff.suspended))
        .order_by(col(StaffContact.called_at).asc().nulls_first(), col(Staff.id))
    )
    return [(person, sealed) for person, sealed in (await session.exec(chosen)).all()]


async def claim(session: AsyncSession, staff_id: str, *, now: datetime, day: date, most: int) -> bool:
    """Note that this person is called now; False when they were lately, or often enough on their day."""
    same_day = col(StaffContact.day) == day
    called = await session.exec(
        update(StaffContact)
        .where(
            col(StaffContact.staff_id) == staff_id,
            sa.or_(col(StaffContact.called_at).is_(None), col(StaffContact.called_at) <= now - PAUSE),
            sa.or_(col(StaffContact.day).is_(None), ~same_day, col(StaffContact.calls) < most),
        )
        .values(called_at=now, day=day, calls=sa.case((same_day, col(StaffContact.calls) + 1), else_=1))
        .returning(col(StaffContact.staff_id))
    )
    return called.first() is not None
