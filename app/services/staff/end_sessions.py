"""See where one is signed in, and end that."""

from datetime import datetime

from app.identity import staff_session
from app.records import audit
from app.records.tables import Staff
from app.services.node import Node


async def end_session(node: Node, person: Staff, handle: str, *, now: datetime) -> None:
    """End one session of this person; a page that is open under it closes within seconds."""
    async with node.records.unit() as unit:
        if await staff_session.revoke_by_handle(unit, person.id, handle):
            await audit.note(unit, at=now, staff_id=person.id, did="ended a session")


async def end_other_sessions(node: Node, person: Staff, token: str, *, now: datetime) -> None:
    """End every session of this person but the one that asks."""
    async with node.records.unit() as unit:
        await staff_session.revoke_all(unit, person.id, but=token)
        await audit.note(unit, at=now, staff_id=person.id, did="ended all other sessions")
