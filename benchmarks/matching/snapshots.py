"""How much of the optimal assignment's value the matcher's choices reach, when many meet many at once.

The value of a pair is what both policies want: that it exists at all, the topic, and the wait. Three snapshots: as many
seekers as seats, twice as many seekers, twice as many seats. The first is a start after an outage and the hard one.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.matching.people import LANGUAGES, RELATED, SHARES, START, TOPICS, ZIPF, Situation, shifts, weighted
from matching import AgeBand, Event, Listener, Matcher, Offer, Policy, Ticket, may_serve
from matching.events import ListenerOn, TicketJoined
from matching.ranking import fit

PAIR, KNOWN, MINUTE = 600.0, 120.0, 60.0
"""A pair is worth ten minutes of waiting, a known topic two, and a minute waited a minute."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Shares of the optimum."""

    name: str
    value: float
    pairs: float


def snapshot(name: str, seekers: int, listeners: int, *, seed: int, listeners_first: bool) -> Snapshot:
    """Let everybody in at once, and compare with the best there is."""
    tickets, desks = _people(seekers, listeners, seed)
    value = np.array([[_value(ticket, desk) for desk in desks] for ticket in tickets])
    rows, columns = linear_sum_assignment(value, maximize=True)
    best, most = float(value[rows, columns].sum()), int((value[rows, columns] > 0).sum())
    matcher = Matcher(policy=Policy(offers_at_once=1), related=RELATED)
    joins: list[Event] = [TicketJoined(one, connected=True) for one in tickets]
    arrivals: list[Event] = [ListenerOn(one) for one in desks]
    offers = [
        decision
        for event in ([*arrivals, *joins] if listeners_first else [*joins, *arrivals])
        for decision in matcher.handle(event, START)
        if isinstance(decision, Offer)
    ]
    reached = sum(_value(one.ticket, one.listener) for one in offers)
    return Snapshot(name, reached / best, len(offers) / most)


def _people(seekers: int, listeners: int, seed: int) -> tuple[list[Ticket], list[Listener]]:
    chance = Random(f"{seed} snapshot")
    hours = shifts(Situation("snapshot", listeners, 0.9), seed)
    desks = [replace(one.listener, seats=1, burst=False) for one in hours if one.begins <= 0][:listeners]
    tickets = [
        Ticket(
            id=f"s{number:05}",
            arrived=START - timedelta(seconds=chance.uniform(0, 300)),
            seen=START,
            language=weighted(chance, LANGUAGES, SHARES, 1)[0],
            topics=weighted(chance, TOPICS, ZIPF, 1),
            age_band=AgeBand.UNDECLARED if chance.random() < 0.3 else AgeBand.ADULT,
        )
        for number in range(seekers)
    ]
    return sorted(tickets, key=lambda one: one.arrived), desks


def _value(ticket: Ticket, listener: Listener) -> float:
    if may_serve(ticket, listener, now=START) is not None:
        return 0.0
    waited = ticket.waited(START).total_seconds()
    return PAIR + KNOWN * fit(ticket, listener, RELATED) / 2 + waited
