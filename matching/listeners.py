"""A listener on shift: seats, languages, topics, clearances and rest. Facts only; `ranking` decides with them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LAPSES_TO_AWAY = 3
"""Offers in a row that may lapse before the listener is put on "away", kindly."""


class ShiftState(StrEnum):
    """What a listener says of their shift."""

    READY = "ready"
    AWAY = "away"
    DRAINING = "draining"
    OFF = "off"


class ListenerTier(StrEnum):
    """How experienced a listener is."""

    PROBATION = "probation"
    FULL = "full"
    CRISIS = "crisis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A listener on shift. `taken` counts open chats and offers that stand: each holds a seat."""

    id: str
    name: str
    languages: frozenset[str]
    topics: frozenset[str]
    """The topics taken tonight: a bonus in matching, never a gate."""
    opted_out: frozenset[str] = frozenset()
    """Topics this listener does not take: a gate."""
    seats: int = 1
    taken: int = 0
    tier: ListenerTier = ListenerTier.FULL
    cleared_for_minors: bool = False
    state: ShiftState = ShiftState.OFF
    suspended: bool = False
    burst: bool = False
    """Agreed to take one urgent ticket over their seats."""
    in_crisis: bool = False
    """A chat of theirs is at HIGH or above: no second one beside it, and no burst seat."""
    resting_until: datetime | None = None
    """Wrap-up or break: no offers before this."""
    duty_ends: datetime | None = None
    """The hours of a day or a week are used up: no offers from here on."""
    idle_since: datetime | None = None

    @property
    def room(self) -> int:
        """How many seats this listener has at the moment."""
        return min(self.seats, 1) if self.in_crisis else self.seats

    def rests(self, now: datetime) -> bool:
        """Whether a pause after a chat, or a break, is still running; or the day's hours are used up."""
        if self.duty_ends is not None and now >= self.duty_ends:
            return True
        return self.resting_until is not None and now < self.resting_until
