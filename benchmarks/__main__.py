"""`make bench`: compare, at each number of chats, and write docs/performance.md anew from what was measured."""

import argparse
import sys
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import compare, growth, joining, nodes, pages, reading, stalls, starting, years
from benchmarks.figures import Goal, goals_table, keep

PAGE = Path("docs") / "performance.md"
LIBRARIES = ("litestar", "uvicorn", "uvloop", "websockets", "msgspec", "vaderSentiment")
INTRODUCTION = """# How fast it is

Written by `make bench`; change `benchmarks/`, not this page. What counts are the ratios: all relays of a table ran in
turns, in one run, on one machine. A message is two frames in (the text, and that it was delivered) and three out, each
of 512 bytes. "Server" and "client" are shares of one core; a load client well below 1.00 was not the limit.

Which frames a socket takes stands in the [protocol](protocol.md#below-the-frames-rfc-6455), a line for each rule,
played on uvicorn's own protocol as well; what was tried and did not help, and where the time of a message goes, in
[decision 23](decisions/0023-a-short-way-for-what-is-said.md).
"""


PARTS: dict[str, Any] = {
    "From asking for a place to the offer": joining,
    "Pages": pages,
    "Several nodes": nodes,
    "Standstills of the loop": stalls,
    "Reading": reading,
    "Start-up": starting,
    "From ten open chats to thousands": growth,
    "From no records to years of them": years,
}


def page(relays: list[dict[str, Any]], others: dict[str, str], goals: list[Goal], *, command: str) -> str:
    """Return the page."""
    last = relays[-1]
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    told = [
        INTRODUCTION,
        f"- Machine: {last['machine']}; load average at the end: {last['load average at the end']}",
        f"- Python {last['python']}; {versions}; the peers' versions stand in `requirements/bench.txt` and",
        "  `benchmarks/peers/package-lock.json`",
        f"- Command: `{command}`",
        "",
        "## Of the goals",
        "",
        goals_table(goals),
        "",
        "## Relay",
        "",
        "\n\n".join(compare.table(one) for one in relays),
    ]
    told += [line for title, table in others.items() for line in ("", f"## {title}", "", table)]
    return "\n".join(told) + "\n"


def main() -> int:
    """Run from the command line."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--chats", type=int, nargs="+", default=[100])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=4.0)
    given = asked.parse_args()
    others: dict[str, str] = {}
    goals: list[Goal] = []
    for title, part in PARTS.items():
        figures = part.run()
        others[title] = part.table(figures)
        goals += part.goals(figures)
        print(f"## {title}\n\n{others[title]}\n", flush=True)
    command = " ".join(["python -m benchmarks", *sys.argv[1:]])
    relays = []
    for chats in given.chats:
        relays.append(compare.run(chats=chats, rounds=given.rounds, seconds=given.seconds))
        print(f"\n{compare.table(relays[-1])}\n\nWritten to {keep(f'compare-{chats}', relays[-1])}.", flush=True)
        reached = [goal for one in relays for goal in compare.goals(one)]
        reached += [compare.grown(few, many) for few, many in pairwise(relays)]
        PAGE.write_text(page(relays, others, reached + goals, command=command), encoding="utf-8")
        print(f"Written to {PAGE}, as far as it is measured.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
