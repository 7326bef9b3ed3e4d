"""How long a period is: a week, or four when few people come. Chosen before the quarter, from published totals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Length = Literal[1, 4]
FOUR: Length = 4
"""Weeks of the longer period."""
WEEKLY_FROM = 100 * 7 * FOUR
"""Visits in four weeks, which is 100 a day: from there on a week is long enough (measured for safety.md 4.2)."""


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """How many visits a four-week period had, as published, and on which day that was."""

    on: date
    visits: int


def quarter_of(day: date) -> date:
    """Return the first day of its calendar quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def decided_length(four_weeks: date, totals: Iterable[PublishedTotal]) -> Length:
    """Return how long the periods are that questions of volume have in these four weeks, which begin on this day.

    Only what was published before the quarter began counts, so that nothing of the quarter decides how it is shown.
    """
    before = [total for total in totals if total.on < quarter_of(four_weeks)]
    newest = max(before, key=lambda total: total.on, default=None)
    return 1 if newest is not None and newest.visits >= WEEKLY_FROM else 4
