"""Who may serve whom, and who comes first. Hard filters first; then the longest wait.

The policy proper (urgency, topic as a bonus, load, scarcity) takes its seat in `order` and `fit`.
"""

from datetime import datetime
from enum import StrEnum

from matching.listeners import Listener, ListenerTier, ShiftState
from matching.tickets import Ticket

EVERYBODY_TAKES = "just-talk"
"""The topic that every listener serves."""

URGENT = 3
"""From this urgency up a ticket never goes to a listener on probation."""


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
    if any(topic in listener.opted_out for topic in ticket.topics):
        return Refusal.OPTED_OUT
    if listener.id in ticket.blocked:
        return Refusal.BLOCKED
    if ticket.urgency >= URGENT and listener.tier is ListenerTier.PROBATION:
        return Refusal.PROBATION
    return None


def may_serve(ticket: Ticket, listener: Listener, *, now: datetime) -> Refusal | None:
    """Whether this listener may be offered this ticket now. None means yes."""
    if listener.taken >= listener.seats:
        return Refusal.NO_SEAT
    if listener.rests(now):
        return Refusal.RESTING
    return may_ever_serve(ticket, listener)


def order(ticket: Ticket) -> tuple[bool, datetime, str]:
    """The sort key of the line, smallest first: the head of the line, then the longest wait; the id breaks ties."""
    return (not ticket.head, ticket.arrived, ticket.id)


def fit(ticket: Ticket, listener: Listener) -> int:
    """How well the listener knows what it is about: 2 the first topic, 1 another, 0 none."""
    for rank, topic in enumerate(ticket.topics):
        if topic == EVERYBODY_TAKES or topic in listener.topics:
            return 2 if rank == 0 else 1
    return 0
