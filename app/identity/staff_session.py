"""Sessions of staff: a random token that only its holder has, and a row by which it can be revoked.

The records hold a hash, so that a copy of the database signs nobody in; of when and where, only the day.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Staff, StaffSession

IDLE = timedelta(hours=2)
_RENEWED_EVERY = 12
"""The idle end is moved in twelfths of its span: ten minutes of two hours say little of when somebody did what."""


@dataclass(frozen=True)
class Session:
    """A session as its owner sees it."""

    handle: str
    since: date
    here: bool
    """Whether it is the one that asks."""


def digest(token: str) -> str:
    """What is kept of a random token or code: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A token that cannot be guessed."""
    return secrets.token_urlsafe(32)


async def begin(session: AsyncSession, staff_id: str, *, now: datetime, life: timedelta, idle: timedelta = IDLE) -> str:
    """Sign somebody in; the token is for their cookie and is kept nowhere else."""
    token = new_token()
    over = sa.or_(col(StaffSession.expires_at) <= now, col(StaffSession.idle_until) <= now)
    await session.exec(delete(StaffSession).where(over))
    session.add(
        StaffSession(
            token_hash=digest(token),
            staff_id=staff_id,
            expires_at=now + life,
            idle_until=now + min(idle, life),
            since=now.date(),
        )
    )
    await session.flush()
    return token


async def find(session: AsyncSession, token: str, *, now: datetime) -> StaffSession | None:
    """The session behind a token, while it is good."""
    found = await session.get(StaffSession, digest(token))
    return found if found and found.expires_at > now and found.idle_until > now else None


async def holder(session: AsyncSession, token: str, *, now: datetime, idle: timedelta = IDLE) -> Staff | None:
    """Whose token it is, while it is good. Being asked for is what keeps a session from idling out."""
    signed_in = (
        select(Staff, col(StaffSession.idle_until))
        .join(StaffSession, col(StaffSession.staff_id) == col(Staff.id))
        .where(
            StaffSession.token_hash == digest(token),
            ~col(Staff.suspended),
            col(StaffSession.expires_at) > now,
            col(StaffSession.idle_until) > now,
        )
    )
    found = (await session.exec(signed_in)).first()
    if found is None:
        return None
    person, idle_until = found
    if _renewable(idle_until, now=now, idle=idle):
        ends = sa.func.least(col(StaffSession.expires_at), now + idle)
        mine = col(StaffSession.token_hash) == digest(token)
        await session.exec(
            update(StaffSession).where(mine, col(StaffSession.idle_until) < ends).values(idle_until=ends)
        )
    return person


def _renewable(idle_until: datetime, *, now: datetime, idle: timedelta) -> bool:
    return idle_until < now + idle - idle / _RENEWED_EVERY


async def standing(
    session: AsyncSession, hashes: list[str], *, now: datetime, idle: timedelta = IDLE
) -> dict[str, datetime]:
    """Which of these sessions nobody has ended, and when they end; a page is open under each, so none idles out."""
    asked = col(StaffSession.token_hash) == sa.any_(sa.literal(hashes, ARRAY(sa.Text)))
    ends = select(StaffSession.token_hash, StaffSession.expires_at, StaffSession.idle_until).where(asked)
    rows = (await session.exec(ends)).all()
    if any(_renewable(idle_until, now=now, idle=idle) for _, _, idle_until in rows):
        later = sa.func.least(col(StaffSession.expires_at), now + idle)
        good = sa.and_(asked, col(StaffSession.idle_until) > now, col(StaffSession.idle_until) < later)
        await session.exec(update(StaffSession).where(good).values(idle_until=later))
    return {token_hash: expires_at for token_hash, expires_at, _ in rows}


async def sessions_of(session: AsyncSession, staff_id: str, token: str, *, now: datetime) -> list[Session]:
    """Every good session of this person, the asking one first. A handle is a hash of the hash: it opens nothing."""
    theirs = select(StaffSession).where(
        col(StaffSession.staff_id) == staff_id, col(StaffSession.expires_at) > now, col(StaffSession.idle_until) > now
    )
    mine = digest(token)
    found = [
        Session(digest(one.token_hash), one.since, one.token_hash == mine) for one in (await session.exec(theirs)).all()
    ]
    return sorted(found, key=lambda one: (not one.here, one.since, one.handle))


async def revoke(session: AsyncSession, token: str) -> None:
    """End this session."""
    await session.exec(delete(StaffSession).where(col(StaffSession.token_hash) == digest(token)))


async def revoke_by_handle(session: AsyncSession, staff_id: str, handle: str) -> bool:
    """End one of this person's sessions; False when they have no such one."""
    theirs = await session.exec(select(StaffSession).where(col(StaffSession.staff_id) == staff_id))
    found = next((one for one in theirs.all() if digest(one.token_hash) == handle), None)
    if found is not None:
        await session.delete(found)
    return found is not None


async def revoke_all(session: AsyncSession, staff_id: str, *, but: str | None = None) -> None:
    """End every session of this person, their other devices too; but the one of this token, if there is one."""
    theirs = col(StaffSession.staff_id) == staff_id
    kept = col(StaffSession.token_hash) != digest(but) if but else sa.true()
    await session.exec(delete(StaffSession).where(theirs, kept))
