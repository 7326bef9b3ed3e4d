"""A made-up year of finished tickets, whose attributes hang together as they do in life: nights are darker, long waits
make people leave, some topics are rarely only talk, a good chat lifts. Drawn from a seed; nobody is behind any of it.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, get_args

from app.clock import Chance, repeatable
from app.publishing import Grouped
from app.records import bands
from app.records.bands import four_weeks_of
from app.records.stage import StageRow

FIRST = four_weeks_of(date(2025, 11, 24))
WEEKS = 52
TOPICS: tuple[bands.TopicGroup, ...] = get_args(bands.TopicGroup)
CRISIS = {"harm": 0.45, "mood": 0.18, "grief": 0.08, "loneliness": 0.06, "identity": 0.09, "body": 0.05}
"""How likely a crisis is, by topic; 2 % elsewhere."""
HEAVY, YOUNG = {"harm", "mood", "grief"}, {"family", "identity", "harm"}
BLOCKS = (0.14, 0.05, 0.09, 0.17, 0.25, 0.30)
"""Most come in the evening, and some at night."""
DARKER = tuple(often * by for often, by in zip(BLOCKS, (1.8, 1.6, 0.8, 0.7, 0.9, 1.1), strict=True))
LANGUAGES = (0.55, 0.18, 0.1, 0.08, 0.05, 0.04)
ENDINGS: tuple[tuple[float, bands.Outcome], ...] = (
    (0.70, "completed"),
    (0.88, "left_chat"),
    (0.93, "transferred"),
    (0.97, "safety_end"),
    (0.99, "redirected"),
    (1.0, "system_fail"),
)
CHATS_A_WEEK = 16
"""Of one listener, about: some do far more, some hardly any."""
NOBODY = -1


@dataclass(frozen=True, slots=True)
class MadeWeek:
    """One week's finished tickets."""

    week: date
    rows: Sequence[StageRow]
    """As they stand in the stage."""
    listeners: Sequence[int]
    """Who had each chat, by number, or NOBODY. It is in no table beside the rest, only each listener's own counts."""

    def __len__(self) -> int:
        return len(self.rows)

    def grouped(self, first: str, second: str) -> Grouped:
        """Return how many have which two values."""
        return Counter((str(getattr(one, first)), str(getattr(one, second))) for one in self.rows)

    def held(self) -> dict[int, tuple[int, int]]:
        """Return how many chats each listener had, and how many of them with somebody in a crisis."""
        pairs = [(who, row) for who, row in zip(self.listeners, self.rows, strict=True) if who != NOBODY]
        chats = Counter(who for who, _ in pairs)
        crises = Counter(who for who, row in pairs if row.risk_band == "crisis")
        return {who: (n, crises[who]) for who, n in sorted(chats.items())}

    def without(self, nth: int) -> "MadeWeek":
        """Return the same week, had one visit not been."""
        rows, listeners = list(self.rows), list(self.listeners)
        del rows[nth], listeners[nth]
        return MadeWeek(self.week, rows, listeners)


def made_year(per_day: int, *, seed: int = 1, first: date = FIRST, weeks: int = WEEKS) -> Iterator[MadeWeek]:
    """Draw a year, week by week: busier in winter, and with more people as it goes on."""
    chance = repeatable(seed)
    for nth in range(weeks):
        season = 1 + 0.15 * math.cos(2 * math.pi * nth / 52) + 0.1 * (nth / weeks - 0.5)
        about = per_day * 7 * season
        yield made_week(chance, first + timedelta(weeks=nth), max(0, round(chance.gauss(about, about**0.5))), per_day)


def made_week(chance: Chance, week: date, n: int, per_day: int) -> MadeWeek:
    """Draw one week of so many."""
    often = [1 / place for place in range(1, len(TOPICS) + 1)]
    busy = [chance.gammavariate(1.5, 1) for _ in range(max(6, round(per_day * 7 / CHATS_A_WEEK)))]
    rows = [_visit(chance, week, topic, per_day) for topic in chance.choices(TOPICS, often, k=n)]
    team = chance.choices(range(len(busy)), busy, k=n)
    return MadeWeek(
        week, rows, [who if row.duration_band != "none" else NOBODY for who, row in zip(team, rows, strict=True)]
    )


def _visit(chance: Chance, week: date, topic: bands.TopicGroup, per_day: int) -> StageRow:
    heavy = topic in HEAVY
    block = chance.choices(range(6), DARKER if heavy else BLOCKS)[0]
    dark = block < 2  # noqa: PLR2004  # the two blocks after midnight
    crisis = chance.random() < CRISIS.get(topic, 0.02) * (1.5 if dark else 0.9)
    risk: bands.RiskBand = "crisis" if crisis else "elevated" if chance.random() < 0.12 + 0.2 * heavy else "none"
    scarce = 1 + 1.2 * dark + (0.5 if per_day < 100 else 0.0)  # noqa: PLR2004  # a small service has gaps
    minutes = chance.gammavariate(0.9, 4.5 * scarce) * (0.5 if crisis else 1.0)
    outcome = _ending(chance, minutes)
    lasted = chance.gammavariate(2.2, 11) * (0.3 if outcome == "left_chat" else 1.0)
    age = chance.random() + 0.15 * (topic in YOUNG)
    said: dict[str, Any] = {"duration_band": "none", "messages_band": "0", "mood_change": "unknown"}
    said["listener_tier"] = "none"
    if outcome not in {"left_queue", "redirected"}:
        said = {
            "duration_band": get_args(bands.DurationBand)[1:][bisect_right((5, 15, 30, 60), lasted)],
            "messages_band": get_args(bands.MessagesBand)[bisect_left((0, 10, 40, 100), lasted * 2.2)],
            "mood_change": _mood(chance, outcome, lasted, crisis=crisis),
            "listener_tier": chance.choice(("full", "crisis") if crisis else ("probation", "full", "crisis")),
        }
    return StageRow(
        week=week,
        block=block,
        topic_group=topic,
        language_group=chance.choices(get_args(bands.LanguageGroup), LANGUAGES)[0],
        age_band="adult" if age < 0.7 else "undeclared" if age < 0.88 else "minor",  # noqa: PLR2004  # shares
        wait_band=get_args(bands.WaitBand)[bisect_right((1, 3, 10, 30), minutes)],
        outcome=outcome,
        risk_band=risk,
        **said,
    )


def _ending(chance: Chance, minutes: float) -> bands.Outcome:
    if chance.random() < min(0.01 + 0.014 * minutes, 0.7):
        return "left_queue"
    drawn = chance.random()
    return next(outcome for below, outcome in ENDINGS if drawn < below)


def _mood(chance: Chance, outcome: str, lasted: float, *, crisis: bool) -> str:
    done = outcome == "completed"
    if chance.random() >= (0.62 if done else 0.2):
        return "unknown"
    lift = chance.gauss(0.9, 1.0) - 0.5 * crisis - 0.7 * (not done) + 0.01 * lasted
    return "worse" if lift < -0.4 else "same" if lift < 0.4 else "better"  # noqa: PLR2004  # a standard deviation's parts
