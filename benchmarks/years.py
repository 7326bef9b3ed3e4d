"""`make bench-years`: what pages, a join and a start cost a service with ten years of records, beside one with none.

The years are made up, and written, published and dropped four weeks by four weeks as the service itself does it. Both
services run at once and are asked by turns. `YEARS=` says how many.
"""

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import text

from app import clock
from app.commands.demo_year import load_year
from app.commands.ground import database, settings_from, with_records
from app.commands.made_year import WEEKS
from app.records.unit_of_work import Records
from benchmarks.crew import signed_in_by_link
from benchmarks.figures import Goal, keep
from benchmarks.joining import one_join
from benchmarks.people import api
from benchmarks.relay import NO_LIMIT
from benchmarks.service import AS_SHIPPED, Service

YEARS = int(os.environ.get("YEARS", "10"))
PER_DAY = 100
ROUNDS, EACH, JOINS, STARTS = 5, 20, 20, 5
FLAT = 1.1
PAGES = {
    "landing": "/",
    "intake": "/talk",
    "transparency": "/transparency",
    "a coordinator's board": "/coordinator",
    "statistics": "/coordinator/statistics",
}


def _years(data: Path) -> dict[str, Any]:
    """Put them there; return how much that is."""
    data.mkdir(mode=0o755)
    with database(settings_from(None, data=data)) as there:
        visits = with_records(there, _loaded)
        size = with_records(there, _size)
    return {"years": YEARS, "visits": visits, "megabytes": round(size / 1e6, 1)}


async def _loaded(records: Records) -> int:
    return await load_year(records, per_day=PER_DAY, now=clock.now(), done=lambda _: None, lasts=YEARS * WEEKS)


async def _size(records: Records) -> int:
    async with records.reading() as unit:
        return int(await unit.scalar(text("SELECT pg_database_size(current_database())")) or 0)


class Asked:
    """One of the two services, and how long everything took there."""

    def __init__(self, data: Path) -> None:
        self.took: dict[str, list[float]] = {}
        self._data = data
        self.plain = Service(data, env=AS_SHIPPED)
        env = NO_LIMIT | AS_SHIPPED | {"CREW": str(JOINS)}
        self.crewed = Service(data, env=env, module="benchmarks.peers.measured")

    def start(self) -> None:
        """Start it once, on the database that is there."""
        begun = perf_counter()
        with self.plain:
            self._took("start to ready", begun)

    async def pages(self) -> None:
        """Ask for each page some times, signed in as a coordinator."""
        async with api(self.crewed.origin) as http:
            for name, path in PAGES.items():
                for _ in range(EACH):
                    begun = perf_counter()
                    (await http.get(path, headers={"Cookie": self._coordinator})).raise_for_status()
                    self._took(name, begun)

    async def come(self) -> None:
        """Sign in."""
        async with api(self.crewed.origin) as http:
            self._coordinator = await signed_in_by_link(http, self.crewed.links()["coordinator"])
        self._listeners = iter(json.loads((self._data / "crew.json").read_text()))

    async def join(self) -> None:
        """Somebody comes to a listener who has just come too; both leave again."""
        async with api(self.crewed.origin) as http:
            took = await one_join(http, self.crewed.origin, next(self._listeners))
        self.took.setdefault("join to offer", []).append(took)

    def milliseconds(self) -> dict[str, float]:
        """Return the median of everything."""
        return {name: round(median(each) * 1000, 2) for name, each in self.took.items()}

    def _took(self, what: str, begun: float) -> None:
        self.took.setdefault(what, []).append(perf_counter() - begun)


async def _ask(both: tuple[Asked, Asked]) -> None:
    for one in both:
        await one.come()
        await one.pages()
        one.took = {
            name: took for name, took in one.took.items() if name not in PAGES
        }  # a first time is another matter
    for _ in range(ROUNDS):
        for one in both:
            await one.pages()
    for _ in range(JOINS):
        for one in both:
            await one.join()


def run() -> dict[str, Any]:
    """Return the medians with no records and with years of them, in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="earshot-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # when root measures, PostgreSQL runs as nobody
        loaded = _years(folder / "years")
        none, years = both = Asked(folder / "none"), Asked(folder / "years")
        for _ in range(STARTS + 1):
            for one in both:
                one.start()
        for one in both:
            del one.took["start to ready"][0]
        with none.crewed, years.crewed:
            asyncio.run(_ask(both))
    return loaded | {"none": none.milliseconds(), "with": years.milliseconds()}


def goals(figures: dict[str, Any]) -> list[Goal]:
    """Return what was reached of ours: nobody who comes waits for what was long ago."""
    none, years = figures["none"], figures["with"]
    ways = ("landing", "join to offer", "start to ready")
    return [
        Goal(f"{way}, {figures['years']} years of records / none", years[way] / none[way], FLAT, most=True)
        for way in ways
    ]


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table of Markdown."""
    lines = [
        f"{figures['years']} years of records are {figures['visits']:,} visits, published and dropped:",
        f"{figures['megabytes']:.1f} MB in PostgreSQL. Medians, with none and with those, by turns.",
        "",
        f"| | no records, ms | {figures['years']} years, ms | ratio |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {one:.1f} | {figures['with'][name]:.1f} | {figures['with'][name] / one:.2f} |"
        for name, one in figures["none"].items()
    ]
    return "\n".join(lines)


def main() -> int:
    """Run from the command line."""
    figures = run()
    print(table(figures))
    print(f"Written to {keep('years', figures)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
