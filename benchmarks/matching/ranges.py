"""Whether the range of waits that a seeker is shown holds: eight of ten inside, at every load, and narrower than naive.

Naive is the middle eight tenths of the last hour's waits. A range is asked for when somebody joins, from what had
happened by then, and judged by how long they then waited.
"""

from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from benchmarks.matching.house import House, Visit
from benchmarks.matching.people import RELATED, WARM_UP, Seeker, Situation, seekers, shifts
from matching import Matcher, ShiftState
from matching.waiting import ENOUGH, ENOUGH_LIKE, KEPT, Past, crowd_of, range_like, wait_range


@dataclass(frozen=True, slots=True)
class Told:
    """What one seeker was shown, and what came."""

    load: float
    held: bool
    width: float
    naive_held: bool
    naive_width: float


class Watched(House):
    """A house that tells each who joins a range."""

    def begin(self) -> "Watched":
        """Start with no past."""
        self.past: deque[Past] = deque(maxlen=KEPT)
        self.recent: deque[tuple[float, float]] = deque()
        self.shown: dict[int, tuple[float, float | None, tuple[float, float] | None, tuple[float, float] | None]] = {}
        self.told: list[Told] = []
        return self

    def _joins(self, seeker: Seeker) -> None:
        floor = self.matcher._floor  # noqa: SLF001  # the same counts that the store has
        on_shift = [
            replace(desk.listener, taken=desk.taken)
            for desk in floor.on_shift.values()
            if desk.listener.state is ShiftState.READY
        ]
        line = [one.ticket.offered() if one.offers else one.ticket for one in floor.waiters.values()]
        crowd = crowd_of(seeker.ticket, line, on_shift)
        seats = sum(one.seats for one in on_shift)
        load = (sum(one.taken for one in on_shift) + len(line)) / max(1, seats)
        shown = naive = None
        if crowd is not None and len(self.past) >= ENOUGH_LIKE:
            low, high = range_like(self.past, crowd)
            shown = (low.total_seconds(), high.total_seconds())
        while self.recent and self.t - self.recent[0][0] > 3600:  # an hour
            self.recent.popleft()
        if len(self.recent) >= ENOUGH:
            raw = wait_range([timedelta(seconds=wait) for _, wait in self.recent])
            naive = (raw[0].total_seconds(), raw[1].total_seconds()) if raw[0] and raw[1] else None
        self.shown[seeker.number] = (load, crowd, shown, naive)
        super()._joins(seeker)

    def _begins(self, visit: Visit, desk: object) -> None:
        super()._begins(visit, desk)  # type: ignore[arg-type]
        wait = visit.wait or 0.0
        load, crowd, shown, naive = self.shown[visit.seeker.number]
        if crowd is not None:
            self.past.append(Past(crowd, timedelta(seconds=wait)))
        self.recent.append((self.t, wait))
        if shown and naive and visit.seeker.at >= WARM_UP:
            held, naive_held = (one[0] <= wait <= one[1] for one in (shown, naive))
            self.told.append(Told(load, held, shown[1] - shown[0], naive_held, naive[1] - naive[0]))


def watch(situation: Situation, seeds: range) -> list[Told]:
    """What everybody was told in these replications."""
    told: list[Told] = []
    for seed in seeds:
        house = Watched(Matcher(related=RELATED), seekers(situation, seed), shifts(situation, seed)).begin()
        house.run(WARM_UP + situation.hours * 3600 + 1800)
        told += house.told
    return told


def judge(told: list[Told]) -> dict[str, list[float]]:
    """Coverage and mean width in each third of load and over all; widths as a share of the naive one's."""
    cuts = np.quantile([one.load for one in told], (1 / 3, 2 / 3))
    thirds = [[one for one in told if np.searchsorted(cuts, one.load) == third] for third in range(3)]
    groups = [*thirds, told]
    return {
        "held": [float(np.mean([one.held for one in group])) for group in groups],
        "width": [float(np.mean([one.width for one in group])) for group in groups],
        "naive held": [float(np.mean([one.naive_held for one in group])) for group in groups],
        "naive width": [float(np.mean([one.naive_width for one in group])) for group in groups],
    }
