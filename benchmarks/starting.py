"""`make bench`: from starting the process to the first honest "ready", with a database that is there already."""

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import Goal
from benchmarks.service import AS_SHIPPED, Service

GOAL = 5
"""Seconds."""


def run(*, starts: int = 5) -> dict[str, Any]:
    """Return the seconds of each start after the first one, which makes the database."""
    took = []
    with tempfile.TemporaryDirectory(prefix="earshot-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # when root measures, PostgreSQL runs as nobody
        for _ in range(starts + 1):
            start = time.perf_counter()
            with Service(Path(folder) / "data", env=AS_SHIPPED):
                took.append(time.perf_counter() - start)
    return {"first": round(took[0], 2), "median": round(median(took[1:]), 2), "most": round(max(took[1:]), 2)}


def goals(figures: dict[str, Any]) -> list[Goal]:
    """Return what was reached of them."""
    return [Goal("a later start, s", figures["median"], GOAL, most=True)]


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a sentence."""
    return (
        f"The first start, which makes the database, takes {figures['first']:.1f} s; "
        f"a later one {figures['median']:.1f} s (median), {figures['most']:.1f} s at most, PostgreSQL included."
    )
