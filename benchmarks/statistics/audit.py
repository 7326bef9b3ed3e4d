"""Sets the attack on whole made-up years, as they are published, and on publications that are too weak on purpose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.commands.made_year import MadeWeek
from app.publishing import Count, Publication, Tables
from app.publishing.rounding import FEWEST, rounded
from app.records.weeks import EDGES
from benchmarks.statistics.attack import Attack, Band, Found, Name, Told, add_listeners, equations
from benchmarks.statistics.published_year import FourWeeks

VOLUMES = (30, 200, 1000)
"""Visits a day."""
BEYOND = 10**6


@dataclass(frozen=True, slots=True)
class Audited:
    """What the attack made of four weeks."""

    four: FourWeeks
    found: list[Found]
    solved: int
    """How often the solver was asked."""

    @property
    def determined(self) -> list[Found]:
        """Counts that are known."""
        return [one for one in self.found if len(one.candidates) == 1]

    @property
    def fewest(self) -> int:
        """How many candidates the most exposed count has; three stands for three or more."""
        return min(len(one.candidates) for one in self.found)


def name_of(count: Count) -> Name:
    """Return how a count is called in what is published."""
    return Name(count.question, count.period.isoformat(), count.v1, count.v2)


def why_hidden(tables: Tables, shown: Publication) -> dict[Name, str]:
    """Tell the attack what nobody is told: the reason of each hidden number."""
    return {name_of(count): _why(tables, count) for count, n in shown.items() if n is None}


def _why(tables: Tables, count: Count) -> str:
    other = tables.others.get(count)
    small, others = tables.exact[count] < FEWEST, other is not None and tables.exact[other] < FEWEST
    if small and others:
        return "small and others"
    return "small" if small else "others" if others else "given up"


def attacked(four: FourWeeks, weeks: Sequence[MadeWeek]) -> Audited:
    """Attack four weeks as they were published, with listeners' weeks beside them."""
    shown = {name_of(count): n for count, n in four.shown.items()}
    known = equations(Told(shown, why_hidden(four.tables, four.shown)))
    periods = sorted({name.period for name in shown if name.question == "visits"})
    add_listeners(known, periods, four.first.isoformat(), _bands(weeks))
    attack = Attack(known)
    return Audited(four, attack.run(), attack.solved)


def _bands(weeks: Iterable[MadeWeek]) -> list[tuple[Band, Band]]:
    return [(_band(chats), _band(crises)) for week in weeks for chats, crises in week.held().values()]


def _band(n: int) -> Band:
    """Return what a coordinator reads of a listener's week."""
    return next((low, after - 1) for low, after in pairwise((*EDGES, BEYOND)) if low <= n < after)


def shown_share(year: Iterable[FourWeeks]) -> float:
    """Return the share of all visits that lie in shown cells of volume by topic."""
    shown = total = 0
    for four in year:
        for count, n in four.shown.items():
            if count.question == "topic":
                total += four.tables.exact[count]
                shown += four.tables.exact[count] if n is not None else 0
    return shown / total


def without_rounding(four: FourWeeks) -> list[Found]:
    """Attack what many publish: small counts hidden, everything else and the totals exact."""
    exact = four.tables.exact
    shown = {name_of(cell): exact[cell] if exact[cell] >= FEWEST else None for cell in four.tables.cells}
    hidden = {name: "small" for name, n in shown.items() if n is None}
    return Attack(equations(Told(shown, hidden, blur=0, both_sides=False))).run()


def with_both_sides(four: FourWeeks) -> list[Found]:
    """Attack the same rounded tables with both sides of each share beside its whole, and nothing hidden for it."""
    shown = {name_of(cell): rounded(four.tables.exact[cell]) for cell in four.tables.cells}
    for cell, other in four.tables.others.items():
        shown[name_of(cell)._replace(question=f"not {cell.question}")] = rounded(four.tables.exact[other])
    hidden = {name: "small" for name, n in shown.items() if n is None}
    return Attack(equations(Told(shown, hidden, both_sides=False))).run()
