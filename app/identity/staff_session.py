"""Sessions of staff: a random token that only its holder has, and a row by which it can be revoked.

The records hold a hash, so that a copy of the database signs nobody in.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Staff, StaffSession


def digest(token: str) -> str:
    """What is kept of a random token or code: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A token that cannot be guessed."""
    return secrets.token_urlsafe(32)


async def begin(session: AsyncSession, staff_id: str, *, now: datetime, life: timedelta) -> str:
    """Sign somebody in; the token is for their cookie and is kept nowhere else."""
    token = new_token()
    await session.exec(delete(StaffSession).where(col(StaffSession.expires_at) <= now))
    session.add(StaffSession(token_hash=digest(token), staff_id=staff_id, expires_at=now + life))
    await session.flush()
    return token


async def holder(session: AsyncSession, token: str, *, now: datetime) -> Staff | None:
    """Whose token it is, while it is good."""
    signed_in = (
        select(Staff)
        .join(StaffSession, col(StaffSession.staff_id) == col(Staff.id))
        .where(StaffSession.token_hash == digest(token), col(StaffSession.expires_at) > now)
    )
    return (await session.exec(signed_in)).first()


async def revoke(session: AsyncSession, token: str) -> None:
    """End this session."""
    await session.exec(delete(StaffSession).where(col(StaffSession.token_hash) == digest(token)))


async def revoke_all(session: AsyncSession, staff_id: str) -> None:
    """End every session of this person: their other devices too."""
    await session.exec(delete(StaffSession).where(col(StaffSession.staff_id) == staff_id))
