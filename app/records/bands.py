"""The coarse words that a finished ticket is kept as, and how exact facts become them.

These bands are the whole of what outlives a session (with its week and four-hour block); each is wide on purpose.
"""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from typing import Literal, get_args

TopicGroup = Literal[
    "light",
    "mood",
    "loneliness",
    "grief",
    "relationships",
    "family",
    "work",
    "money",
    "body",
    "identity",
    "harm",
    "other",
]
LanguageGroup = Literal["en", "es", "fr", "pt", "ar", "other"]
AgeGroup = Literal["adult", "minor", "undeclared"]
WaitBand = Literal["<1", "1-3", "3-10", "10-30", "30+"]
DurationBand = Literal["none", "<5", "5-15", "15-30", "30-60", "60+"]
MessagesBand = Literal["0", "1-10", "11-40", "41-100", "101+"]
Outcome = Literal["completed", "left_queue", "redirected", "left_chat", "safety_end", "transferred", "system_fail"]
RiskBand = Literal["none", "elevated", "crisis"]
MoodChange = Literal["worse", "same", "better", "unknown"]
ListenerTier = Literal["none", "probation", "full", "crisis"]

COUNTED: dict[str, tuple[str, ...]] = {
    "block": tuple("012345"),
    "topic_group": get_args(TopicGroup),
    "wait_band": get_args(WaitBand),
    "outcome": get_args(Outcome),
    "risk_band": get_args(RiskBand),
    "mood_change": get_args(MoodChange),
}
"""Every value of the columns that are counted and published."""

_LANGUAGES: tuple[LanguageGroup, ...] = get_args(LanguageGroup)
_WAITS: tuple[WaitBand, ...] = get_args(WaitBand)
_DURATIONS: tuple[DurationBand, ...] = get_args(DurationBand)
_MESSAGES: tuple[MessagesBand, ...] = get_args(MessagesBand)
_RISKS: tuple[RiskBand, ...] = get_args(RiskBand)

_MINUTE = timedelta(minutes=1)
_FIRST_MONDAY = date(1970, 1, 5)
_BLOCK_HOURS = 4


def language_group(language: str) -> LanguageGroup:
    """The five largest languages stand for themselves, whatever their region; the rest are one."""
    primary = language.partition("-")[0]
    return next((group for group in _LANGUAGES if group == primary), "other")


def age_group(band: str) -> AgeGroup:
    """Adult, minor or undeclared, from the age band of the intake."""
    if band in {"adult", "undeclared"}:
        return "adult" if band == "adult" else "undeclared"
    return "minor"


def wait_band(waited: timedelta) -> WaitBand:
    """How long somebody waited, in minutes."""
    return _WAITS[bisect_right((1, 3, 10, 30), waited / _MINUTE)]


def duration_band(lasted: timedelta | None) -> DurationBand:
    """How long the chat lasted, in minutes; None means that there was none."""
    return "none" if lasted is None else _DURATIONS[1 + bisect_right((5, 15, 30, 60), lasted / _MINUTE)]


def messages_band(count: int) -> MessagesBand:
    """How many messages there were, both sides together."""
    return _MESSAGES[bisect_left((0, 10, 40, 100), count)]


def risk_band(tier: int) -> RiskBand:
    """The highest tier of the session: up to WATCH (1) is none, ELEVATED (2) is elevated, above is crisis."""
    return _RISKS[bisect_left((1, 2), tier)]


def mood_change(before: int | None, after: int | None) -> MoodChange:
    """From two answers on the intake's scale: 1 is all right, 5 is unbearable."""
    if before is None or after is None:
        return "unknown"
    if after == before:
        return "same"
    return "better" if after < before else "worse"


def week_of(day: date) -> date:
    """The Monday of its ISO week."""
    return day - timedelta(days=day.weekday())


def block_of(moment: datetime) -> int:
    """Which of the day's six four-hour blocks it falls in, by the moment's own clock."""
    return moment.hour // _BLOCK_HOURS


def block_end(moment: datetime) -> datetime:
    """When the four-hour block around this moment ends."""
    start = moment.replace(hour=block_of(moment) * _BLOCK_HOURS, minute=0, second=0, microsecond=0)
    return start + timedelta(hours=_BLOCK_HOURS)


def four_weeks_of(week: date) -> date:
    """The Monday on which its four-week period begins, counted from Monday 1970-01-05."""
    return week - timedelta(days=(week - _FIRST_MONDAY).days % 28)
