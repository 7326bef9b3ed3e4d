"""The attack on our own promise: everything a coordinator can see, as equations over whole numbers, given to a solver.

It is written from what is published and from the rules that everybody can read (decision 0021), on its own: it takes
nothing of the code that publishes. It is told more than a coordinator knows, namely why each hidden number is hidden.
For every count it looks for three solutions that differ in it; what has fewer is as good as known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

CANDIDATES = 3
MANY = 10**6
GUESSES = 24
"""Solutions in random directions, before each count is looked at by itself; most counts move in these already."""


class Name(NamedTuple):
    """A number as it stands in the published tables."""

    question: str
    period: str
    v1: str = ""
    v2: str = ""


Band = tuple[int, int]
"""The least and the most that a band stands for."""
WITH_A_CHAT = ("completed", "left_chat", "safety_end", "transferred", "system_fail")
By = Mapping[tuple[str, str], list[Name]]


class NoSolution(Exception):
    """What was published contradicts itself, or the attack has a wrong idea of the rules."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the attack knows of one count in the end."""

    name: Name
    candidates: tuple[int, ...]
    """All there are, when there are fewer than three; the first three found otherwise."""


@dataclass(slots=True)
class Equations:
    """Unknown whole numbers between bounds, and what is known of their sums."""

    low: dict[Name, float] = field(default_factory=dict)
    high: dict[Name, float] = field(default_factory=dict)
    rows: list[tuple[dict[Name, int], float, float]] = field(default_factory=list)

    def unknown(self, name: Name, low: float = 0, high: float = MANY) -> Name:
        """A number that lies between these two."""
        self.low[name] = max(self.low.get(name, 0), low)
        self.high[name] = min(self.high.get(name, MANY), high)
        return name

    def adds_up(self, whole: Name, parts: Iterable[Name], *, rest: bool = False) -> None:
        """The whole is the sum of its parts, or more when there is a rest."""
        row = {self.unknown(part): 1 for part in parts}
        row[self.unknown(whole)] = -1
        self.rows.append((row, -np.inf if rest else 0, 0))


@dataclass(frozen=True, slots=True)
class Told:
    """What is published of four weeks, and the rules by which it is."""

    published: Mapping[Name, int | None]
    why_hidden: Mapping[Name, str]
    """"small" (under ten), "others" (those not in a share are under ten), "small and others", or "given up"."""
    blur: int = 2
    """How far a shown number may be from the truth."""
    both_sides: bool = True
    """Whether a share is shown only where those who are not in it are ten as well."""


def equations(told: Told) -> Equations:
    """Write down what is known of the tables of four weeks."""
    known = Equations()
    for name, shown in told.published.items():
        low, high = (0, MANY) if shown is None else (max(10, shown - told.blur), shown + told.blur)
        known.unknown(name, low, 9 if told.why_hidden.get(name, "").startswith("small") else high)
    by: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in told.published:
        by[name.question, name.period].append(name)
    weeks = [period for question, period in by if question == "visits"]
    for week in weeks:
        _volume(known, by, week, told)
    for question, four in by:
        if question == "mood":
            _change(known, by, four, weeks, told)
    return known


def add_listeners(known: Equations, weeks: Iterable[str], four: str, bands: Iterable[tuple[Band, Band]]) -> None:
    """Add what listeners' weeks say in bands: all of their chats together, and those with somebody in a crisis.

    `weeks`: the periods whose outcomes are published; `bands`: of each listener and week, from the first to the last.
    """
    both = list(bands)
    least, most = (sum(chats[end] for chats, _ in both) for end in (0, 1))
    chats = {Name("outcome", week, how): 1 for week in weeks for how in WITH_A_CHAT}
    known.rows.append((chats, least, most))
    topics = [name for name in known.low if name.question == "crisis_by_topic" and name.period == four]
    known.rows.append(
        (dict.fromkeys(topics, 1), sum(crises[0] for _, crises in both), np.inf)
    )  # some were in a crisis and had no chat


def _volume(known: Equations, by: By, week: str, told: Told) -> None:
    visits = Name("visits", week)
    for question in ("topic", "outcome", "wait", "block"):
        known.adds_up(visits, by[question, week])
    grid, left = by["wait_by_block", week], by["left_by_block", week]
    for block in by["block", week]:
        known.adds_up(block, [one for one in grid if one.v1 == block.v1])
    for wait in by["wait", week]:
        known.adds_up(wait, [one for one in grid if one.v2 == wait.v1])
    known.adds_up(Name("outcome", week, "left_queue"), left)
    for one in left:
        _share(known, one, Name("block", week, one.v1), told)


def _change(known: Equations, by: By, four: str, weeks: list[str], told: Told) -> None:
    answered, grid = Name("answered", four), by["mood_by_topic", four]
    known.adds_up(answered, by["mood", four])
    for one in by["mood", four]:
        known.adds_up(one, [cell for cell in grid if cell.v2 == one.v1])
        _share(known, one, answered, told)
    for crisis in by["crisis_by_topic", four]:
        came, answers = Name("came", four, crisis.v1), Name("answers", four, crisis.v1)
        known.adds_up(came, [Name("topic", week, crisis.v1) for week in weeks])
        _share(known, crisis, came, told)
        mine = [cell for cell in grid if cell.v1 == crisis.v1]
        known.adds_up(answers, mine)
        known.adds_up(came, [answers], rest=True)
        for one in mine:
            _share(known, one, answers, told)
    ended = [Name("outcome", week, how) for week in weeks for how in WITH_A_CHAT]
    known.rows.append(({answered: 1} | dict.fromkeys(ended, -1), -np.inf, 0))  # who never had a chat was not asked


def _share(known: Equations, part: Name, whole: Name, told: Told) -> None:
    """Those in a share and those not in it: ten each where it is shown."""
    other = Name(f"not {part.question}", part.period, part.v1, part.v2)
    reason = told.why_hidden.get(part, "shown")
    many = told.both_sides and reason in {"shown", "given up"}
    known.unknown(other, 10 if many else 0, 9 if reason.endswith("others") else MANY)
    known.adds_up(whole, [part, other])


class Attack:
    """Solves the equations, again and again, each time asking for something else."""

    def __init__(self, known: Equations, *, seed: int = 1) -> None:
        self._names = list(known.low)
        at = {name: nth for nth, name in enumerate(self._names)}
        entries = [(nth, at[name], by) for nth, (row, _, _) in enumerate(known.rows) for name, by in row.items()]
        nth, column, by = zip(*entries, strict=True)
        matrix = csr_array((by, (nth, column)), shape=(len(known.rows), len(at)))
        self._sums = LinearConstraint(matrix, [low for _, low, _ in known.rows], [high for _, _, high in known.rows])
        self._low = np.array([known.low[name] for name in self._names], float)
        self._high = np.array([known.high[name] for name in self._names], float)
        self._chance = np.random.default_rng(seed)
        self._seen: list[set[int]] = [set() for _ in self._names]
        self.solved = 0
        """How often the solver was asked."""

    def run(self) -> list[Found]:
        """Return what is left of each count."""
        for _ in range(GUESSES):
            towards = self._chance.normal(size=len(self._names))
            self._look(towards)
            self._look(-towards)
        for nth in range(len(self._names)):
            self._look_at(nth)
        pairs = zip(self._names, self._seen, strict=True)
        return [Found(name, tuple(sorted(seen)[:CANDIDATES])) for name, seen in pairs]

    def _look_at(self, nth: int) -> None:
        """Find three solutions that differ in this count, or all there are."""
        ends = []
        for direction in (1.0, -1.0):
            if len(self._seen[nth]) >= CANDIDATES:
                return
            towards = np.zeros(len(self._names))
            towards[nth] = direction
            ends.append(round(self._look(towards)[nth]))
        for between in range(ends[0] + 1, ends[1]):
            if len(self._seen[nth]) >= CANDIDATES:
                return
            self._look(np.zeros(len(self._names)), nth, between)

    def _look(self, towards: NDArray[np.float64], nth: int | None = None, value: int = 0) -> NDArray[np.float64]:
        low, high = self._low.copy(), self._high.copy()
        if nth is not None:
            low[nth] = high[nth] = value
        self.solved += 1
        solution = milp(towards, integrality=np.ones(len(low)), bounds=Bounds(low, high), constraints=self._sums)
        if solution.x is None:
            if nth is not None:
                return low
            raise NoSolution(solution.message)
        for seen, number in zip(self._seen, solution.x, strict=True):
            if len(seen) < CANDIDATES:
                seen.add(round(number))
        return np.asarray(solution.x)
