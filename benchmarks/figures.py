"""Figures as tables and as JSON, with the machine and the command that made them."""

import json
import os
import platform
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(".bench")


class Goal(NamedTuple):
    """What was reached, beside what has to be and what we would like."""

    what: str
    reached: float
    goal: float
    must: float | None = None
    most: bool = False
    """The figure is to be at most that, not at least."""

    @property
    def met(self) -> str:
        """Whether the goal is met, or what must be, or neither."""
        return "yes" if self._is(self.goal) else "the must" if self.must is not None and self._is(self.must) else "no"

    def _is(self, bound: float) -> bool:
        return self.reached <= bound if self.most else self.reached >= bound


def goals_table(goals: Sequence[Goal]) -> str:
    """Return the goals as a table of Markdown."""
    lines = ["| what | | reached | must | goal | met |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {one.what} | {'at most' if one.most else 'at least'} | {one.reached:.2f} "
        f"| {'' if one.must is None else f'{one.must:g}'} | {one.goal:g} | {one.met} |"
        for one in goals
    ]
    return "\n".join(lines)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of them does not exceed; zero when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def spread(values: Sequence[float], *, unit: float = 1.0, p99: bool = True) -> dict[str, float]:
    """Return the usual quantiles, in this unit."""
    shares = {"p50": 0.5, "p95": 0.95} | ({"p99": 0.99} if p99 else {}) | {"max": 1.0}
    return {name: round(quantile(values, share) / unit, 3) for name, share in shares.items()}


def machine() -> dict[str, str]:
    """Return what it was measured on, and how to do it again."""
    model = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        names = [line.partition(":")[2].strip() for line in told.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    module = Path(sys.argv[0]).stem
    return {
        "machine": f"{os.cpu_count()} x {model}",
        "load average at the end": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "python": platform.python_version(),
        "command": shlex.join(["python", "-m", f"benchmarks.{module}", *sys.argv[1:]]),
    }


def show(title: str, rows: Mapping[str, Any]) -> None:
    """Print a table."""
    width = max(map(len, rows))
    print(f"\n{title}\n")
    for name, value in rows.items():
        told = "   ".join(f"{key} {one:g}" for key, one in value.items()) if isinstance(value, Mapping) else value
        print(f"  {name:<{width}}   {told}")
    print()


def keep(name: str, rows: Mapping[str, Any]) -> Path:
    """Write the same as JSON."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(rows, indent=2) + "\n")
    return path
