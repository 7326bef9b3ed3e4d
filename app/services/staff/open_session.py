"""Sign somebody in who has just proved who they are, by coming in."""

from datetime import datetime

from app.identity import staff_session
from app.records.tables import Staff
from app.services.node import Node


async def open_session(node: Node, person: Staff, *, now: datetime) -> str:
    """Begin a session; the token is for their cookie."""
    timing = node.settings.timing
    async with node.records.unit() as unit:
        return await staff_session.begin(unit, person.id, now=now, life=timing.staff_session, idle=timing.staff_idle)
