"""Whether somebody is still at a page that waits: asked while the line is long, and passed by until they answer.

An open page costs nothing to leave open; while many wait, each one without a person takes a listener from somebody.
Any sign of a person answers the question, and the place is kept. While few wait nobody is asked: who has put the phone
down and looks at the wall should be found. Who says that they are in danger is never asked and never passed by.
"""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta

from app.live.interface import FactsChanged, StoreAway, TicketEntry
from app.services.amend import amend
from app.services.node import Node
from app.words import later
from matching import Door, Ticket, TicketState
from matching.ranking import URGENT

NOTED_AGAIN = timedelta(seconds=20)
"""Signs nearer together than this are one, but for the one that answers the question."""
ASKED = later("Are you still there? Anything you do on this page says so, and so does the button.")
ASIDE = later(
    "It has been quiet here, so we have not brought you to anybody. Your place is kept: say that you are here, and it "
    "goes on at once."
)


async def stir(node: Node, entry: TicketEntry, *, now: datetime) -> None:
    """Note a sign of a person."""
    lately = entry.stirred is not None and now - entry.stirred < NOTED_AGAIN
    if not lately or question_to(node, entry, now=now):
        with contextlib.suppress(FactsChanged, StoreAway):  # the next sign will do
            await amend(node, entry, lambda fresh: replace(fresh, stirred=now))


def question_to(node: Node, entry: TicketEntry, *, now: datetime) -> str:
    """Return what a waiting page asks, as the catalogues know it; nothing where it asks nothing."""
    timing = node.settings.timing
    if not _may_be_asked(node, entry) or entry.ticket.state is TicketState.OFFERED:
        return ""
    quiet = now - _last_sign(entry)
    return ASIDE if quiet >= timing.quiet_warn else ASKED if quiet >= timing.quiet_ask else ""


def set_aside(node: Node, entry: TicketEntry, *, now: datetime) -> Ticket | None:
    """Return the ticket as one whose page went when it was set aside; None where somebody is there."""
    since = _last_sign(entry) + node.settings.timing.quiet_warn
    if not _may_be_asked(node, entry) or now < since:
        return None
    return replace(entry.ticket, seen=min(entry.ticket.seen, since))


def _may_be_asked(node: Node, entry: TicketEntry) -> bool:
    """In a chat that is handed over both are there; at closing time everybody who waits is served."""
    if node.doorway.stands not in {Door.BUSY, Door.URGENT_ONLY}:
        return False
    return entry.ticket.in_line and entry.chat is None and entry.ticket.urgency < URGENT


def _last_sign(entry: TicketEntry) -> datetime:
    return max(entry.joined, entry.ticket.since or entry.joined, entry.stirred or entry.joined)
