"""Who is offered to whom, for how long, and what happens step by step to somebody who waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from matching.listeners import Listener
from matching.ranking import fit, may_serve, order
from matching.tickets import Ticket, TicketState


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


class Rung(IntEnum):
    """How far a wait has come."""

    ASKING = 0
    """Listeners are asked one after the other."""
    STANDBY = 1
    """Over five minutes: coordinators are told, stand-by listeners paged."""
    ENDING = 2
    """The honest end: nobody came, other help is named."""
    GONE = 3
    """The seeker's page was silent for too long."""


def rung_of(ticket: Ticket, *, now: datetime, rules: Rules) -> Rung:
    """The step of the ladder on which a waiting ticket stands. No ticket in line is without one."""
    waited = ticket.waited(now)
    if min(now - ticket.seen, waited) >= rules.absent_limit:
        return Rung.GONE
    if waited >= rules.wait_limit:
        return Rung.ENDING
    return Rung.STANDBY if waited >= rules.standby_after else Rung.ASKING


def next_offer(waiting: Sequence[Ticket], on_shift: Sequence[Listener], *, now: datetime, rules: Rules) -> Offer | None:
    """Offer the ticket that ranks first to the listener who serves it best; None when nobody can be offered."""
    for ticket in sorted(waiting, key=order):
        if ticket.state is not TicketState.WAITING or now - ticket.seen > rules.seen_within:
            continue
        able = [one for one in on_shift if _may_be_asked(ticket, one, now=now, rules=rules)]
        if able:
            best = min(able, key=lambda one: _preference(ticket, one, now=now))
            return Offer(
                ticket=ticket,
                listener=best,
                made=now,
                lapses=now + rules.offer,
                why=_why(ticket, best, now=now),
            )
    return None


def _may_be_asked(ticket: Ticket, listener: Listener, *, now: datetime, rules: Rules) -> bool:
    declined = ticket.declined.get(listener.id)
    if declined is not None and now - declined < rules.asked_again_after:
        return False
    return may_serve(ticket, listener, now=now) is None


def _preference(ticket: Ticket, listener: Listener, *, now: datetime) -> tuple[bool, int, float, datetime, str]:
    """Smallest first: not asked before, knows the topic, least loaded, longest idle; the id breaks ties."""
    asked = listener.id in ticket.declined
    load = listener.taken / listener.seats
    return (asked, -fit(ticket, listener), load, listener.idle_since or now, listener.id)


def _why(ticket: Ticket, listener: Listener, *, now: datetime) -> str:
    """The sentence on the offer card."""
    minutes = int(ticket.waited(now).total_seconds() // 60)
    waited = "have just come" if minutes == 0 else f"have waited {minutes} min"
    if ticket.head:
        return f"Their listener is gone; they {waited} and stand at the head of the line."
    known = {
        2: "You know this topic",
        1: "You know one of the topics",
        0: "Nobody who knows the topic is free",
    }
    return f"{known[fit(ticket, listener)]}; they {waited}."
