"""`make bench-crisis EVALUATION=DIR`: how much is caught and how much is flagged wrongly, by halves, beside the goals.

DIR is an evaluation folder with ``dev/`` in it; it stays where it is, and nothing of it is printed. Without it, the few
dozen sentences of our own are read: enough to see that everything works, far too few to decide anything.
"""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.crisis.evaluation import HALVES, believed, by_halves, judge
from benchmarks.crisis.goals import GOALS, gap, missed, told
from benchmarks.crisis.rates import Figure
from benchmarks.crisis.rows import asked_for
from benchmarks.figures import keep, machine

PREVALENCES = (0.005, 0.02, 0.05)
OWN_ONLY = "On a few dozen sentences of our own: they show that it runs. For figures: make bench-crisis EVALUATION=DIR"
COMMAND = "make bench-crisis EVALUATION=DIR"


def lines(figures: Mapping[str, Mapping[str, Figure]]) -> list[tuple[str, ...]]:
    """Put every measure in a row: goals first, then what stands beside them."""
    goals = {goal.measure: goal for goal in GOALS}
    rows = []
    for name in [*goals, *(name for name in figures["all"] if name not in goals)]:
        goal = goals.get(name)
        whole, halves = figures["all"][name], [figures[half][name] for half in HALVES]
        sign = ("≥ " if goal.at_least else "≤ ") if goal else ""
        bars = (sign + goal.told(goal.must), sign + goal.told(goal.wish)) if goal else ("", "")
        cells = [told(one, goal) for one in (*halves, whole)]
        rows.append((name, *cells[:2], gap(*halves), cells[2], *bars, goal.verdict(whole) if goal else ""))
    return rows


def main() -> int:
    """Run from the command line."""
    material = asked_for("benchmarks.crisis", __doc__)
    judged = judge(material)
    figures = by_halves(judged)
    print(_table(("measure", "A", "B", "gap", "all", "must", "wish", "met"), lines(figures)))
    ppv = {f"{share:.1%}": round(believed(judged, share), 3) for share in PREVALENCES}
    print("\nShare of flagged messages that are crises, if this many of all were: ", ppv)
    if material.own:
        print(f"\n{OWN_ONLY}")
    else:
        lacking = ", ".join(missed(figures["all"])) or "none"
        print(f"\nMusts missed: {lacking}.  A gap marked ! is over 5 points, with 30 rows or more in each half.")
    print(f"\nWritten to {keep('crisis', _kept(figures, ppv, own=material.own))}.")
    return 0


def _kept(figures: Mapping[str, Mapping[str, Figure]], ppv: Mapping[str, float], *, own: bool) -> dict[str, Any]:
    return (
        {
            "material": "a few dozen sentences of our own" if own else "an evaluation folder",
            "figures": {half: {name: asdict(one) for name, one in of.items()} for half, of in figures.items()},
            "goals": [asdict(goal) | {"met": goal.verdict(figures["all"][goal.measure])} for goal in GOALS],
            "share of flagged that are crises, by prevalence": dict(ppv),
        }
        | machine()
        | {"command": COMMAND}
    )


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    )


if __name__ == "__main__":
    sys.exit(main())
