"""A seeker leaves: the place is given up, what they wrote is dropped, and whoever was asked is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.live.hub import seeker_page
from app.live.interface import Aftermath, TicketEntry
from app.services.amend import amend
from app.services.chat.end_chat import end_chat
from app.services.line.take_back_offers import withdraw_offers_of
from app.services.node import Node
from app.wire.events import Redirected
from app.words import gettext, later, speaking
from matching import Ticket, TicketState

NOBODY = later(
    "Nobody who can talk with you became free. That says nothing about you. Other places are open at this hour, and "
    "you can ask again here at any time."
)

QUIET = later("It was quiet for long, so your place is free again. You can take another one at any time.")


async def leave(node: Node, entry: TicketEntry, *, now: datetime) -> None:
    """Leave from wherever one stands: the line, or a chat."""
    chat = node.chat_of(entry.ticket.id)
    if chat is not None:
        await end_chat(node, chat, "exit", now=now)
        return
    await withdraw_offers_of(node, entry.ticket.id)
    entry = await node.live.entry(entry.ticket.id) or entry
    if entry.aftermath is None:
        await _finish(node, entry, Ticket.left, "left", now=now)


async def redirect(node: Node, entry: TicketEntry, *, now: datetime) -> None:
    """End a wait honestly: nobody came, other help is named (the ladder's last step)."""
    if not await _finish(node, entry, Ticket.redirected, "nobody", now=now):
        return
    with speaking(entry.intake.locale):
        node.hub.send(seeker_page(entry.ticket.id), Redirected(reason=gettext(NOBODY)))


async def expire(node: Node, entry: TicketEntry, *, now: datetime) -> None:
    """Drop a ticket whose page was silent for too long. One that is open all the same is led to where else help is."""
    if not await _finish(node, entry, Ticket.expired, "expired", now=now):
        return
    with speaking(entry.intake.locale):
        node.hub.send(seeker_page(entry.ticket.id), Redirected(reason=gettext(QUIET)))


async def _finish(
    node: Node, entry: TicketEntry, how: Callable[[Ticket], Ticket], reason: str, *, now: datetime
) -> bool:
    """End the wait. Only the seeker's own wish ends one for which somebody, or their page, came this moment."""

    def over(fresh: TicketEntry) -> TicketEntry:
        waits = fresh.ticket.state is TicketState.WAITING and fresh.ticket.came == entry.ticket.came
        if fresh.aftermath is not None or not (waits or reason == "left"):
            return fresh
        last = fresh.before[-1] if fresh.before else None
        return replace(
            fresh,
            ticket=how(fresh.ticket),
            aftermath=replace(last or Aftermath(ended=now, reason=reason), ended=now, reason=reason),
            before=fresh.before[:-1],
            chat=None,
            chat_expected_until=None,
            intake=fresh.intake.without_words(),
            notice=None,
        )

    kept = await amend(node, entry, over)
    return kept is not None and kept.aftermath is not None and kept.aftermath.reason == reason
