"""What is measured of a run, and how sure it is: pooled figures, with intervals by drawing the replications anew.

A ratio's interval draws the same replications for both policies: they met the same people.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.house import House, Visit
from benchmarks.matching.people import LANGUAGES, RELATED, TOPICS, WARM_UP, Situation, seekers, shifts
from benchmarks.matching.rivals import LANGUAGE_BLIND, RIVALS
from matching import Listener, Matcher, Policy
from matching.ranking import URGENT

Floats = NDArray[np.float64]
OURS_PLAIN = "ours, one offer"
"""Ours without double offers and burst seats: what those are worth."""
_WAIT, _URGENT, _TOPIC, _LANGUAGE, _KNOWN, _MINOR, _ASKED, _BURST, _SAME, _ELEVATED = range(10)
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Run:
    """One replication of one policy: a row for each seeker, and each desk's share of busy time."""

    rows: Floats
    loads: Floats


def play(situation: Situation, policy: str, seed: int) -> Run:
    """Let one policy meet one seed's people."""
    people, hours = seekers(situation, seed), shifts(situation, seed)
    true = {one.listener.id: one.listener for one in hours}
    if policy in LANGUAGE_BLIND:
        hours = [replace(one, listener=replace(one.listener, languages=frozenset(LANGUAGES))) for one in hours]
    if policy == OURS_PLAIN:
        hours = [replace(one, listener=replace(one.listener, burst=False)) for one in hours]
    weights = Policy() if policy == "ours" else Policy(offers_at_once=1)
    house = House(Matcher(policy=weights, related=RELATED, choice=RIVALS.get(policy)), people, hours)
    end = WARM_UP + situation.hours * 3600
    house.run(end + 1800)
    measured = [one for one in house.visits if WARM_UP <= one.seeker.at < end]
    rows = np.array([_row(one, true) for one in measured])
    loads = [
        desk.busy / (desk.listener.seats * (min(end + 1800, desk.shift.ends) - desk.shift.begins))
        for desk in house.desks.values()
        if min(end + 1800, desk.shift.ends) - desk.shift.begins > 3600
    ]
    return Run(rows, np.array(loads))


def _row(visit: Visit, true: dict[str, Listener]) -> list[float]:
    ticket = visit.seeker.ticket
    listener = true[visit.listener] if visit.listener else None
    knows = listener is not None and any(topic in listener.topics for topic in ticket.topics)
    same = listener is not None and ticket.language in listener.languages
    wait = visit.wait
    return [
        float("nan") if wait is None else wait,
        ticket.urgency >= URGENT,
        TOPICS.index(ticket.topics[0]),
        LANGUAGES.index(ticket.language),
        knows,
        ticket.age_band.needs_clearance,
        visit.asked,
        visit.burst,
        same,
        ticket.urgency == 2,  # elevated
    ]


Figure = Callable[[Floats, Floats], float]


def _waits(rows: Floats, which: NDArray[np.bool_] | None = None) -> Floats:
    waits = rows[:, _WAIT] if which is None else rows[which, _WAIT]
    return waits[~np.isnan(waits)]


def _quantile(waits: Floats, share: float) -> float:
    return float(np.quantile(waits, share)) if len(waits) else float("nan")


def _urgent_late(rows: Floats, _: Floats) -> float:
    waits = rows[rows[:, _URGENT] == 1, _WAIT]
    return float(np.mean(~(waits <= 60))) if len(waits) else float("nan")  # lost counts as late


def _share_matched(rows: Floats, column: int) -> float:
    return float(np.mean(rows[~np.isnan(rows[:, _WAIT]), column]))


FIGURES: dict[str, Figure] = {
    "mean": lambda rows, _: float(np.mean(_waits(rows))),
    "p50": lambda rows, _: _quantile(_waits(rows), 0.5),
    "p95": lambda rows, _: _quantile(_waits(rows), 0.95),
    "urgent p95": lambda rows, _: _quantile(_waits(rows, rows[:, _URGENT] == 1), 0.95),
    "urgent late or lost": _urgent_late,
    "elevated p95": lambda rows, _: _quantile(_waits(rows, rows[:, _ELEVATED] == 1), 0.95),
    "rarest topic p95": lambda rows, _: _quantile(_waits(rows, rows[:, _TOPIC] == len(TOPICS) - 1), 0.95),
    "rarest language p95": lambda rows, _: _quantile(_waits(rows, rows[:, _LANGUAGE] == len(LANGUAGES) - 1), 0.95),
    "abandoned": lambda rows, _: float(np.mean(np.isnan(rows[:, _WAIT]))),
    "topic fit": lambda rows, _: _share_matched(rows, _KNOWN),
    "same language": lambda rows, _: _share_matched(rows, _SAME),
    "load spread": lambda _, loads: float(np.std(loads) / np.mean(loads)),
    "needing clearance p95": lambda rows, _: _quantile(_waits(rows, rows[:, _MINOR] == 1), 0.95),
    "needing clearance, unmatched": lambda rows, _: float(np.mean(np.isnan(rows[rows[:, _MINOR] == 1, _WAIT]))),
    "adults, unmatched": lambda rows, _: float(np.mean(np.isnan(rows[rows[:, _MINOR] == 0, _WAIT]))),
    "asked per urgent": lambda rows, _: float(np.mean(rows[rows[:, _URGENT] == 1, _ASKED])),
    "burst per urgent": lambda rows, _: float(np.mean(rows[rows[:, _URGENT] == 1, _BURST])),
}
"""Waits are of those who came to a chat, in seconds; who did not is in "abandoned"."""


def figure(name: str, runs: list[Run]) -> float:
    """The figure over all replications together."""
    return FIGURES[name](np.concatenate([one.rows for one in runs]), np.concatenate([one.loads for one in runs]))


def ratio(name: str, ours: list[Run], theirs: list[Run]) -> tuple[float, float, float]:
    """Ours over theirs, with a 95 % interval from drawing the pairs of replications anew."""
    chance = np.random.default_rng(1)
    drawn = []
    for _ in range(_DRAWS):
        picks = chance.integers(0, len(ours), len(ours))
        drawn.append(figure(name, [ours[n] for n in picks]) / figure(name, [theirs[n] for n in picks]))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return figure(name, ours) / figure(name, theirs), float(low), float(high)
