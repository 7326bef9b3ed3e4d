"""`make demo-year`: put a made-up year into a data folder, so that a newcomer can look at full dashboards.

Each four weeks are written as the service writes them, published by its own job on the day they would have been, and
dropped. It is refused where anything has been published: what was published never changes.
"""

import argparse
import asyncio
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from secrets import token_urlsafe

from argon2 import PasswordHasher

from app import clock
from app.commands.ground import embedded
from app.publishing import FOUR
from app.records import reports, staff, stage, stage_weeks, statistics, weeks
from app.records.bands import four_weeks_of
from app.records.postgres import PostgresUnavailable
from app.records.samples import plant_samples
from app.records.tables import ReportCase, Staff
from app.records.unit_of_work import Records
from app.services.statistics.publish_statistics import LAST_ROWS, WEEK, publish_statistics
from benchmarks.statistics.made_year import WEEKS, MadeWeek, made_year

LISTENERS = ("Robin", "Mika", "Jo")
PER_DAY = 200
REPORTED = ("asked-for-contact", "harassing", "unsafe", "sexual", "other")
KEPT = timedelta(days=180)


class PublishedAlready(Exception):
    """There are statistics in this folder."""


async def load_year(records: Records, *, per_day: int, now: datetime) -> int:
    """Write and publish the year before this moment; return how many visits that is. Raises PublishedAlready."""
    async with records.unit() as unit:
        if await statistics.days(unit):
            raise PublishedAlready
        await plant_samples(unit, now=now)
        for name in LISTENERS:
            if await staff.by_name(unit, name) is None:
                await staff.add(unit, _listener(name))
    after = four_weeks_of((now - LAST_ROWS).date())
    made = list(made_year(per_day, seed=2026, first=after - WEEKS * WEEK))
    for nth in range(0, WEEKS, FOUR):
        await _load(records, made[nth : nth + FOUR])
    return sum(map(len, made))


async def _load(records: Records, four: list[MadeWeek]) -> None:
    for week in four:
        async with records.unit() as unit:
            await stage.write(unit, week.rows())
            for name in LISTENERS:
                person = await staff.by_name(unit, name)
                if person is not None:
                    await weeks.add(unit, person.id, week.week, "sessions", 8)
    async with records.unit() as unit:
        for nth in range(sum(map(len, four)) // 60):
            await reports.keep(unit, _case(four[0].week, nth))
    for week in four:
        await publish_statistics(records, now=_published(week.week + WEEK))
    async with records.unit() as unit:
        for week in four:
            await stage_weeks.drop(unit, week.week)


def _published(end: date) -> datetime:
    return datetime.combine(end + LAST_ROWS, time(4), UTC)


def _listener(name: str) -> Staff:
    unknown = PasswordHasher(time_cost=1, memory_cost=64).hash(token_urlsafe(32))
    return Staff(id=clock.new_id(), name=name, role="listener", tier="full", password_hash=unknown, totp_secret="")


def _case(week: date, nth: int) -> ReportCase:
    return ReportCase(
        code_hash=clock.random_key().hex * 2,
        week=week,
        category=REPORTED[min(nth % 11, len(REPORTED) - 1)],
        decision="nothing" if nth % 3 else "warned",
        heard=nth % 2 == 0,
        appealed=nth % 2 == 0,
        overturned=nth % 4 == 0,
        expires=week + KEPT,
    )


def main() -> int:
    """Load it; return the exit code."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.statistics.demo_year", description=__doc__)
    asked.add_argument("--data", type=Path, default=Path(".data"), help="the folder that `make run` uses")
    asked.add_argument("--per-day", type=int, default=PER_DAY, help="visits a day")
    given = asked.parse_args()
    try:
        with embedded(given.data.absolute() / "postgres") as (_, there):
            return asyncio.run(_into(there.url, given.per_day))
    except PostgresUnavailable as reason:
        print(f"Stop Earshot first, then try again: {reason}", file=sys.stderr)
        return 1


async def _into(url: str, per_day: int) -> int:
    records = Records(url)
    try:
        n = await load_year(records, per_day=per_day, now=clock.now())
    except PublishedAlready:
        print("There are published statistics in this folder already; choose another: DATA=...", file=sys.stderr)
        return 1
    finally:
        await records.close()
    print(f"{n} made-up visits of a year are published. `make run`, sign in as Kim, and open Statistics.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
