"""The honest place in line, and a range for the wait from the service's own recent past and who is on shift.

The range looks for those who came into a like crowd: as many before them for as many seats. Eight of ten waited between
its two ends. Nothing is shown when nobody eligible is on shift, or when the past is too short to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from matching.listeners import Listener
from matching.ranking import URGENT, Standing, may_ever_serve, order, standing
from matching.tickets import Ticket

ENOUGH = 5
"""Fewer recent waits than this say nothing honest about the next one."""
LIKE = 100
"""How many of the past, those in the most similar crowd, make the range."""
ENOUGH_LIKE = 20
"""Fewer pasts with their crowd than this: the plain recent waits must do."""
KEPT = 1000
"""How much of the past is worth keeping: at twenty chats an hour more than a day, on a busy evening an hour."""
ELEVATED_SHARE = 0.25
"""Of those before them, an elevated ticket waits for this share: its wait counts four times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ticket stands among those who wait for the same listeners."""

    position: int
    """1 is next."""
    eligible: int
    """Listeners on shift who may take this ticket, now or later."""
    low: timedelta | None
    high: timedelta | None
    """Most recent waits lay between these; None when nobody is on shift or too little is known."""


@dataclass(frozen=True, slots=True)
class Past:
    """Somebody who was matched: how crowded it was for them when they joined, and how long they waited."""

    crowd: float
    waited: timedelta


def place_of(
    ticket: Ticket,
    line: Sequence[Ticket],
    on_shift: Sequence[Listener],
    recent: Sequence[timedelta],
    past: Sequence[Past] = (),
) -> Place:
    """Count only who stands before this ticket for a listener who may take it.

    `past` is oldest first, at most `KEPT`. Without enough of it the last hour's waits, `recent`, make the range.
    """
    eligible = [one for one in on_shift if may_ever_serve(ticket, one) is None]
    return _place(ticket, _before(ticket, line, eligible), eligible, recent, past)


def places_of(
    line: Sequence[Ticket], on_shift: Sequence[Listener], recent: Sequence[timedelta], past: Sequence[Past] = ()
) -> dict[str, Place]:
    """Return everybody's place at once: the same as `place_of` for each, at a cost that grows with the line only.

    Tickets that the same listeners may take are one kind; who stands before whom is counted by kinds.
    """
    kinds: dict[tuple[object, ...], _Kind] = {}
    places = {}
    for ticket in sorted((one for one in line if one.in_line), key=order):
        alike = (
            ticket.language,
            ticket.age_band.needs_clearance,
            ticket.topics,
            ticket.blocked,
            ticket.urgency >= URGENT,
        )
        if alike not in kinds:
            eligible = [one for one in on_shift if may_ever_serve(ticket, one) is None]
            kinds[alike] = _Kind(ticket.language, eligible, frozenset(one.id for one in eligible))
        mine = kinds[alike]
        before = sum(other.ahead for other in kinds.values() if other.ahead and _meet(other, mine))
        places[ticket.id] = _place(ticket, before, mine.eligible, recent, past)
        mine.ahead += 1
    return places


@dataclass(slots=True)
class _Kind:
    """Tickets that the same listeners may take, and how many of them stand before whoever is looked at."""

    language: str
    eligible: list[Listener]
    ids: frozenset[str]
    ahead: int = 0


def _meet(other: _Kind, mine: _Kind) -> bool:
    return not other.ids.isdisjoint(mine.ids) if mine.ids else other.language == mine.language


def _place(
    ticket: Ticket, before: int, eligible: Sequence[Listener], recent: Sequence[timedelta], past: Sequence[Past]
) -> Place:
    low, high = (None, None)
    if eligible:
        if len(past) >= ENOUGH_LIKE:
            low, high = range_like(past, _crowd(ticket, before, eligible))
        else:
            low, high = wait_range(recent)
    return Place(position=before + 1, eligible=len(eligible), low=low, high=high)


def crowd_of(ticket: Ticket, line: Sequence[Ticket], on_shift: Sequence[Listener]) -> float | None:
    """How many must be served first, per seat that may serve this ticket; to be noted when it joins, for `Past`."""
    eligible = [one for one in on_shift if may_ever_serve(ticket, one) is None]
    return _crowd(ticket, _before(ticket, line, eligible), eligible) if eligible else None


def range_like(past: Sequence[Past], crowd: float) -> tuple[timedelta, timedelta]:
    """The middle eight tenths of those who came into the most similar crowd; of equals the latest."""
    numbered = [(abs(one.crowd - crowd), -number, one.waited) for number, one in enumerate(past)]
    waits = sorted(waited for _, _, waited in sorted(numbered)[:LIKE])
    side = max(0, round((len(waits) + 1) / 10) - 1)
    return (waits[side], waits[-1 - side])


def wait_range(recent: Sequence[timedelta]) -> tuple[timedelta | None, timedelta | None]:
    """The middle eight tenths of the recent waits."""
    if len(recent) < ENOUGH:
        return (None, None)
    ordered = sorted(recent)
    last = len(ordered) - 1
    return (ordered[last // 10], ordered[last - last // 10])


def _before(ticket: Ticket, line: Sequence[Ticket], eligible: Sequence[Listener]) -> int:
    mine = order(ticket)
    return sum(1 for other in line if other.in_line and order(other) < mine and _competes(other, ticket, eligible))


def _crowd(ticket: Ticket, before: int, eligible: Sequence[Listener]) -> float:
    """0 when a seat is free for them or they are urgent; else people per seat."""
    seats = sum(max(1, one.seats) for one in eligible)
    free = sum(max(0, one.room - one.taken) for one in eligible)
    place = standing(ticket)
    if place <= Standing.HEAD or free > before:
        return 0.0
    share = ELEVATED_SHARE if place is Standing.ELEVATED else 1.0
    return ((before - free) * share + 1) / seats


def _competes(other: Ticket, ticket: Ticket, eligible: Sequence[Listener]) -> bool:
    if not eligible:
        return other.language == ticket.language
    return any(may_ever_serve(other, one) is None for one in eligible)
