"""What must hold and what is the goal, each as a line with its figure; a miss is printed as a miss."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import mean

from benchmarks.matching.cells import name_of
from benchmarks.matching.figures import OURS_PLAIN, Run, figure, ratio
from benchmarks.matching.snapshots import Snapshot
from benchmarks.matching.speed import Speed

Results = dict[str, dict[str, list[Run]]]
SIZES, LOADS = (40, 200), (0.6, 0.8, 0.95)


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise: its figure against what must hold and what we aim for."""

    row: str
    what: str
    where: str
    figure: float
    must: float
    goal: float
    at_least: bool = False
    interval: tuple[float, float] | None = None

    def met(self, bar: float) -> bool:
        """Whether the figure reaches the bar."""
        return self.figure >= bar if self.at_least else self.figure <= bar

    @property
    def verdict(self) -> str:
        """In words."""
        return "goal" if self.met(self.goal) else "must" if self.met(self.must) else "MISSED"


def goals(results: Results) -> Iterator[Goal]:
    """The rows that are about waiting."""
    for cell in [name_of(size, load) for size in SIZES for load in LOADS]:
        if cell in results:
            yield _ratio(results, cell, "M1", "urgent p95", "bound A", 0.75 if "0.6" in cell else 0.70, 0.55)
    for cell, runs in results.items():
        if "bound B" in runs:
            yield _ratio(results, cell, "M2", "mean", "bound B", 1.05, 1.00)
    for cell in [name_of(200, load) for load in LOADS]:
        if cell in results:
            yield _ratio(results, cell, "M2", "mean", "bound A", 1.15, 1.08)
            yield _ratio(results, cell, "M3", "rarest language p95", "bound B", 1.0, 0.65)
            yield _ratio(results, cell, "M1", "urgent p95", "bound A", 1.15, 1.15, ours=OURS_PLAIN)
    yield from _fits(results)
    for cell, runs in results.items():
        more = figure("abandoned", runs["ours"]) - figure("abandoned", runs["bound B"])
        yield Goal("M3", "abandoned, more than bound B", cell, more, 0.005, 0.0)
    for size in SIZES:
        if name_of(size, 0.8) in results:
            yield _ratio(results, name_of(size, 0.8), "M4", "load spread", "bound A", 1.2, 1.1)


def _fits(results: Results) -> Iterator[Goal]:
    for load, must, goal in ((0.8, 0.95, 0.96), (0.95, 0.80, 0.83)):
        if name_of(200, load) in results:
            known = figure("topic fit", results[name_of(200, load)]["ours"])
            yield Goal("M3", "topic fit", name_of(200, load), known, must, goal, at_least=True)


def _ratio(
    results: Results, cell: str, row: str, name: str, against: str, must: float, goal: float, ours: str = "ours"
) -> Goal:
    share, low, high = ratio(name, results[cell][ours], results[cell][against])
    what = f"{name}, times {against}" + ("" if ours == "ours" else f" ({ours})")
    return Goal(row, what, cell, share, must, goal, interval=(low, high))


def machine_goals(small: Speed, large: Speed, snapshots: list[Snapshot]) -> Iterator[Goal]:
    """The rows that are about the matcher itself."""
    rate, share = large.events_a_second, small.events_a_second / large.events_a_second
    yield Goal("M5", "events a second", "10,000 x 5,000", rate, 50_000, 60_000, at_least=True)
    yield Goal("M5", "time per event, times that at 100 x 100", "10,000 x 5,000", share, 3.0, 2.0)
    take: dict[str, tuple[float, Callable[[Snapshot], float]]] = {
        "value, share of the optimum": (0.94, lambda one: one.value),
        "pairs, share of the most": (0.94, lambda one: one.pairs),
    }
    for name in dict.fromkeys(one.name for one in snapshots):
        for what, (must, of) in take.items():
            reached = mean(of(one) for one in snapshots if one.name == name)
            scarce = 0.99 if "twice" in name and "pairs" in what else must
            yield Goal("M5", what, f"snapshot, {name}", reached, scarce, max(scarce, 0.98), at_least=True)


def range_goals(judged: dict[str, list[float]]) -> Iterator[Goal]:
    """The rows that are about the range shown."""
    for third, held in zip(("quiet", "middle", "busy"), judged["held"], strict=False):
        yield Goal("range", "holds for, at most", f"{third} third of load", held, 0.85, 0.85)
        yield Goal("range", "holds for, at least", f"{third} third of load", held, 0.75, 0.75, at_least=True)
    narrower = judged["width"][-1] / judged["naive width"][-1]
    yield Goal("range", "mean width, times the last hour's", "all", narrower, 0.8, 0.8)
