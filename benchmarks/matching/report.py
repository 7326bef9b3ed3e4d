"""The tables, as they are printed and as docs/matching.md holds them."""

from collections.abc import Iterable
from pathlib import Path

from benchmarks.matching.figures import Run, figure
from benchmarks.matching.goals import Goal, Results

DOCS = Path("docs/matching.md")
MARK = "<!-- the tables below are written by `python -m benchmarks.matching --write-docs` -->"
_SHARES = {
    "urgent late or lost",
    "abandoned",
    "topic fit",
    "same language",
    "needing clearance, unmatched",
    "adults, unmatched",
}
_FIRST = (
    "mean", "p50", "p95", "urgent p95", "urgent late or lost", "elevated p95", "rarest topic p95",
    "rarest language p95", "abandoned", "topic fit", "same language", "load spread",
)  # fmt: skip
_AGES = ("needing clearance p95", "needing clearance, unmatched", "adults, unmatched")
_URGENT = ("urgent p95", "urgent late or lost", "asked per urgent", "burst per urgent")


def situation_table(cell: str, runs: dict[str, list[Run]]) -> str:
    """One situation, a policy a line."""
    some = next(iter(runs.values()))
    seekers = sum(len(run.rows) for run in some)
    head = f"### {cell}\n\n{len(some)} replications, {seekers:,} seekers, the same for every policy.\n"
    return head + "\n" + _table(("policy", *_FIRST), ([name, *_cells(_FIRST, of)] for name, of in runs.items()))


def ages_table(results: Results) -> str:
    """What it costs to be under 18, or not to say."""
    rows = (
        [cell, name, *_cells(_AGES, runs[name])]
        for cell, runs in results.items()
        for name in ("ours", "bound B")
        if name in runs
    )
    return _table(("situation", "policy", *_AGES), rows)


def urgent_table(results: Results) -> str:
    """What double offers and burst seats cost and bring."""
    rows = (
        [cell, name, *_cells(_URGENT, of)]
        for cell, runs in results.items()
        for name, of in runs.items()
        if name.startswith("ours") or name == "bound A"
    )
    return _table(("situation", "policy", *_URGENT), rows)


def goals_table(goals: Iterable[Goal]) -> str:
    """Each promise with its verdict."""
    rows = (
        [
            one.row,
            one.what,
            one.where,
            _number(one.figure) + (f" ({_number(one.interval[0])}–{_number(one.interval[1])})" if one.interval else ""),
            ("≥ " if one.at_least else "≤ ") + _number(one.must),
            ("≥ " if one.at_least else "≤ ") + _number(one.goal),
            one.verdict,
        ]
        for one in goals
    )
    return _table(("row", "what", "where", "figure", "must", "goal", "verdict"), rows)


def ranges_table(judged: dict[str, list[float]]) -> str:
    """How the range shown holds."""
    heads = ("", "quiet third", "middle third", "busy third", "all")
    return _table(heads, ([name, *(_number(one) for one in values)] for name, values in judged.items()))


def write_docs(parts: Iterable[str]) -> None:
    """Put the tables in place of the old ones."""
    page = DOCS.read_text(encoding="utf-8")
    head = page.partition(MARK)[0].rstrip()
    DOCS.write_text(f"{head}\n\n{MARK}\n\n" + "\n\n".join(parts).rstrip() + "\n", encoding="utf-8")


def _cells(names: Iterable[str], runs: list[Run]) -> list[str]:
    return [f"{figure(name, runs):.1%}" if name in _SHARES else _number(figure(name, runs)) for name in names]


def _number(figure: float) -> str:
    large, small = 1000, 10
    if abs(figure) >= large:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if abs(figure) >= small else f"{figure:.3g}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
