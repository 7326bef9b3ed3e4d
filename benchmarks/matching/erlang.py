"""Erlang-A: the closed formula for one pool of servers and impatient customers, to check the simulator against.

Arrivals at rate a, n servers at rate m each, patience at rate p: a birth-death chain, solved by recursion.
"""

from dataclasses import dataclass, replace
from random import Random

from benchmarks.matching.house import House
from benchmarks.matching.people import Seeker, Shift, moment
from benchmarks.matching.rivals import Bound
from matching import AgeBand, Listener, Matcher, Policy, ShiftState, Ticket

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Pool:
    """Rates a second."""

    servers: int
    arrivals: float
    service: float
    patience: float


def erlang_a(pool: Pool) -> tuple[float, float]:
    """The mean wait of everybody, given up or not, in seconds; and the share who give up."""
    weights = [1.0]
    for state in range(1, pool.servers + _LONGEST):
        leave = min(state, pool.servers) * pool.service + max(0, state - pool.servers) * pool.patience
        weights.append(weights[-1] * pool.arrivals / leave)
    total = sum(weights)
    queue = sum(max(0, state - pool.servers) * weight for state, weight in enumerate(weights)) / total
    return queue / pool.arrivals, queue * pool.patience / pool.arrivals


def simulated(pool: Pool, *, hours: float, seed: int) -> tuple[float, float]:
    """The same two figures from the house: one language, answers at once, everybody stays in their seat."""
    chance = Random(seed)
    end = hours * 3600
    people: list[Seeker] = []
    t = chance.expovariate(pool.arrivals)
    while t < end:
        people.append(_seeker(len(people), t, chance, pool))
        t += chance.expovariate(pool.arrivals)
    one = Listener(
        id="",
        name="",
        languages=frozenset({"one"}),
        topics=frozenset(),
        state=ShiftState.READY,
        cleared_for_minors=True,
    )
    shifts = [Shift(replace(one, id=f"l{number}"), 0.0, 2 * end) for number in range(pool.servers)]
    house = House(Matcher(policy=Policy(offers_at_once=1), choice=Bound), people, shifts).run(end)
    seen = [visit for visit in house.visits if 3600 <= visit.seeker.at < end - 3600]
    waits = [visit.wait if visit.wait is not None else visit.seeker.patience for visit in seen]
    return sum(waits) / len(seen), sum(visit.started is None for visit in seen) / len(seen)


def _seeker(number: int, t: float, chance: Random, pool: Pool) -> Seeker:
    ticket = Ticket(
        id=f"s{number:06}",
        arrived=moment(t),
        seen=moment(t),
        language="one",
        topics=("one",),
        age_band=AgeBand.ADULT,
    )
    return Seeker(
        number=number,
        at=t,
        ticket=ticket,
        patience=chance.expovariate(pool.patience),
        silent=False,
        chat=chance.expovariate(pool.service),
        answers=((0.0, True),),
        drop=None,
    )
