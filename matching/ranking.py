"""Who may serve whom, how well, and who comes first. Hard filters first; then the index, weighed by `Policy`."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum

from matching.listeners import Listener, ListenerTier, ShiftState
from matching.tickets import Ticket

EVERYBODY_TAKES = "just-talk"
"""The topic that every listener serves."""

ELEVATED = 2
"""From this urgency up a second of waiting counts for more."""

URGENT = 3
"""From this urgency up a ticket stands at the head, and never goes to a listener on probation."""

Related = Mapping[str, frozenset[str]]
"""Which other topics come close to a topic."""


class Refusal(StrEnum):
    """Why a listener may not serve a ticket. The first that holds is given."""

    NOT_READY = "not ready"
    SUSPENDED = "suspended"
    NO_SEAT = "no seat free"
    RESTING = "on a break"
    LANGUAGE = "does not speak the language"
    NOT_CLEARED = "not cleared for minors"
    OPTED_OUT = "does not take the topic"
    BLOCKED = "never again with this seeker"
    PROBATION = "on probation"


class Standing(IntEnum):
    """The classes of the line. A class comes before all that follow, but for the share of the oldest."""

    URGENT = 0
    HEAD = 1
    ELEVATED = 2
    ORDINARY = 3


def may_ever_serve(ticket: Ticket, listener: Listener) -> Refusal | None:
    """Whether this pair is possible at all, apart from seats and rest. None means yes."""
    if listener.state is not ShiftState.READY:
        return Refusal.NOT_READY
    if listener.suspended:
        return Refusal.SUSPENDED
    if ticket.language not in listener.languages:
        return Refusal.LANGUAGE
    if ticket.age_band.needs_clearance and not listener.cleared_for_minors:
        return Refusal.NOT_CLEARED
    if not listener.opted_out.isdisjoint(ticket.topics):
        return Refusal.OPTED_OUT
    if listener.id in ticket.blocked or listener.id in ticket.apart:
        return Refusal.BLOCKED
    if ticket.urgency >= URGENT and listener.tier is ListenerTier.PROBATION:
        return Refusal.PROBATION
    return None


def may_serve(ticket: Ticket, listener: Listener, *, now: datetime) -> Refusal | None:
    """Whether this listener may be offered this ticket now, on one of their own seats. None means yes."""
    if listener.taken >= listener.room:
        return Refusal.NO_SEAT
    if listener.rests(now):
        return Refusal.RESTING
    return may_ever_serve(ticket, listener)


def may_burst(ticket: Ticket, listener: Listener, *, now: datetime) -> Refusal | None:
    """Whether an urgent ticket may have this listener's one seat over the usual. None means yes."""
    if ticket.urgency < URGENT or not listener.burst or listener.in_crisis or listener.taken > listener.seats:
        return Refusal.NO_SEAT
    return Refusal.RESTING if listener.rests(now) else may_ever_serve(ticket, listener)


def standing(ticket: Ticket) -> Standing:
    """The class of the line in which a ticket stands."""
    if ticket.urgency >= URGENT:
        return Standing.URGENT
    if ticket.head:
        return Standing.HEAD
    return Standing.ELEVATED if ticket.urgency >= ELEVATED else Standing.ORDINARY


def order(ticket: Ticket) -> tuple[Standing, datetime, str]:
    """The sort key of the line as a seeker is told it: urgent, the head, the longest wait; the id breaks ties."""
    return (min(standing(ticket), Standing.ELEVATED), ticket.since or ticket.arrived, ticket.id)


def fit(ticket: Ticket, listener: Listener, related: Related | None = None) -> int:
    """How well the listener knows what it is about: 2 the first topic, 1 another or a related one, 0 none."""
    best = 0
    for rank, topic in enumerate(ticket.topics):
        if topic == EVERYBODY_TAKES or topic in listener.topics:
            return 2 if rank == 0 else 1
        if rank == 0 and related and not listener.topics.isdisjoint(related.get(topic, ())):
            best = 1
    return best
