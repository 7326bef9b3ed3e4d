"""The situations that are played, and with how many replications; fewer under `QUICK=1`."""

from dataclasses import dataclass

from benchmarks.matching.figures import OURS_PLAIN
from benchmarks.matching.people import Situation, day, surge
from benchmarks.matching.rivals import RIVALS

BATCHED = "batched optimum"
_ALL = tuple(name for name in RIVALS if name != BATCHED)
SEVERAL, FEWER = 20, 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A situation, who plays it, and how often."""

    situation: Situation
    policies: tuple[str, ...]
    replications: int


def cells(*, quick: bool) -> list[Cell]:
    """Every situation of the tables."""
    times = 3 if quick else SEVERAL
    found = [
        Cell(_steady(listeners, load), _players(listeners, load), times)
        for listeners in (40, 200)
        for load in (0.6, 0.8, 0.95)
        if not quick or load != 0.6  # the quick run leaves out the easy load
    ]
    moving = 1 if quick else FEWER
    found.append(Cell(Situation("day, 100 listeners", 100, 0.9, shape=day, peak=1.5), _ALL, moving))
    found.append(Cell(Situation("surge of 9x, 100 listeners", 100, 0.3, shape=surge, peak=9.0), _ALL, moving))
    if not quick:
        few = ("ours", "bound A", "bound B")
        found += [
            Cell(Situation("40 at 0.8, a quarter cleared", 40, 0.8, hours=6, cleared=0.25), few, FEWER),
            Cell(Situation("200 at 0.8, a quarter cleared", 200, 0.8, cleared=0.25), few, FEWER),
            Cell(Situation("200 at 0.95, all cleared", 200, 0.95, cleared=1.0), few, FEWER),
        ]
    return found


def name_of(listeners: int, load: float) -> str:
    """What a steady situation is called."""
    return f"{listeners} at {load:g}"


def _steady(listeners: int, load: float) -> Situation:
    small = 100
    return Situation(name_of(listeners, load), listeners, load, hours=6 if listeners < small else 3)


def _players(listeners: int, load: float) -> tuple[str, ...]:
    batched = (BATCHED,) if (listeners, load) in {(40, 0.8), (200, 0.95)} else ()
    return (*_ALL, *batched, *((OURS_PLAIN,) if listeners == 200 else ()))
