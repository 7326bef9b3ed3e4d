"""`make bench`: compare, at each number of chats, and write docs/performance.md anew from what was measured."""

import argparse
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.compare import run, table
from benchmarks.figures import keep

PAGE = Path("docs") / "performance.md"
LIBRARIES = ("litestar", "uvicorn", "uvloop", "websockets", "msgspec", "vaderSentiment")
INTRODUCTION = """# How fast it is

Written by `make bench`; change `benchmarks/`, not this page. What counts are the ratios: all relays of a table ran in
turns, in one run, on one machine. A message is two frames in (the text, and that it was delivered) and three out, each
of 512 bytes. "Server" and "load client" are shares of one core; a load client well below 1.00 was not the limit.
"""


def page(all_figures: list[dict[str, Any]], *, command: str) -> str:
    """Return the page."""
    last = all_figures[-1]
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    told = [
        INTRODUCTION,
        f"- Machine: {last['machine']}; load average at the end: {last['load average at the end']}",
        f"- Python {last['python']}; {versions}; the peers' versions stand in `requirements/bench.txt` and",
        "  `benchmarks/peers/package-lock.json`",
        f"- Command: `{command}`",
        "",
        "## Relay",
        "",
        "\n\n".join(table(one) for one in all_figures),
    ]
    return "\n".join(told) + "\n"


def main() -> int:
    """Run from the command line."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--chats", type=int, nargs="+", default=[100])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=4.0)
    given = asked.parse_args()
    told = []
    for chats in given.chats:
        told.append(run(chats=chats, rounds=given.rounds, seconds=given.seconds))
        print(f"\n{table(told[-1])}\n\nWritten to {keep(f'compare-{chats}', told[-1])}.")
    command = " ".join(["python -m benchmarks", *sys.argv[1:]])
    PAGE.write_text(page(told, command=command), encoding="utf-8")
    print(f"Written to {PAGE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
