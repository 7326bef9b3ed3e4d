"""A coordinator calls whoever is on stand-by for everybody who waits; or takes a seat at a desk themselves."""

from dataclasses import replace
from datetime import datetime

from app.identity import staff_session
from app.live.calls import Call
from app.live.notes import Alert
from app.records import audit
from app.records.tables import Staff
from app.services.amend import amend
from app.services.board.page_standby import BY_HAND
from app.services.node import Node


async def call_for_all(node: Node, by: Staff, *, now: datetime) -> int:
    """Call stand-by listeners for each person who waits, once; return for how many.

    Whoever calls has it: it rings at no other coordinator's.
    """
    called = 0
    for entry in await node.live.entries():
        waits = entry.ticket.in_line and entry.aftermath is None and entry.chat is None
        if waits and entry.paged != BY_HAND:
            await node.live.notes.put(Alert(id=entry.ticket.id, tier=entry.ticket.urgency, since=now, taken_by=by.name))
            await amend(node, entry, lambda fresh: replace(fresh, paged=BY_HAND))
            node.calls.ask(Call(entry.ticket))
            called += 1
    async with node.records.unit() as unit:
        await audit.note(unit, at=now, staff_id=by.id, did="called stand-by listeners")
    return called


async def sit_down(node: Node, by: Staff, *, now: datetime) -> str:
    """Open a desk for a coordinator who takes somebody themselves; the token is for the cookie of listeners.

    They are offered people as every listener is: by language, clearance, experience and rest.
    """
    timing = node.settings.timing
    async with node.records.unit() as unit:
        token = await staff_session.begin(unit, by.id, now=now, life=timing.staff_session, idle=timing.staff_idle)
        await audit.note(unit, at=now, staff_id=by.id, did="opened a desk")
    return token
