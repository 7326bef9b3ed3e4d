"""What becomes of an entry when an offer is answered, whatever the store: the same values in, the same out."""

from dataclasses import replace
from datetime import datetime

from app.live.interface import StandingOffer, TicketEntry


def accepted(entry: TicketEntry, *, listener: str, chat: str, home: str | None, now: datetime) -> TicketEntry:
    """A listener took the ticket."""
    waited = entry.ticket.waited(now)
    ticket = entry.ticket.matched()
    held = replace(entry, ticket=ticket, chat=chat, listener=listener, home=home, matched_after=waited)
    return replace(held, notice=None, asks_in=False, guest=None)  # a coordinator came to the chat before


def taken_back(entry: TicketEntry, standing: StandingOffer, *, declined: datetime | None, others: bool) -> TicketEntry:
    """The offer is no more: the ticket waits at its place, or for the answer of others who are being asked too."""
    ticket = entry.ticket
    back = ticket.declined_by(standing.listener, at=declined) if declined else ticket.returned()
    return replace(entry, ticket=back.offered() if others else back)


def given_away(entry: TicketEntry, giver: str | None) -> bool:
    """Whether the chat is not this node's to give any more: another one has it."""
    return giver is not None and entry.home not in {None, giver}


def following(entry: TicketEntry, *, seen: datetime) -> TicketEntry:
    """Return the entry as it is stored over its last version: without a chat nobody holds one."""
    ticket = replace(entry.ticket, version=entry.ticket.version + 1, seen=seen)
    if entry.chat is None:
        return replace(entry, ticket=ticket, listener=None, home=None)
    return replace(entry, ticket=ticket)
