"""An offer with its reason in words, and the numbers of a wait. Who is chosen for whom, `pairing` decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.listeners import Listener
from matching.ranking import URGENT, Related, fit
from matching.tickets import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The numbers of the ladder. All are settings."""

    offer: timedelta = timedelta(seconds=20)
    seen_within: timedelta = timedelta(seconds=25)
    """A seeker not seen for longer is skipped, not dropped."""
    asked_again_after: timedelta = timedelta(seconds=60)
    """Who passed is asked again only after this, so that a pass is a pass and nobody is stuck."""
    standby_after: timedelta = timedelta(minutes=5)
    wait_limit: timedelta = timedelta(minutes=30)
    absent_limit: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A ticket put to one listener, with a deadline and the reason in words the listener sees."""

    ticket: Ticket
    listener: Listener
    made: datetime
    lapses: datetime
    why: str
    burst: bool = False
    """On the one seat over the usual, which the listener agreed to."""


def why(
    ticket: Ticket, listener: Listener, *, now: datetime, related: Related | None = None, burst: bool = False
) -> str:
    """The sentence on the offer card."""
    minutes = int(ticket.waited(now).total_seconds() // 60)
    waited = "have just come" if minutes == 0 else f"have waited {minutes} min"
    if burst:
        return f"This is urgent, and you agreed to take one more; they {waited}."
    if ticket.urgency >= URGENT:
        return f"This is urgent, so more than one of you may be asked; they {waited}."
    if ticket.head:
        return f"Their listener is gone; they {waited} and stand at the head of the line."
    return f"{_known(ticket, listener, related)}; they {waited}."


def _known(ticket: Ticket, listener: Listener, related: Related | None) -> str:
    known = fit(ticket, listener, related)
    if known == 1 and related and fit(ticket, listener) == 0:
        return "You know a topic close to theirs"
    return ("Nobody who knows the topic is free", "You know one of the topics", "You know this topic")[known]
