"""Somebody waits whom nobody ready can help: tell the listeners whose desk is open and who could, and the board.

It asks and expects nothing: who is away, or off duty, stays so until they say otherwise.
"""

from dataclasses import replace
from datetime import datetime

from app.live.hub import listener_page
from app.services.node import Node
from app.wire.events import Paged
from matching import Listener, PageStandby, ShiftState, Ticket
from matching.ranking import URGENT, may_ever_serve


async def page_standby(node: Node, decision: PageStandby, *, now: datetime) -> int:
    """Page everybody who could take this ticket; return how many were paged."""
    entry = await node.live.entry(decision.ticket)
    if entry is None:
        return 0
    node.paged[decision.ticket] = decision.why
    ticket = entry.ticket
    call = Paged(
        topics=node.catalogue.names(ticket.topics),
        language=ticket.language,
        minor=ticket.age_band.needs_clearance,
        urgent=ticket.urgency >= URGENT,
    )
    at_desk = node.at_desk | {one.id: one for one in await node.live.listeners()}
    return sum(
        node.hub.send(listener_page(one.id), call) for one in at_desk.values() if _could(node, one, ticket, now=now)
    )


def _could(node: Node, listener: Listener, ticket: Ticket, *, now: datetime) -> bool:
    if listener.state is ShiftState.READY or not node.duty.left(listener.id, now):
        return False
    return may_ever_serve(ticket, replace(listener, state=ShiftState.READY)) is None
