"""What the fault tests have measured, one row each: printed as a table at the end, and kept as JSON in `.bench/`."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

KEPT = Path(".bench") / "faults.json"
COLUMNS = (
    "schedules",
    "faults",
    "messages",
    "lost",
    "duplicated",
    "out_of_order",
    "wrong",
    "away",
    "p50",
    "p95",
    "max",
)
_ROWS: dict[str, dict[str, Any]] = {}


def noted(name: str, *, away: Sequence[float] = (), **figures: float) -> None:
    """Add to a row; `away` are the seconds for which pages were away before they were back."""
    row = _ROWS.setdefault(name, {"_away": []})
    row["_away"] += away
    for figure, value in figures.items():
        row[figure] = row.get(figure, 0) + value
    times = sorted(row["_away"])
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else [max(times, default=0.0)] * 19
    row |= {
        "away": len(times),
        "p50": round(cuts[9], 2),
        "p95": round(cuts[18], 2),
        "max": round(max(times, default=0.0), 2),
    }


def table() -> str:
    """Return everything that was noted, a line each; nothing when nothing was."""
    if not _ROWS:
        return ""
    width = max(map(len, _ROWS))
    lines = [" " * width + "".join(f"{name:>13}" for name in COLUMNS)]
    lines += [f"{name:<{width}}" + "".join(f"{row.get(one, ''):>13}" for one in COLUMNS) for name, row in _ROWS.items()]
    return "\n".join(lines)


def keep() -> None:
    """Write it down, beside what others have measured of other things."""
    if _ROWS:
        KEPT.parent.mkdir(exist_ok=True)
        before = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        rows = {name: {key: value for key, value in row.items() if key[0] != "_"} for name, row in _ROWS.items()}
        KEPT.write_text(json.dumps(before | rows, indent=2) + "\n")
