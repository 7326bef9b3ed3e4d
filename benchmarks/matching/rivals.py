"""The other ways to choose, each in the same chair as ours: same filters, same offers, same people.

They are written for plainness, not for speed: they look at everybody. Only ours makes double offers, has burst seats
and keeps rare seats back.
"""

from collections.abc import Callable
from random import Random

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.desks import Desk
from matching.floor import Floor
from matching.line import Waiter
from matching.moments import SECOND
from matching.pairing import Pick, barred
from matching.policy import Policy
from matching.ranking import Standing, fit

WEIGHTS = Policy()


class Plain:
    """Look at everybody who may meet, and take the smallest by a key for tickets and a key for listeners."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor

    def urgent_for(self, desk: Desk, now: int, *, burst: bool = False) -> Waiter | None:  # noqa: ARG002
        """No burst seats, and no second look at the urgent."""
        return None

    def ticket_for(self, desk: Desk, now: int) -> Waiter | None:
        """The first by the key."""
        able = [one for one in self.floor.waiters.values() if self.able(one, desk, now)]
        return min(able, key=lambda one: self.ticket_key(one, desk), default=None)

    def desks_for(self, waiter: Waiter, now: int, wanted: int) -> list[Pick]:  # noqa: ARG002
        """The first by the key."""
        free = self.floor.desks.free[waiter.ticket.language].values()
        able = [one for one in free if self.able(waiter, one, now)]
        best = min(able, key=lambda one: self.desk_key(one, waiter), default=None)
        return [Pick(best)] if best else []

    def able(self, waiter: Waiter, desk: Desk, now: int) -> bool:
        """The hard filters."""
        if waiter.offers or waiter.held or not self.floor.line.present(waiter, now):
            return False
        return waiter.key in desk.pools and not barred(waiter, desk, now)

    def ticket_key(self, waiter: Waiter, desk: Desk) -> tuple[float, ...]:  # noqa: ARG002
        """First come, first served."""
        return (waiter.since,)

    def desk_key(self, desk: Desk, waiter: Waiter) -> tuple[float, ...]:  # noqa: ARG002
        """The least loaded, then the longest idle."""
        return (desk.taken / desk.listener.seats, desk.idle or 0)


class AtRandom(Plain):
    """Anybody with anybody, as chat roulettes do it."""

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self._chance = Random(7)

    def ticket_key(self, waiter: Waiter, desk: Desk) -> tuple[float, ...]:  # noqa: ARG002
        """Chance."""
        return (self._chance.random(),)

    def desk_key(self, desk: Desk, waiter: Waiter) -> tuple[float, ...]:  # noqa: ARG002
        """Chance."""
        return (self._chance.random(),)


class TopicQueues(Plain):
    """A queue for each topic, first come, first served; only who knows the topic is asked: most helplines."""

    def able(self, waiter: Waiter, desk: Desk, now: int) -> bool:
        """The topic is a gate."""
        return waiter.ticket.topics[0] in desk.listener.topics and super().able(waiter, desk, now)


class NewestFirst(Plain):
    """An open list from which listeners pick what came in last."""

    def ticket_key(self, waiter: Waiter, desk: Desk) -> tuple[float, ...]:  # noqa: ARG002
        """Last come, first served."""
        return (-waiter.since,)


class BySkill(Plain):
    """The best topic fit first, then the longest wait."""

    def ticket_key(self, waiter: Waiter, desk: Desk) -> tuple[float, ...]:
        """Fit before wait."""
        return (-fit(waiter.ticket, desk.listener), waiter.since)

    def desk_key(self, desk: Desk, waiter: Waiter) -> tuple[float, ...]:
        """Fit before load."""
        return (-fit(waiter.ticket, desk.listener), *super().desk_key(desk, waiter))


class Bound(Plain):
    """Urgent first, then the longest wait; the least loaded listener. With every language understood by all it is A."""

    def ticket_key(self, waiter: Waiter, desk: Desk) -> tuple[float, ...]:  # noqa: ARG002
        """Urgent first."""
        return (waiter.standing is not Standing.URGENT, waiter.since)


class Batched(Plain):
    """Every two seconds the best assignment of all who wait to all free seats, by the same index as ours."""

    EVERY = 2 * SECOND

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self._beating = False

    def ticket_for(self, desk: Desk, now: int) -> Waiter | None:  # noqa: ARG002
        """Nothing between the beats."""
        return None

    def desks_for(self, waiter: Waiter, now: int, wanted: int) -> list[Pick]:  # noqa: ARG002
        """Nothing between the beats."""
        self._beat(now)
        return []

    def _beat(self, now: int) -> None:
        if not self._beating:
            self._beating = True
            self.floor.timers.set(now - now % self.EVERY + self.EVERY, self._assign)

    def _assign(self) -> None:
        floor, now = self.floor, self.floor.now
        self._beating = False
        if floor.waiters:
            self._beat(now)
        waiting = [one for one in floor.waiters.values() if not one.offers and floor.line.present(one, now)]
        free = sorted({one.id: one for desks in floor.desks.free.values() for one in desks.values()}.items())
        seats = [desk for _, desk in free for _ in range(desk.counted)]
        if not waiting or not seats:
            return
        value = np.array([[self._value(one, desk, now) for desk in seats] for one in waiting])
        for row, column in zip(*linear_sum_assignment(value, maximize=True), strict=True):
            if value[row, column] > 0:
                floor.offer(waiting[row], seats[column])
                floor.desks.lay_out(seats[column], now)

    def _value(self, waiter: Waiter, desk: Desk, now: int) -> float:
        if not self.able(waiter, desk, now):
            return 0.0
        weight = {Standing.URGENT: 1000, Standing.ELEVATED: WEIGHTS.elevated}.get(waiter.standing, 1)
        return 1e4 + weight * ((now - waiter.since) / SECOND + 1) + 60 * fit(waiter.ticket, desk.listener)


RIVALS: dict[str, Callable[[Floor], Plain] | None] = {
    "random pairing": AtRandom,
    "topic queues": TopicQueues,
    "newest first": NewestFirst,
    "greedy by skill": BySkill,
    "batched optimum": Batched,
    "ours": None,
    "bound A": Bound,
    "bound B": Bound,
}
LANGUAGE_BLIND = {"random pairing", "bound A"}
"""These act as if everybody understood everybody."""
