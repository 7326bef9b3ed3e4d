"""Somebody waits whom nobody ready can help: tell the listeners whose desk is open and who could, and the board.

The ticket says that they are called; each node then calls those whose desk is open there. It asks and expects nothing:
who is away, or off duty, stays so until they say otherwise.
"""

from dataclasses import replace
from datetime import datetime

from app.live.calls import Call
from app.live.hub import listener_page
from app.live.interface import TicketEntry
from app.services.amend import amend
from app.services.node import Node
from app.services.shift.keep_duty import load_duty
from app.wire.events import Paged
from matching import Listener, PageStandby, ShiftState, Ticket
from matching.ranking import URGENT, may_ever_serve

BY_HAND = "called by a coordinator"


async def page_standby(node: Node, decision: PageStandby) -> None:
    """Note on the ticket that stand-by listeners are called for it, and why; who is not here is called too."""
    entry = await node.live.entry(decision.ticket)

    def paged(fresh: TicketEntry) -> TicketEntry:
        # A coordinator's own call stands: it went to everybody whom this one would reach, and says who looks after it.
        asks = fresh.ticket.in_line and fresh.paged not in {BY_HAND, decision.why}
        return replace(fresh, paged=decision.why) if asks else fresh

    kept = await amend(node, entry, paged) if entry is not None else None
    if entry is not None and kept is not None and entry.paged != kept.paged == decision.why:
        node.calls.ask(Call(entry.ticket))


async def call_standby(node: Node, *, now: datetime) -> None:
    """Call everybody at this node's desks who could take a ticket that asks for it, once for each reason."""
    for entry in await node.live.waiting():
        if entry.paged is not None and entry.ticket.in_line and entry.aftermath is None:
            await _call(node, entry, entry.paged, now=now)


async def _call(node: Node, entry: TicketEntry, why: str, *, now: datetime) -> None:
    ticket, called = entry.ticket, node.called.setdefault(entry.ticket.id, set())
    call = Paged(
        topics=node.catalogue.names(ticket.topics),
        language=ticket.language,
        minor=ticket.age_band.needs_clearance,
        urgent=ticket.urgency >= URGENT,
    )
    at_desk = node.at_desk | {one.id: one for one in await node.live.listeners()}
    for listener in at_desk.values():
        page = listener_page(listener.id)
        if node.hub.here(page) is None or (listener.id, why) in called or not _could(listener, ticket):
            continue
        if node.waits_for_coordinator(listener, now):
            continue
        await load_duty(node, listener.id, now=now)
        if node.duty.left(listener.id, now):
            called.add((listener.id, why))
            node.hub.send(page, call)


def _could(listener: Listener, ticket: Ticket) -> bool:
    if listener.state is ShiftState.READY:
        return False
    return may_ever_serve(ticket, replace(listener, state=ShiftState.READY)) is None
