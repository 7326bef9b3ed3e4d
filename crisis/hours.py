"""When a line answers, as the directory writes it: "24/7", "daily 09:00-21:00", "Mon-Fri 09:00-17:00; Sat 10:00-14:00".

A time after midnight belongs to the day on which it began. What is written otherwise is not understood, and then
nobody is told that a line is open or closed.
"""

import re
from datetime import datetime, timedelta

ALWAYS = "24/7"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = "|".join(_DAYS)
_SPAN = re.compile(rf"(?:daily|({_DAY})(?:-({_DAY}))?) ([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def understood(hours: str) -> bool:
    """Whether these hours can be compared with a clock."""
    return hours == ALWAYS or bool(_spans(hours))


def is_open(hours: str, local: datetime) -> bool | None:
    """Whether a line with these hours answers at this local time; None where they are not understood."""
    if hours == ALWAYS:
        return True
    spans = _spans(hours)
    return any(_within(span, local) for span in spans) if spans else None


def _spans(hours: str) -> list[re.Match[str]]:
    """Every part of the hours, or nothing when one of them is not understood."""
    found = [_SPAN.fullmatch(part) for part in hours.split("; ")]
    spans = [span for span in found if span]
    return spans if len(spans) == len(found) else []


def _within(span: re.Match[str], local: datetime) -> bool:
    first, last, *clock = span.groups()
    opens, closes = (timedelta(hours=int(hour), minutes=int(minute)) for hour, minute in (clock[:2], clock[2:]))
    into_day = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    if closes <= opens:
        closes += timedelta(days=1)
    days = _run(first, last)
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    late = into_day + timedelta(days=1)
    return (today in days and opens <= into_day < closes) or (yesterday in days and opens <= late < closes)


def _run(first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return frozenset(range(7))
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))
