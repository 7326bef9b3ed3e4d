"""Change one's password. Every other session of that person ends with it."""

from datetime import datetime

from app.identity import passwords, staff_session
from app.records import audit, factors
from app.records.tables import Staff
from app.services.node import Node
from app.services.staff.sign_in import SignInRefused, TooManyGuesses


async def change_password(node: Node, person: Staff, token: str, old: str, new: str, *, now: datetime) -> Staff:
    """Set a new password; return the person as they are now. Raises SignInRefused or PasswordRefused."""
    mine = f"own {person.id}"  # counted apart: who guesses at the name from outside does not slow its owner
    if not await node.live.guesses.may_try(mine, now=now):
        raise TooManyGuesses
    if not await passwords.matches(old, person.password_hash):
        raise SignInRefused("That is not your present password.")
    await passwords.require_good(new, name=person.name)
    kept = await passwords.hashed(new)
    async with node.records.unit() as unit:
        changed = await factors.locked(unit, person.id)
        if changed is None:
            raise SignInRefused
        changed.password_hash = kept
        await staff_session.revoke_all(unit, person.id, but=token)
        await audit.note(unit, at=now, staff_id=person.id, did="changed the password")
    await node.live.guesses.forgive(mine)
    return changed
