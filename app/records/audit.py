"""Queries about the audit: who of the staff did what. Seekers never appear in it."""

from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Staff, StaffAudit


async def note(session: AsyncSession, *, at: datetime, staff_id: str | None, did: str, target: str = "") -> StaffAudit:
    """Write down what somebody did, in the unit of work that did it. None stands for the service itself."""
    entry = StaffAudit(at=at, staff_id=staff_id, did=did, target=target)
    session.add(entry)
    await session.flush()
    return entry


async def take_back(session: AsyncSession, entry: StaffAudit) -> None:
    """Leave nothing of a note just written: it has cost as much as one that stays."""
    await session.delete(entry)
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


async def filtered(
    session: AsyncSession,
    *,
    who: str = "",
    did: str = "",
    month: tuple[datetime, datetime] | None = None,
    before: int = 0,
    limit: int,
) -> list[tuple[StaffAudit, str | None]]:
    """The newest entries of one person, of one deed, of one month, before an entry; as far as each is asked for."""
    entries = select(StaffAudit, Staff.name).outerjoin(Staff, col(Staff.id) == col(StaffAudit.staff_id))
    if who:
        entries = entries.where(col(StaffAudit.staff_id).is_(None) if who == "service" else StaffAudit.staff_id == who)
    if did:
        entries = entries.where(StaffAudit.did == did)
    if month is not None:
        entries = entries.where(col(StaffAudit.at) >= month[0], col(StaffAudit.at) < month[1])
    if before:
        entries = entries.where(col(StaffAudit.id) < before)
    newest = entries.order_by(col(StaffAudit.id).desc()).limit(limit)
    return [(entry, name) for entry, name in (await session.exec(newest)).all()]


async def deeds(session: AsyncSession) -> list[str]:
    """Everything that somebody did, once each, by name."""
    return list((await session.exec(select(StaffAudit.did).distinct().order_by(StaffAudit.did))).all())


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
