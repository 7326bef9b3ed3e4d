"""Queries about how staff prove who they are: passkeys, recovery codes, and resets of all of it."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.tables import Staff, StaffPasskey, StaffRecoveryCode, StaffReset


async def passkeys_of(session: AsyncSession, staff_id: str) -> list[StaffPasskey]:
    """This person's passkeys, by name."""
    theirs = select(StaffPasskey).where(StaffPasskey.staff_id == staff_id).order_by(StaffPasskey.name)
    return list((await session.exec(theirs)).all())


async def passkey(session: AsyncSession, credential_id: bytes) -> StaffPasskey | None:
    """The passkey of that id, whosever it is."""
    return await session.get(StaffPasskey, credential_id)


async def add_passkey(session: AsyncSession, new: StaffPasskey) -> None:
    """Keep a new passkey."""
    session.add(new)
    await session.flush()


async def use_count(session: AsyncSession, credential_id: bytes, count: int) -> bool:
    """Note the counter of a use; False when it did not move on, as a copy's would not. One that never counts may."""
    kept = col(StaffPasskey.sign_count)
    moved = sa.or_(kept < count, sa.and_(kept == 0, sa.literal(count) == 0))
    used = await session.exec(
        update(StaffPasskey)
        .where(col(StaffPasskey.credential_id) == credential_id, moved)
        .values(sign_count=count)
        .returning(col(StaffPasskey.credential_id))
    )
    return used.first() is not None


async def drop_passkey(session: AsyncSession, staff_id: str, credential_id: bytes) -> None:
    """Forget one of this person's passkeys."""
    theirs = col(StaffPasskey.staff_id) == staff_id, col(StaffPasskey.credential_id) == credential_id
    await session.exec(delete(StaffPasskey).where(*theirs))


async def drop_passkeys(session: AsyncSession, staff_id: str) -> None:
    """Forget all of them."""
    await session.exec(delete(StaffPasskey).where(col(StaffPasskey.staff_id) == staff_id))


async def set_codes(session: AsyncSession, staff_id: str, hashes: Collection[str]) -> None:
    """Put these recovery codes in the place of all earlier ones."""
    await session.exec(delete(StaffRecoveryCode).where(col(StaffRecoveryCode.staff_id) == staff_id))
    session.add_all(StaffRecoveryCode(code_hash=one, staff_id=staff_id) for one in hashes)
    await session.flush()


async def codes_left(session: AsyncSession, staff_id: str) -> int:
    """How many recovery codes are unused."""
    theirs = select(sa.func.count()).where(col(StaffRecoveryCode.staff_id) == staff_id)
    return int((await session.exec(theirs)).one())


async def use_code(session: AsyncSession, staff_id: str, code_hash: str) -> bool:
    """Use a recovery code up; False when this person has no such code."""
    used = await session.exec(
        delete(StaffRecoveryCode)
        .where(col(StaffRecoveryCode.staff_id) == staff_id, col(StaffRecoveryCode.code_hash) == code_hash)
        .returning(col(StaffRecoveryCode.code_hash))
    )
    return used.first() is not None


async def locked(session: AsyncSession, staff_id: str) -> Staff | None:
    """This person, held so that of two changes of their factors one waits for the other."""
    return (await session.exec(select(Staff).where(col(Staff.id) == staff_id).with_for_update())).first()


async def reset_of(session: AsyncSession, staff_id: str, *, now: datetime) -> StaffReset | None:
    """The reset that was asked for this person and is not over, held."""
    standing = select(StaffReset).where(col(StaffReset.staff_id) == staff_id, col(StaffReset.expires_at) > now)
    return (await session.exec(standing.with_for_update())).first()


async def reset_for(session: AsyncSession, code_hash: str, *, now: datetime) -> StaffReset | None:
    """The reset of that code, held."""
    standing = select(StaffReset).where(col(StaffReset.code_hash) == code_hash, col(StaffReset.expires_at) > now)
    return (await session.exec(standing.with_for_update())).first()


async def resets(session: AsyncSession, *, now: datetime) -> list[StaffReset]:
    """Every reset that is not over."""
    return list((await session.exec(select(StaffReset).where(col(StaffReset.expires_at) > now))).all())


async def put_reset(session: AsyncSession, reset: StaffReset) -> None:
    """Keep a reset in the place of an earlier one."""
    await drop_reset(session, reset.staff_id)
    session.add(reset)
    await session.flush()


async def drop_reset(session: AsyncSession, staff_id: str) -> None:
    """It was used, or taken back."""
    await session.exec(delete(StaffReset).where(col(StaffReset.staff_id) == staff_id))


async def forget_resets(session: AsyncSession, *, now: datetime) -> None:
    """Drop those whose time is over."""
    await session.exec(delete(StaffReset).where(col(StaffReset.expires_at) <= now))
