"""Queries about listeners and coordinators, and the invitations that make them."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Invitation, PausedFor, Staff, StaffSession


async def by_name(session: AsyncSession, name: str) -> Staff | None:
    """The member of staff of that pseudonym, however it is capitalised."""
    if not name.isprintable():  # PostgreSQL would refuse the query rather than say that nobody is called that
        return None
    return (await session.exec(select(Staff).where(sa.func.lower(Staff.name) == sa.func.lower(name)))).first()


async def by_id(session: AsyncSession, staff_id: str) -> Staff | None:
    """The member of staff of that id."""
    return await session.get(Staff, staff_id)


async def everybody(session: AsyncSession) -> list[Staff]:
    """All of the staff, by name."""
    return list((await session.exec(select(Staff).order_by(sa.func.lower(Staff.name)))).all())


async def add(session: AsyncSession, person: Staff) -> None:
    """Keep a new member of staff."""
    session.add(person)
    await session.flush()


async def use_step(session: AsyncSession, staff_id: str, step: int) -> bool:
    """Mark a step of the second factor as used; False when it, or a later one, was used before."""
    used = await session.exec(
        update(Staff)
        .where(col(Staff.id) == staff_id, col(Staff.totp_last_step) < step)
        .values(totp_last_step=step)
        .returning(col(Staff.id))
    )
    return used.first() is not None


async def chats_held(session: AsyncSession, staff_id: str, more: int) -> None:
    """Count more chats for this listener: seats open up with experience."""
    held = col(Staff.chats_held) + more
    await session.exec(update(Staff).where(col(Staff.id) == staff_id).values(chats_held=held))


async def clear_for_minors(session: AsyncSession, staff_id: str, until: date | None) -> None:
    """Let this listener be offered minors until that day, or take it back."""
    await session.exec(update(Staff).where(col(Staff.id) == staff_id).values(cleared_until=until))


async def pause(session: AsyncSession, staff_id: str, *, paused: bool, because: PausedFor = "") -> None:
    """Stop new offers to this listener, or lift that. A pause for a child's safety stays one until it is lifted."""
    changed = update(Staff).where(col(Staff.id) == staff_id)
    if paused:
        stays = sa.case((col(Staff.paused_for) == "childSafety", "childSafety"), else_=because)
        await session.exec(changed.values(paused=True, paused_for=stays))
    else:
        await session.exec(changed.values(paused=False, paused_for=""))


async def keep_openers(session: AsyncSession, staff_id: str, texts: Sequence[str]) -> None:
    """Keep a listener's own first lines."""
    await session.exec(update(Staff).where(col(Staff.id) == staff_id).values(openers=list(texts)))


async def end_sessions(session: AsyncSession, staff_id: str) -> list[str]:
    """End every session of this person, and return the hashes by which they were known."""
    theirs = delete(StaffSession).where(col(StaffSession.staff_id) == staff_id)
    return list((await session.exec(theirs.returning(col(StaffSession.token_hash)))).scalars())


async def officers(session: AsyncSession) -> list[Staff]:
    """The safety officers, by name."""
    chosen = (
        select(Staff).where(col(Staff.officer), col(Staff.role) == "coordinator").order_by(sa.func.lower(Staff.name))
    )
    return list((await session.exec(chosen)).all())


async def keep_invitation(session: AsyncSession, invitation: Invitation) -> None:
    """Keep a new invitation."""
    session.add(invitation)
    await session.flush()


async def invitation_for(session: AsyncSession, code_hash: str) -> Invitation | None:
    """The invitation of that code, held so that nobody else uses it meanwhile."""
    return (await session.exec(select(Invitation).where(Invitation.code_hash == code_hash).with_for_update())).first()
