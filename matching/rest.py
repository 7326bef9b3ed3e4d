"""How long a listener may be on duty: four hours in a day and sixteen in a week, counted by the hour.

Four and sixteen are what a large text line asks of its volunteers. Whole hours are counted as soon as a part of them
lies within the span, so that the rule errs on the side of rest. It decides nothing about who counts the time.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
IN_A_DAY, IN_A_WEEK = timedelta(hours=4), timedelta(hours=16)
WORTH_COMING_FOR = timedelta(minutes=30)
"""Duty that must be left before a rested listener is told to come back."""

Worked = Mapping[datetime, timedelta]
"""The time on duty within each hour, by the moment at which the hour began."""


def duty_left(worked: Worked, now: datetime) -> timedelta:
    """How much longer this listener may be on duty, from now on."""
    left = min(IN_A_DAY - _within(worked, DAY, now), IN_A_WEEK - _within(worked, WEEK, now))
    return max(left, timedelta(0))


def back_at(worked: Worked, now: datetime) -> datetime:
    """When there is duty left again that is worth coming for; `now` where there is."""
    gone = sorted({hour + HOUR + span for hour in worked for span in (DAY, WEEK)})
    moments = (now, *(moment for moment in gone if moment > now))
    return next(moment for moment in moments if duty_left(worked, moment) >= WORTH_COMING_FOR)


def worked_more(worked: Worked, spent: timedelta, *, until: datetime) -> dict[datetime, timedelta]:
    """Add a stretch of duty that ended at `until`, hour by hour, and drop what no span reaches any more."""
    more = dict(worked)
    while spent > timedelta(0):
        hour = until.replace(minute=0, second=0, microsecond=0)
        hour = hour - HOUR if hour == until else hour
        part = min(spent, until - hour)
        more[hour] = more.get(hour, timedelta(0)) + part
        spent, until = spent - part, until - part
    return {hour: time for hour, time in more.items() if hour + HOUR > until - WEEK}


def _within(worked: Worked, span: timedelta, now: datetime) -> timedelta:
    return sum((time for hour, time in worked.items() if hour + HOUR > now - span), timedelta(0))
