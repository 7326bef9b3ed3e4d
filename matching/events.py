"""What the matcher is told, and what it decides: plain frozen values, so that a log of them can be played again.

An offer is named by its ticket and its listener: the two never have more than one offer between them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matching.listeners import Listener
from matching.offers import Offer
from matching.tickets import Ticket


@dataclass(frozen=True, slots=True)
class TicketJoined:
    """Somebody stands in line: new, or again (a listener lost or changed: then `head` and `since` are on the ticket).

    `connected` says that the page holds a connection: it counts as seen until `SeekerAbsent`. Without it the ticket's
    `seen` counts, and each later `SeekerSeen`.
    """

    ticket: Ticket
    connected: bool = False


@dataclass(frozen=True, slots=True)
class TicketChanged:
    """A fact of a waiting ticket is another one: urgency, topics, age band, blocks."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class TicketGone:
    """The ticket left the line: the seeker left, was matched elsewhere, or the wait was ended."""

    ticket: str


@dataclass(frozen=True, slots=True)
class SeekerSeen:
    """The seeker's page was heard of."""

    ticket: str
    connected: bool = False


@dataclass(frozen=True, slots=True)
class SeekerAbsent:
    """The seeker's page is not there. The place is kept."""

    ticket: str


@dataclass(frozen=True, slots=True)
class ListenerOn:
    """A listener is on shift. `taken` counts what they hold already: chats and offers that stand."""

    listener: Listener


@dataclass(frozen=True, slots=True)
class ListenerChanged:
    """A fact of a listener on shift is another one. Seats taken stay the matcher's own count, as lapses always are."""

    listener: Listener


@dataclass(frozen=True, slots=True)
class ListenerOff:
    """The listener is off shift."""

    listener: str


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """The listener holds a seat that no offer of ours gave: a chat was reopened."""

    listener: str


@dataclass(frozen=True, slots=True)
class SeatFreed:
    """A chat of the listener is over."""

    listener: str


@dataclass(frozen=True, slots=True)
class BreakOver:
    """The listener says that the pause is over before its time."""

    listener: str


@dataclass(frozen=True, slots=True)
class OfferStands:
    """After a full re-read: this offer was made before, and its seat is counted in `taken` already."""

    ticket: str
    listener: str
    lapses: datetime


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    """The listener takes the ticket: the offer's seat is the chat's now."""

    ticket: str
    listener: str


@dataclass(frozen=True, slots=True)
class OfferPassed:
    """The listener passes it on. That costs nothing."""

    ticket: str
    listener: str


@dataclass(frozen=True, slots=True)
class OfferLapsed:
    """The offer's time ran out. The matcher notices by itself too; to be told twice does no harm."""

    ticket: str
    listener: str


@dataclass(frozen=True, slots=True)
class OfferWithdrawn:
    """The offer was taken back, or the store refused it: nobody declined."""

    ticket: str
    listener: str


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened but time."""


Event = (
    TicketJoined
    | TicketChanged
    | TicketGone
    | SeekerSeen
    | SeekerAbsent
    | ListenerOn
    | ListenerChanged
    | ListenerOff
    | SeatTaken
    | SeatFreed
    | BreakOver
    | OfferStands
    | OfferAccepted
    | OfferPassed
    | OfferLapsed
    | OfferWithdrawn
    | TimePassed
)


class Withdrawal(StrEnum):
    """Why an offer is taken back."""

    QUICKER = "somebody was quicker"
    LATE = "late"
    LEFT = "left"
    ABSENT = "absent"
    NOT_YOURS = "no longer fits"


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take an offer back; thank the listener when somebody was quicker."""

    ticket: str
    listener: str
    reason: Withdrawal


@dataclass(frozen=True, slots=True)
class PutAway:
    """Three offers in a row went by: put the listener on away, kindly."""

    listener: str


@dataclass(frozen=True, slots=True)
class PageStandby:
    """Page stand-by listeners who could take this ticket, and tell the coordinators."""

    ticket: str
    why: str


@dataclass(frozen=True, slots=True)
class EndWait:
    """End the wait honestly, with other help; or, `absent`, forget who has not been there for long. Out of the line."""

    ticket: str
    absent: bool = False


Decision = Offer | Withdraw | PutAway | PageStandby | EndWait
