"""The honest place in line, and a range for the wait from the service's own recent past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from matching.listeners import Listener
from matching.ranking import may_ever_serve, order
from matching.tickets import Ticket

ENOUGH = 5
"""Fewer recent waits than this say nothing honest about the next one."""


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


def place_of(
    ticket: Ticket, line: Sequence[Ticket], on_shift: Sequence[Listener], recent: Sequence[timedelta]
) -> Place:
    """Count only who stands before this ticket for a listener who may take it."""
    eligible = [one for one in on_shift if may_ever_serve(ticket, one) is None]
    mine = order(ticket)
    ahead = sum(1 for other in line if other.in_line and order(other) < mine and _competes(other, ticket, eligible))
    low, high = wait_range(recent) if eligible else (None, None)
    return Place(position=ahead + 1, eligible=len(eligible), low=low, high=high)


def wait_range(recent: Sequence[timedelta]) -> tuple[timedelta | None, timedelta | None]:
    """The middle eight tenths of the recent waits."""
    if len(recent) < ENOUGH:
        return (None, None)
    ordered = sorted(recent)
    last = len(ordered) - 1
    return (ordered[last // 10], ordered[last - last // 10])


def _competes(other: Ticket, ticket: Ticket, eligible: Sequence[Listener]) -> bool:
    if not eligible:
        return other.language == ticket.language
    return any(may_ever_serve(other, one) is None for one in eligible)
