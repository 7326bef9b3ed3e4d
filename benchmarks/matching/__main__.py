"""`make bench-matching`: play every situation, print the tables and the goals, keep the figures in .bench/."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from benchmarks.matching.cells import Cell, cells
from benchmarks.matching.figures import FIGURES, Run, figure, play
from benchmarks.matching.goals import Goal, Results, goals, machine_goals, range_goals
from benchmarks.matching.people import Situation, day
from benchmarks.matching.ranges import judge, watch
from benchmarks.matching.report import (
    ages_table,
    goals_table,
    ranges_table,
    situation_table,
    urgent_table,
    write_docs,
)
from benchmarks.matching.snapshots import Snapshot, snapshot
from benchmarks.matching.speed import Speed, speed

QUICK = bool(os.environ.get("QUICK"))
WRITE = "--write-docs" in sys.argv
KEPT = Path(".bench/matching.json")


def main() -> None:
    """Run everything, printing as it goes."""
    began = perf_counter()
    parts: list[str] = []
    results: Results = {}
    for cell in cells(quick=QUICK):
        results[cell.situation.name] = _play(cell)
        _say(parts, situation_table(cell.situation.name, results[cell.situation.name]))
    _say(parts, "### Under 18, or not said\n\n" + ages_table(results))
    _say(parts, "### Urgent tickets\n\n" + urgent_table(results))
    judged = _ranges()
    _say(parts, "### The range shown\n\n" + ranges_table(judged))
    small, large = _speeds()
    reached = [*goals(results), *machine_goals(small, large, _snapshots()), *range_goals(judged)]
    _say(parts, f"### Speed\n\n{_speed_line(small)}\n{_speed_line(large)}")
    _say(parts, "### Goals\n\n" + goals_table(reached))
    _keep(results, reached, small, large)
    if WRITE:
        write_docs([parts[-1], *parts[:-1]])
    print(f"\n{perf_counter() - began:,.0f} s")


def _say(parts: list[str], part: str) -> None:
    parts.append(part)
    print(f"\n{part}", flush=True)


def _play(cell: Cell) -> dict[str, list[Run]]:
    return {
        policy: [play(cell.situation, policy, seed) for seed in range(cell.replications)] for policy in cell.policies
    }


def _ranges() -> dict[str, list[float]]:
    evenings = Situation("day, ranges", 100, 0.9, hours=6, shape=day, peak=1.5)
    return judge(watch(evenings, range(100, 101 if QUICK else 108)))


def _speeds() -> tuple[Speed, Speed]:
    """The best of three each, in turns: what else the machine does only slows them."""
    pairs = [(speed(100, 100), speed(10_000, 5_000)) for _ in range(3)]
    small = max((one for one, _ in pairs), key=lambda one: one.events_a_second)
    return small, max((one for _, one in pairs), key=lambda one: one.events_a_second)


def _snapshots() -> list[Snapshot]:
    shapes = (("as many as seats", 400, 400), ("twice as many seekers", 800, 400), ("twice as many seats", 400, 800))
    return [
        snapshot(name, seekers, seats, seed=seed, listeners_first=first)
        for name, seekers, seats in shapes
        for seed in range(1 if QUICK else 4)
        for first in (True, False)
    ]


def _speed_line(one: Speed) -> str:
    return f"- {one.waiting:,} waiting x {one.listeners:,} on shift: {one.events_a_second:,.0f} events a second"


def _keep(results: Results, reached: list[Goal], *speeds: Speed) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    figures = {
        cell: {policy: {name: figure(name, of) for name in FIGURES} for policy, of in runs.items()}
        for cell, runs in results.items()
    }
    kept = {
        "figures": figures,
        "goals": [asdict(one) | {"verdict": one.verdict} for one in reached],
        "speed": [asdict(one) for one in speeds],
    }
    KEPT.write_text(json.dumps(kept, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
