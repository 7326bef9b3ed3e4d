"""Who comes and who is on shift, drawn once per seed, so that every policy meets the same people at the same moments.

Figures are assumptions that one may change: a mix of languages and topics as in a mid-sized country, patience and chat
lengths as helplines report them, one seeker in five dropping off the net or leaving without a word.
"""

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import cos, log, pi
from random import Random

from matching import AgeBand, Listener, ListenerTier, ShiftState, Ticket

START = datetime(2026, 11, 2, tzinfo=UTC)
LANGUAGES = tuple(f"language-{number}" for number in range(6))
SHARES = (0.60, 0.16, 0.10, 0.07, 0.04, 0.03)
TOPICS = tuple(f"topic-{number:02}" for number in range(12))
ZIPF = tuple(1 / rank for rank in range(1, 13))
RELATED = {topic: frozenset({TOPICS[number ^ 1]}) for number, topic in enumerate(TOPICS)}
"""Topics come in pairs that are close to each other."""

CHAT, CHAT_SPREAD = 1500.0, 0.8
"""Seconds on average, wrapping up included; the spread of its logarithm."""
PATIENCE = 600.0
CRISIS, ELEVATED = 0.04, 0.15
CRISIS_BREAK = 600.0
NO_ANSWER = 0.10
SILENT = 0.3
"""Share of those who give up that says nothing: the page is just not there any more."""
DROPS = 0.05
"""Share of seekers who are off the net for a minute or so while they wait."""
MINORS, UNDECLARED = 0.10, 0.20
SEATS = 2.0
WITHIN_SHIFT = 0.87
"""Share of it that falls within a shift: a chat that is open at its end goes on beside the one who takes over."""
SEAT_TIME = WITHIN_SHIFT * (CHAT + 17 + CRISIS * (CRISIS_BREAK * SEATS + CHAT / 2))
"""What one seeker costs in seat-seconds: the chat, being asked, and for a crisis the break and the seat beside it."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody who will come, and all that chance decides about them."""

    number: int
    at: float
    ticket: Ticket
    patience: float
    silent: bool
    chat: float
    answers: tuple[tuple[float, bool], ...]
    """For the first, second … listener asked: after how long they answer, and whether."""
    drop: tuple[float, float] | None
    """From when to when the page is off the net."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A listener and their hours."""

    listener: Listener
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Situation:
    """How many listeners, how much load, and how it moves over the hours."""

    name: str
    listeners: int
    load: float
    hours: float = 3.0
    """What is measured; an hour before it and half an hour after are played, and not measured."""
    cleared: float = 0.5
    shape: Callable[[float], float] = field(default=lambda _: 1.0)
    """Times the mean rate, by the second of the measured time."""
    peak: float = 1.0


WARM_UP, AFTER = 3600.0, 1800.0


def day(t: float) -> float:
    """Two waves in the time measured, half as much again at the top: the peaks are overloaded."""
    return 1 - 0.5 * cos(2 * pi * t / 10800)


def surge(t: float) -> float:
    """Nine times the usual for half an hour, as on an election night."""
    return 9.0 if 1800 <= t < 3600 else 1.0


def seekers(situation: Situation, seed: int) -> list[Seeker]:
    """Everybody who comes, in order."""
    chance = Random(f"{seed} seekers {situation.name}")
    rate = situation.load * situation.listeners * SEATS / SEAT_TIME * situation.peak
    last = WARM_UP + situation.hours * 3600 + AFTER
    people: list[Seeker] = []
    t = chance.expovariate(rate)
    while t < last:
        if chance.random() * situation.peak <= situation.shape(t - WARM_UP):
            people.append(_seeker(len(people), t, chance))
        t += chance.expovariate(rate)
    return people


def _seeker(number: int, t: float, chance: Random) -> Seeker:
    tier, age = chance.random(), chance.random()
    urgency = 3 if tier < CRISIS else 2 if tier < CRISIS + ELEVATED else 0
    band = AgeBand.OLDER_TEEN if age < MINORS else AgeBand.UNDECLARED if age < MINORS + UNDECLARED else AgeBand.ADULT
    topics = weighted(chance, TOPICS, ZIPF, 2 if chance.random() < 0.3 else 1)
    begins = t + chance.uniform(0, 60)
    drop = (begins, begins + chance.expovariate(1 / 60)) if chance.random() < DROPS else None
    arrived = moment(t)
    return Seeker(
        number=number,
        at=t,
        ticket=Ticket(
            id=f"s{number:06}",
            arrived=arrived,
            seen=arrived,
            language=weighted(chance, LANGUAGES, SHARES, 1)[0],
            topics=topics,
            age_band=band,
            urgency=urgency,
        ),
        patience=chance.expovariate(1 / PATIENCE),
        silent=chance.random() < SILENT,
        chat=chance.lognormvariate(log(CHAT) - CHAT_SPREAD**2 / 2, CHAT_SPREAD),
        answers=tuple((chance.uniform(5, 20), chance.random() >= NO_ANSWER) for _ in range(12)),
        drop=drop,
    )


def shifts(situation: Situation, seed: int) -> list[Shift]:
    """Everybody's hours: as many desks as the situation says, each taken over by somebody new when a shift ends."""
    chance = Random(f"{seed} shifts {situation.name}")
    last = WARM_UP + situation.hours * 3600 + AFTER
    hours: list[Shift] = []
    for place in range(situation.listeners):
        begins = -chance.uniform(0, 3600)
        while begins < last:
            ends = begins + chance.uniform(3600, 4 * 3600)
            listener = _listener(f"p{place:03}-{len(hours):05}", situation.cleared, chance, moment(max(0.0, begins)))
            hours.append(Shift(listener, max(0.0, begins), ends))
            begins = ends
    return sorted(hours, key=lambda one: (one.begins, one.listener.id))


def _listener(id_: str, cleared: float, chance: Random, since: datetime) -> Listener:
    topics = frozenset(weighted(chance, TOPICS, ZIPF, chance.randint(2, 5)))
    others = [topic for topic in TOPICS if topic not in topics]
    tier = chance.random()
    return Listener(
        id=id_,
        name=id_,
        languages=frozenset(weighted(chance, LANGUAGES, SHARES, chance.randint(1, 2))),
        topics=topics,
        opted_out=frozenset({chance.choice(others)} if chance.random() < 0.2 else ()),
        seats=chance.randint(1, 3),
        tier=ListenerTier.PROBATION if tier < 0.1 else ListenerTier.CRISIS if tier < 0.3 else ListenerTier.FULL,
        cleared_for_minors=chance.random() < cleared,
        state=ShiftState.READY,
        burst=chance.random() < 0.5,
        idle_since=since,
    )


def weighted(chance: Random, among: tuple[str, ...], weights: tuple[float, ...], many: int) -> tuple[str, ...]:
    """Draw some, no one twice, each by its weight."""
    left, heavy, drawn = list(among), list(weights), []
    for _ in range(many):
        sums = list(accumulate(heavy))
        place = min(bisect(sums, chance.random() * sums[-1]), len(sums) - 1)
        drawn.append(left.pop(place))
        heavy.pop(place)
    return tuple(drawn)


def moment(t: float) -> datetime:
    """The simulator's seconds as a moment."""
    return START + timedelta(seconds=t)
