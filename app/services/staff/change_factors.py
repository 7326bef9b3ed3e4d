"""Change how one proves who one is: passkeys, the six digits, recovery codes. The last factor is never taken away.

Each change asks for a sign-in of the last minutes: an open browser that somebody else finds changes nothing.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.identity import passkeys, second_factor, staff_session, typed_codes
from app.identity.passkeys import PasskeyRefused
from app.records import audit, factors
from app.records.tables import Staff, StaffPasskey
from app.services.node import Node
from app.services.staff.come_in import kept_passkey
from app.services.staff.sign_in_with_passkey import use_challenge

MOST_PASSKEYS = 10


class SignInAgain(Exception):
    """This sign-in is too long ago for a change of factors."""


class LastFactor(Exception):
    """Without this one nobody could sign in any more."""


class DigitsRefused(Exception):
    """The six digits do not fit the secret that was shown."""


class TooManyPasskeys(Exception):
    """Ten are enough for one person."""


async def is_fresh(node: Node, token: str, *, now: datetime) -> bool:
    """Whether this session began just now."""
    async with node.records.unit() as unit:
        found = await staff_session.find(unit, token, now=now)
    timing = node.settings.timing
    return found is not None and found.expires_at - timing.staff_session > now - timing.staff_fresh


async def require_fresh(node: Node, token: str, *, now: datetime) -> None:
    """Raise SignInAgain unless this session began just now."""
    if not await is_fresh(node, token, now=now):
        raise SignInAgain


async def add_passkey(node: Node, person: Staff, token: str, answer: str, name: str, *, now: datetime) -> None:
    """Add the key that this browser has just made. Raises PasskeyRefused or TooManyPasskeys."""
    made = passkeys.added(await use_challenge(node, token, whom=person.id, now=now), answer)
    async with node.records.unit() as unit:
        await factors.locked(unit, person.id)
        if len(await factors.passkeys_of(unit, person.id)) >= MOST_PASSKEYS:
            raise TooManyPasskeys
        if await factors.passkey(unit, made.credential_id) is not None:
            raise PasskeyRefused
        await factors.add_passkey(unit, kept_passkey(person.id, made, name, now=now))
        await audit.note(unit, at=now, staff_id=person.id, did="added a passkey")


async def remove_passkey(node: Node, person: Staff, credential: bytes, *, now: datetime) -> None:
    """Remove one of this person's passkeys. Raises LastFactor."""
    async with node.records.unit() as unit:
        theirs = [one.credential_id for one in await _factors(unit, person)]
        if credential not in theirs:
            return
        if len(theirs) == 1 and not person.totp_secret:
            raise LastFactor
        await factors.drop_passkey(unit, person.id, credential)
        await audit.note(unit, at=now, staff_id=person.id, did="removed a passkey")


async def set_digits(node: Node, person: Staff, sealed: str, code: str, *, now: datetime) -> None:
    """Take a new secret for the six digits, once an app has shown that it knows it. Raises DigitsRefused."""
    secret = second_factor.taken(node.sealer, person.id, sealed, now=now)
    step = second_factor.step_of(secret, code, now=now, last_step=0) if secret else None
    if secret is None or step is None:
        raise DigitsRefused
    async with node.records.unit() as unit:
        kept = await factors.locked(unit, person.id)
        if kept is not None:
            kept.totp_secret, kept.totp_last_step = secret, step
            await audit.note(unit, at=now, staff_id=person.id, did="set up six digits")


async def remove_digits(node: Node, person: Staff, *, now: datetime) -> None:
    """Go without the six digits. Raises LastFactor when there is no passkey."""
    async with node.records.unit() as unit:
        if not await _factors(unit, person):
            raise LastFactor
        kept = await factors.locked(unit, person.id)
        if kept is not None and kept.totp_secret:
            kept.totp_secret = ""
            await audit.note(unit, at=now, staff_id=person.id, did="removed the six digits")


async def new_codes(node: Node, person: Staff, *, now: datetime) -> tuple[str, ...]:
    """Make ten recovery codes, shown once; earlier ones are void."""
    codes = typed_codes.new_recovery_codes()
    async with node.records.unit() as unit:
        await factors.set_codes(unit, person.id, [typed_codes.kept_for(person.id, code) for code in codes])
        await audit.note(unit, at=now, staff_id=person.id, did="made recovery codes")
    return codes


async def _factors(unit: AsyncSession, person: Staff) -> list[StaffPasskey]:
    """Their passkeys, with the account held: of two removals at once one sees what the other left."""
    held = await factors.locked(unit, person.id)
    person.totp_secret = held.totp_secret if held else ""
    return await factors.passkeys_of(unit, person.id)
