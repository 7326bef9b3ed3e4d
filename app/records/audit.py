"""Queries about the audit: who of the staff did what. Seekers never appear in it."""

from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Staff, StaffAudit


async def note(session: AsyncSession, *, at: datetime, staff_id: str | None, did: str, target: str = "") -> None:
    """Write down what somebody did, in the unit of work that did it. None stands for the service itself."""
    session.add(StaffAudit(at=at, staff_id=staff_id, did=did, target=target))
    await session.flush()


async def latest(session: AsyncSession, *, limit: int = 200) -> list[tuple[StaffAudit, str | None]]:
    """The newest entries, each with the name behind it where the account still exists."""
    entries = (
        select(StaffAudit, Staff.name)
        .outerjoin(Staff, col(Staff.id) == col(StaffAudit.staff_id))
        .order_by(col(StaffAudit.at).desc(), col(StaffAudit.id).desc())
        .limit(limit)
    )
    return [(entry, name) for entry, name in (await session.exec(entries)).all()]


async def who_first(session: AsyncSession, did: str, target: str) -> str | None:
    """Who did this to this first."""
    first = (
        select(StaffAudit.staff_id)
        .where(StaffAudit.did == did, StaffAudit.target == target)
        .order_by(col(StaffAudit.id))
    )
    return (await session.exec(first)).first()


async def forget(session: AsyncSession, before: datetime) -> None:
    """Drop what is older."""
    await session.exec(delete(StaffAudit).where(col(StaffAudit.at) < before))
