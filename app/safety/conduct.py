"""How cues add up: over the last messages of one author, and over a listener's chats of a week. Counts, never words.

Stages of grooming come in any order, so that what counts is which of them appear together. A score calls a person to
look; it decides nothing.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.safety.cues import Cue

WINDOW = 20
"""Messages of one author over which cues are seen together."""
_WEIGHTS = {
    Cue.PROBING: 1.0, Cue.LOCATION: 1.5, Cue.SECRECY: 2.0, Cue.ELSEWHERE: 2.0, Cue.IMAGE: 4.0, Cue.SEXUAL: 5.0,
    Cue.MEETING: 4.0, Cue.MONEY: 4.0, Cue.FLATTERY: 0.5, Cue.RETURN: 1.0, Cue.INSULT: 1.0, Cue.THREAT: 3.0,
}  # fmt: skip
LISTENER = 3.0
"""What a listener says weighs this much more: they are the one who is trusted."""
TOGETHER = 12.0
"""Score of one window from which a coordinator is alerted."""
_BANDS = ((6.0, "low"), (18.0, "some"))
_WEEKS = 12


class Band(StrEnum):
    """A listener's week, as coordinators see it."""

    NONE = "none"
    LOW = "low"
    SOME = "some"
    MUCH = "much"


def score(groups: Collection[Cue], *, listener: bool) -> float:
    """Weigh cues that stand close together: two kinds count half as much again, three or more double."""
    kinds = set(groups)
    together = (1.0, 1.0, 1.5, 2.0)[min(3, len(kinds))]
    return sum(_WEIGHTS[kind] for kind in kinds) * together * (LISTENER if listener else 1.0)


@dataclass(slots=True)
class Conduct:
    """One listener's score of each week, over all of their chats."""

    weeks: deque[tuple[date, float]] = field(default_factory=lambda: deque(maxlen=_WEEKS))

    def add(self, weight: float, *, day: date) -> None:
        """Add to the week of this day."""
        week = _week(day)
        before = self.weeks.pop()[1] if self.weeks and self.weeks[-1][0] == week else 0.0
        self.weeks.append((week, before + weight))

    def band(self, day: date) -> Band:
        """Say how much there was in the week of this day."""
        return band_of(next((score for week, score in self.weeks if week == _week(day)), 0.0))


def band_of(total: float) -> Band:
    """Return the band of a week's sum."""
    if not total:
        return Band.NONE
    return Band(next((name for below, name in _BANDS if total < below), Band.MUCH))


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())
