"""The hours in which people are taken in: by weekday, with days that differ. A moment in, open or shut out.

Hours are those of the clock on the service's wall. A span may run past midnight; it belongs to the day it begins on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

DAY = 24 * 60
AHEAD = 14
"""Days that are looked through for the next opening: a longer pause is announced by hand."""
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")

Span = tuple[int, int]
"""From and until, in minutes after midnight; until is more than a day where it runs into the next one."""
Spans = tuple[Span, ...]
ALL_DAY: Spans = ((0, DAY),)


class NotHours(ValueError):
    """No hours can be read from it."""


def read_hours(text: str) -> Spans:
    """Return the spans of "10:00-14:00, 18:00-02:00", of "always" or of "closed". Raises NotHours."""
    said = text.strip().lower()
    if said in {"always", "24/7"}:
        return ALL_DAY
    if said in {"closed", ""}:
        return ()
    spans = sorted(_span(part) for part in said.split(","))
    if any(second[0] < first[1] for first, second in pairwise(spans)):
        raise NotHours(text)
    return tuple(spans)


def say_hours(spans: Spans) -> str:
    """Return the spans as they are written; what is read from it is the same."""
    if not spans:
        return "closed"
    if spans == ALL_DAY:
        return "always"
    return ", ".join(f"{_clock(begins)}-{_clock(ends if ends == DAY else ends % DAY)}" for begins, ends in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part.strip())
    if found is None:
        raise NotHours(part)
    hour, minute, until_hour, until_minute = (int(one) for one in found.groups())
    begins, ends = hour * 60 + minute, until_hour * 60 + until_minute
    if minute > 59 or until_minute > 59 or begins >= DAY or ends > DAY or begins == ends:  # noqa: PLR2004  # a clock's
        raise NotHours(part)
    return begins, ends if ends > begins else ends + DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """When people are taken in."""

    week: Sequence[Spans] = (ALL_DAY,) * 7
    """By weekday, Monday first."""
    holidays: Mapping[date, Spans] = field(default_factory=dict)
    """Days on which other hours hold than on their weekday."""
    zone: tzinfo = UTC

    def is_open(self, now: datetime) -> bool:
        """Whether people are taken in at this moment."""
        here = now.astimezone(self.zone)
        minute = here.hour * 60 + here.minute
        today = any(begins <= minute < ends for begins, ends in self.hours_of(here.date()))
        yesterday = self.hours_of(here.date() - timedelta(days=1))
        return today or any(minute + DAY < ends for _, ends in yesterday)

    def opens(self, now: datetime) -> datetime | None:
        """Return when it opens next, by the clock on the wall; None where it is open, or no hours come soon."""
        if self.is_open(now):
            return None
        here = now.astimezone(self.zone)
        for ahead in range(AHEAD + 1):
            day = here.date() + timedelta(days=ahead)
            for begins, _ in self.hours_of(day):
                at = datetime.combine(day, time(begins // 60, begins % 60), tzinfo=self.zone)
                if at > here:
                    return at
        return None

    def hours_of(self, day: date) -> Spans:
        """Return the hours that begin on a day."""
        return self.holidays.get(day, self.week[day.weekday()])
