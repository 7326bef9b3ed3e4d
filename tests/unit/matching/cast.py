"""Tickets and listeners for tests of the policy."""

from datetime import UTC, datetime, timedelta
from typing import Any

from matching import AgeBand, Listener, Rules, ShiftState, Ticket

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
RULES = Rules()
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def ticket(id_: str = "t", *, waited: timedelta = MINUTE, **facts: Any) -> Ticket:
    """An adult who speaks English and wants just to talk, whose page was heard of a moment ago."""
    told: dict[str, Any] = {
        "arrived": NOW - waited,
        "language": "en",
        "topics": ("just-talk",),
        "age_band": AgeBand.ADULT,
        "seen": NOW,
    }
    return Ticket(id=id_, **(told | facts))


def listener(id_: str = "sam", **facts: Any) -> Listener:
    """A ready listener with a free seat who speaks English."""
    told: dict[str, Any] = {
        "name": id_.capitalize(),
        "languages": frozenset({"en"}),
        "topics": frozenset(),
        "state": ShiftState.READY,
    }
    return Listener(id=id_, **(told | facts))
