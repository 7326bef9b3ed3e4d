"""What must hold and what is wished for, measure by measure; a miss is told as a miss, with its distance."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.crisis.rates import Figure

WIDE = 0.05
"""Gap between the halves from which a grammar has learned one of them by heart."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise about one measure."""

    measure: str
    must: float
    wish: float
    at_least: bool = True
    per_thousand: bool = False

    def reaches(self, figure: Figure, bar: float) -> bool:
        """Whether a figure is as good as a bar."""
        return figure.value >= bar if self.at_least else figure.value <= bar

    def verdict(self, figure: Figure) -> str:
        """Say what is met, or by how much the must is missed; nothing is decided on too few rows."""
        if figure.few:
            return "too few"
        if self.reaches(figure, self.wish):
            return "wish"
        if self.reaches(figure, self.must):
            return "must"
        return f"MISSED by {self.told(abs(figure.value - self.must))}"

    def told(self, value: float) -> str:
        """Write a value in the goal's unit."""
        return f"{1000 * value:.1f}/1k" if self.per_thousand else f"{value:.3f}"


def _most(measure: str, must: float, wish: float, *, per_thousand: bool = False) -> Goal:
    return Goal(measure, must, wish, at_least=False, per_thousand=per_thousand)


GOALS = (
    Goal("suicide and self-harm caught", 0.90, 0.93),
    Goal("emergencies caught", 0.94, 0.97),
    Goal("emergencies at high or above", 0.82, 0.88),
    Goal("abuse caught", 0.75, 0.85),
    _most("everyday flagged", 0.002, 0.001, per_thousand=True),
    _most("distress flagged", 0.010, 0.006, per_thousand=True),
    Goal("precision on gold", 0.76, 0.82),
    _most("figurative flagged", 0.30, 0.20),
    _most("recovered flagged", 0.25, 0.15),
    _most("denial flagged", 0.40, 0.30),
    _most("third person flagged", 0.10, 0.05),
    _most("news and discussion flagged", 0.10, 0.06),
    Goal("constructed crises caught", 0.88, 0.95),
    Goal("obfuscated crises caught", 0.93, 0.97),
    Goal("harmless lines left alone", 0.90, 0.95),
    Goal("clinician-style, high or critical", 22 / 26, 24 / 26),
    _most("clinician-style, none or mild, flagged", 3 / 60, 1 / 60),
    Goal("chats caught on the turn", 0.90, 0.93),
    _most("calm chats flagged", 0.04, 0.02),
    Goal("other languages caught", 64 / 80, 74 / 80),
    _most("other languages flagged wrongly", 4 / 77, 2 / 77),
    Goal("trend, area under the curve", 0.74, 0.80),
    _most("decline seen in chats that improved", 0.02, 0.02),
)


def told(figure: Figure, goal: Goal | None = None) -> str:
    """Write a figure: k of n where there are few rows, else the value with its interval."""
    goal = goal or Goal("", 0, 0)
    if not figure.n:
        return "-"
    if figure.few and figure.k is not None:
        return f"{figure.k}/{figure.n}"
    low, high = goal.told(figure.low).removesuffix("/1k"), goal.told(figure.high).removesuffix("/1k")
    return f"{goal.told(figure.value)} ({low}-{high})"


def gap(of_a: Figure, of_b: Figure) -> str:
    """Say how far the halves lie apart, with a mark where that is much; nothing where one of them has too few rows."""
    apart = abs(of_a.value - of_b.value)
    return "" if of_a.few or of_b.few else f"{apart:.3f}" + ("!" if apart > WIDE else "")


def missed(figures: Mapping[str, Figure]) -> list[str]:
    """List the measures whose must does not hold."""
    return [goal.measure for goal in GOALS if goal.verdict(figures[goal.measure]).startswith("MISSED")]
