"""`earshot demo-year`: put a made-up year into the database, so that a newcomer can look at full statistics.

Each four weeks are written as the service writes them, published by its own job on the day they would have been, and
dropped. Numbers that nobody stands behind must never stand among real ones, and what was published never changes. So
it is refused on a public service, where anybody was ever invited, and where anything has been published.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from secrets import token_urlsafe
from typing import Annotated

import typer
from argon2 import PasswordHasher

from app import clock
from app.commands.ground import (
    DataFolder,
    Refused,
    SettingsFile,
    database,
    failing_plainly,
    say,
    settings_for,
    with_records,
)
from app.commands.made_year import WEEKS, MadeWeek, made_year
from app.publishing import FOUR
from app.records import reports, staff, stage, stage_weeks, statistics, weeks
from app.records.bands import four_weeks_of
from app.records.samples import SAMPLE_PEOPLE, plant_samples
from app.records.tables import ReportCase, Staff
from app.records.unit_of_work import Records
from app.services.statistics.publish_statistics import LAST_ROWS, WEEK, publish_statistics

LISTENERS = ("Robin", "Mika", "Jo")
MADE_UP = {*SAMPLE_PEOPLE, *LISTENERS}
REPORTED = ("asked-for-contact", "harassing", "unsafe", "sexual", "other")
KEPT = timedelta(days=180)


def demo_year(
    ctx: typer.Context,
    data: DataFolder = None,
    file: SettingsFile = None,
    per_day: Annotated[int, typer.Option(min=1, max=5000, help="Visits a day.")] = 200,
) -> None:
    """Put a made-up year of visits into a service that is only tried out, and publish it four weeks by four weeks."""
    settings = settings_for(ctx, data, file)
    with failing_plainly():
        if settings.public:
            raise Refused("this service is open to people, and made-up numbers would stand among theirs.")
        with database(settings) as there, typer.progressbar(length=WEEKS, label="Weeks of a made-up year") as shown:
            visits = with_records(
                there, lambda records: load_year(records, per_day=per_day, now=clock.now(), done=shown.update)
            )
    say(f"{visits} made-up visits of a year are published. Start with --samples, sign in as Kim, and open Statistics.")


async def load_year(
    records: Records, *, per_day: int, now: datetime, done: Callable[[int], object], lasts: int = WEEKS
) -> int:
    """Write and publish the year, or as many weeks, before this moment; return how many visits. Raises Refused."""
    async with records.unit() as unit:
        if await statistics.days(unit):
            raise Refused("there are published statistics already. Choose another folder with --data.")
        if {person.name for person in await staff.everybody(unit)} - MADE_UP:
            raise Refused("somebody has been let in here: made-up numbers are for trying out. Choose another --data.")
        await plant_samples(unit, now=now)
        for name in LISTENERS:
            if await staff.by_name(unit, name) is None:
                await staff.add(unit, _listener(name))
    after = four_weeks_of((now - LAST_ROWS).date())
    made, visits = made_year(per_day, seed=2026, first=after - lasts * WEEK, weeks=lasts), 0
    for _ in range(0, lasts, FOUR):
        four = [next(made) for _ in range(FOUR)]
        await _load(records, four)
        visits += sum(map(len, four))
        done(FOUR)
    return visits


async def _load(records: Records, four: list[MadeWeek]) -> None:
    for week in four:
        async with records.unit() as unit:
            await stage.write(unit, week.rows)
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
