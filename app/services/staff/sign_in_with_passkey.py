"""Sign somebody in with a passkey alone: the device holds the key, and has made sure who holds the device."""

from datetime import datetime

from app.identity import passkeys, staff_session
from app.identity.passkeys import PasskeyRefused
from app.records import audit, factors, staff
from app.records.tables import Staff
from app.services.node import Node


async def sign_in_with_passkey(node: Node, token: str, answer: str, *, now: datetime) -> tuple[str, Staff]:
    """Sign in whoever's key signed this browser's challenge. Raises PasskeyRefused."""
    challenge = await use_challenge(node, token, whom="", now=now)
    credential, whose = passkeys.named(answer)
    async with node.records.unit() as unit:
        kept = await factors.passkey(unit, credential)
        if kept is None or kept.staff_id != whose:
            raise PasskeyRefused
        count = passkeys.signed(challenge, answer, public_key=kept.public_key)
        person = await staff.by_id(unit, kept.staff_id)
        if person is None or person.suspended:
            raise PasskeyRefused
        moved = await factors.use_count(unit, credential, count)
        if moved:
            timing = node.settings.timing
            session = await staff_session.begin(
                unit, person.id, now=now, life=timing.staff_session, idle=timing.staff_idle
            )
            await audit.note(unit, at=now, staff_id=person.id, did="signed in with a passkey")
        else:
            await audit.note(unit, at=now, staff_id=None, did="passkey refused: its counter", target=person.name)
    if not moved:
        raise PasskeyRefused
    return session, person


async def use_challenge(node: Node, token: str, *, whom: str, now: datetime) -> passkeys.Challenge:
    """Take this browser's challenge, which nobody can take again. Raises PasskeyRefused."""
    challenge = passkeys.open_challenge(node.sealer, token, whom=whom, now=now)
    used = staff_session.digest(challenge.value.hex())
    if not await node.live.first_use(used, now=now, until=challenge.expires):
        raise PasskeyRefused
    return challenge
