"""`make bench-statistics`: publish three made-up years and attack each of them whole. QUICK=1: every fourth period.

It fails when any count has fewer than three candidates, or when the attack cannot even break what is too weak.
"""

import os
import sys
import time
from collections.abc import Mapping
from typing import Any

from app.commands.made_year import made_year
from app.publishing.rounding import FEWEST_CANDIDATES
from benchmarks.figures import keep, machine, show
from benchmarks.statistics.audit import VOLUMES, attacked, shown_share, with_both_sides, without_rounding
from benchmarks.statistics.published_year import published_year


def main() -> int:
    """Print the table; return the exit code."""
    made = [row(per_day, step=4 if os.environ.get("QUICK") else 1) for per_day in VOLUMES]
    for one in made:
        show(f"What is left to somebody who sees all that is published, at {one['visits a day']} visits a day", one)
    print(f"  kept in {keep('statistics', machine() | {'years': made})}\n")
    return 0 if all(kept(one) for one in made) else 1


def kept(one: Mapping[str, Any]) -> bool:
    """Whether the promise holds, and the attack is worth its name."""
    holds = one["determined"] == 0 and one["fewest candidates"] >= FEWEST_CANDIDATES
    return bool(holds and one["determined without rounding"] and one["too few with both sides"])


def row(per_day: int, *, step: int) -> dict[str, Any]:
    """Audit one year."""
    began = time.perf_counter()
    weeks = list(made_year(per_day))
    year = published_year(weeks)
    audits = [attacked(year[nth], weeks[4 * nth : 4 * nth + 4]) for nth in range(0, len(year), step)]
    cells = [(four.tables, count, n) for four in year for count, n in four.shown.items()]
    last = year[-1]
    return {
        "visits a day": per_day,
        "periods of a week": sum(4 for four in year if four.length == 1),
        "periods of four": sum(four.length != 1 for four in year),
        "cells": len(cells),
        "hidden %": round(100 * sum(n is None for _, _, n in cells) / len(cells), 1),
        "in shown topic cells %": round(100 * shown_share(year), 1),
        "counts attacked": sum(len(one.found) for one in audits),
        "determined": sum(len(one.determined) for one in audits),
        "fewest candidates": min(one.fewest for one in audits),
        "determined without rounding": sum(len(one.candidates) == 1 for one in without_rounding(last)),
        "too few with both sides": sum(len(one.candidates) < FEWEST_CANDIDATES for one in with_both_sides(last)),
        "solved": sum(one.solved for one in audits),
        "seconds": round(time.perf_counter() - began, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
