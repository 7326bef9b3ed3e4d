"""A made-up year of finished tickets, whose attributes hang together as they do in life: nights are darker, long waits
make people leave, some topics are rarely only talk, a good chat lifts. Drawn from a seed; nobody is behind any of it.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from app.publishing import Grouped
from app.records import bands
from app.records.bands import four_weeks_of
from app.records.stage import StageRow

Words = NDArray[Any]
FIRST = four_weeks_of(date(2025, 11, 24))
WEEKS = 52
COLUMNS = tuple(one.name for one in fields(StageRow) if one.name != "week")
CRISIS = {"harm": 0.45, "mood": 0.18, "grief": 0.08, "loneliness": 0.06, "identity": 0.09, "body": 0.05}
"""How likely a crisis is, by topic; 2 % elsewhere."""
BLOCKS = (0.14, 0.05, 0.09, 0.17, 0.25, 0.30)
"""Most come in the evening, and some at night."""
CHATS_A_WEEK = 16
"""Of one listener, about: some do far more, some hardly any."""


@dataclass(frozen=True, slots=True)
class MadeWeek:
    """One week's finished tickets, a column each."""

    week: date
    columns: Mapping[str, Words]
    listeners: Words
    """Who had each chat, by number; -1: nobody. It is in no table beside the rest, only each listener's own counts."""

    def __len__(self) -> int:
        return len(self.columns["block"])

    def grouped(self, first: str, second: str) -> Grouped:
        """Return how many have which two values."""
        pairs = zip(self.columns[first].tolist(), self.columns[second].tolist(), strict=True)
        return Counter((str(one), str(other)) for one, other in pairs)

    def held(self) -> dict[int, tuple[int, int]]:
        """Return how many chats each listener had, and how many of them with somebody in a crisis."""
        crises = self.columns["risk_band"] == "crisis"
        talked = self.listeners[self.listeners >= 0]
        return {
            int(one): (int((self.listeners == one).sum()), int(((self.listeners == one) & crises).sum()))
            for one in np.unique(talked)
        }

    def rows(self) -> list[StageRow]:
        """Return them as they stand in the stage."""
        named = (
            dict(zip(COLUMNS, row, strict=True))
            for row in zip(*(self.columns[one].tolist() for one in COLUMNS), strict=True)
        )
        return [StageRow(week=self.week, **(row | {"block": int(row["block"])})) for row in named]


def made_year(per_day: int, *, seed: int = 1, first: date = FIRST, weeks: int = WEEKS) -> Iterator[MadeWeek]:
    """Draw a year, week by week: busier in winter, and with more people as it goes on."""
    chance = np.random.default_rng(seed)
    for nth in range(weeks):
        season = 1 + 0.15 * math.cos(2 * math.pi * nth / 52) + 0.1 * (nth / weeks - 0.5)
        yield made_week(chance, first + timedelta(weeks=nth), int(chance.poisson(per_day * 7 * season)), per_day)


def made_week(chance: np.random.Generator, week: date, n: int, per_day: int) -> MadeWeek:
    """Draw one week of so many."""
    topics = np.array(get_args(bands.TopicGroup))
    zipf = 1 / np.arange(1, len(topics) + 1)
    topic = chance.choice(topics, n, p=zipf / zipf.sum())
    heavy = np.isin(topic, ["harm", "mood", "grief"])
    nights = np.array(BLOCKS) * np.array([1.8, 1.6, 0.8, 0.7, 0.9, 1.1])
    block = np.where(heavy, chance.choice(6, n, p=nights / nights.sum()), chance.choice(6, n, p=BLOCKS))
    dark = np.isin(block, [0, 1])
    crisis = chance.random(n) < np.array([CRISIS.get(one, 0.02) for one in topic]) * np.where(dark, 1.5, 0.9)
    risk = np.where(crisis, "crisis", np.where(chance.random(n) < 0.12 + 0.2 * heavy, "elevated", "none"))
    scarce = 1 + 1.2 * dark + (0.5 if per_day < 100 else 0.0)
    minutes = chance.gamma(0.9, 4.5 * scarce) * np.where(crisis, 0.5, 1.0)
    wait = np.array(get_args(bands.WaitBand))[np.searchsorted((1, 3, 10, 30), minutes, side="right")]
    left = chance.random(n) < np.clip(0.01 + 0.014 * minutes, 0, 0.7)
    ways = chance.random(n)
    after = np.select(
        [ways < 0.70, ways < 0.88, ways < 0.93, ways < 0.97, ways < 0.99],
        ["completed", "left_chat", "transferred", "safety_end", "redirected"],
        "system_fail",
    )
    outcome = np.where(left, "left_queue", after)
    talked = ~np.isin(outcome, ["left_queue", "redirected"])
    lasted = chance.gamma(2.2, 11, n) * np.where(outcome == "left_chat", 0.3, 1.0)
    duration = np.array(get_args(bands.DurationBand)[1:])[np.searchsorted((5, 15, 30, 60), lasted, side="right")]
    wrote = np.array(get_args(bands.MessagesBand))[np.searchsorted((0, 10, 40, 100), lasted * 2.2, side="left")]
    answered = talked & (chance.random(n) < np.where(outcome == "completed", 0.62, 0.2))
    lift = chance.normal(0.9, 1.0, n) - 0.5 * crisis - 0.7 * (outcome != "completed") + 0.01 * lasted
    mood = np.select([~answered, lift < -0.4, lift < 0.4], ["unknown", "worse", "same"], "better")
    age = chance.random(n) + 0.15 * np.isin(topic, ["family", "identity", "harm"])
    language = chance.choice(get_args(bands.LanguageGroup), n, p=(0.55, 0.18, 0.1, 0.08, 0.05, 0.04))
    tiers = np.where(crisis, chance.choice(["full", "crisis"], n), chance.choice(["probation", "full", "crisis"], n))
    team = max(6, round(per_day * 7 / CHATS_A_WEEK))
    listener = np.where(talked, chance.choice(team, n, p=chance.dirichlet(np.full(team, 1.5))), -1)
    return MadeWeek(
        week,
        {
            "block": block,
            "topic_group": topic,
            "language_group": language,
            "age_band": np.select([age < 0.7, age < 0.88], ["adult", "undeclared"], "minor"),
            "wait_band": wait,
            "duration_band": np.where(talked, duration, "none"),
            "messages_band": np.where(talked, wrote, "0"),
            "outcome": outcome,
            "risk_band": risk,
            "mood_change": mood,
            "listener_tier": np.where(talked, tiers, "none"),
        },
        listener,
    )
