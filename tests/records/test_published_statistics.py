"""Publishing on a real PostgreSQL: once when a period has closed, never changed, and the rows gone after it."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.commands.made_year import MadeWeek, made_year
from app.jobs.keep_records import keep_once
from app.publishing import OUTCOMES_TOLD
from app.records import audit, reports, staff, statistics, weeks
from app.records.stage import StageRow, four_weeks_of, write
from app.records.tables import CubeFourWeeks, ReportCase, Staff
from app.records.unit_of_work import Records
from app.services.board.look_at_parts import RETENTION, STATISTICS
from app.services.statistics.hand_over import in_words, what_we_hold
from app.services.statistics.keep_statistics import months_before
from app.services.statistics.publish_statistics import publish_statistics
from app.services.statistics.yearly import show_years
from tests.nodes import Evening
from tests.records.rows import a_row

FIRST = four_weeks_of(date(2026, 9, 7))
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
PARTITIONS = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'session_stage'::regclass"
CLOSED = 4 * WEEK + 8 * DAY


def at(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


async def plant(records: Records, made: Sequence[MadeWeek], *, listeners: int = 5) -> None:
    """Weeks of visits, and listeners who had their chats."""
    async with records.unit() as unit:
        for nth in range(listeners):
            one = Staff(id=f"made{nth}", name=f"Made {nth}", role="listener", password_hash="", totp_secret="")
            if await staff.by_id(unit, one.id) is None:
                await staff.add(unit, one)
            for week in made:
                await weeks.add(unit, one.id, week.week, "sessions", 9)
        for week in made:
            await write(unit, week.rows)


def made(per_day: int, n: int, first: date = FIRST) -> list[MadeWeek]:
    return list(islice(made_year(per_day, first=first), n))


async def cubes(sql: AsyncConnection) -> dict[tuple[str, date, str, str, str], int | None]:
    found = {}
    for table in ("cube_week", "cube_4week"):
        for row in await sql.execute(sa.text(f"SELECT period, question, v1, v2, n FROM {table}")):  # noqa: S608
            found[table, *row[:4]] = row[4]
    return found


async def partitions(sql: AsyncConnection) -> int:
    return (await sql.execute(sa.text(PARTITIONS))).scalar_one()


async def test_four_weeks_are_published_once_eight_days_after_they_ended(
    records: Records, sql: AsyncConnection
) -> None:
    await plant(records, made(60, 4))
    assert await publish_statistics(records, now=at(FIRST + CLOSED - DAY)) == []
    assert await cubes(sql) == {}
    assert await publish_statistics(records, now=at(FIRST + CLOSED)) == [FIRST]
    published = await cubes(sql)
    assert {table for table, *_ in published} == {"cube_4week"}
    exact = (await sql.execute(sa.text("SELECT count(*) FROM session_stage WHERE topic_group = 'light'"))).scalar_one()
    shown = published["cube_4week", FIRST, "topic", "light", ""]
    assert shown is not None
    assert (abs(shown - exact) <= 2, shown % 5) == (True, 0)
    assert await publish_statistics(records, now=at(FIRST + CLOSED)) == []


@pytest.mark.proves("C23")
async def test_what_was_published_stays_whatever_comes_later(records: Records, sql: AsyncConnection) -> None:
    """C23: polling sees no visit come."""
    await plant(records, made(60, 4))
    await publish_statistics(records, now=at(FIRST + CLOSED))
    before = await cubes(sql)
    for hours in range(0, 48, 6):
        async with records.unit() as unit:
            await write(unit, [a_row(week=FIRST), a_row(week=FIRST + 5 * WEEK)])
        await publish_statistics(records, now=at(FIRST + CLOSED) + timedelta(hours=hours))
        assert await cubes(sql) == before
    cell = CubeFourWeeks(period=FIRST, question="topic", v1="light", v2="", n=5)
    with pytest.raises(IntegrityError):
        async with records.unit() as unit:
            await statistics.publish(unit, FIRST, 4, [cell], on=FIRST + CLOSED)
    assert await cubes(sql) == before


async def test_enough_visits_make_the_next_quarters_volume_weekly(records: Records, sql: AsyncConnection) -> None:
    await plant(records, made(150, 12))
    for week in range(14):
        await publish_statistics(records, now=at(FIRST + week * WEEK + DAY))
    published = await cubes(sql)
    in_weeks = sorted({period for table, period, *_ in published if table == "cube_week"})
    assert in_weeks == []  # nothing was published when October began
    assert {period for table, period, *_ in published} == {FIRST + nth * WEEK for nth in range(0, 12, 4)}
    january = four_weeks_of(date(2027, 1, 20))
    await plant(records, made(150, 4, january))
    for week in range(5):
        await publish_statistics(records, now=at(january + week * WEEK + 8 * DAY))
    published = await cubes(sql)
    weekly = Counter(period for table, period, *_ in published if table == "cube_week")
    assert weekly == dict.fromkeys([january + nth * WEEK for nth in range(4)], 67)
    of_four = {question for table, period, question, *_ in published if (table, period) == ("cube_4week", january)}
    assert of_four == {"mood", "crisis_by_topic", "mood_by_topic", "reports", "appeals"}


async def test_two_listeners_alone_are_not_put_on_show(records: Records, sql: AsyncConnection) -> None:
    await plant(records, made(60, 4), listeners=2)
    await publish_statistics(records, now=at(FIRST + CLOSED))
    assert set((await cubes(sql)).values()) == {None}


async def test_reports_are_counted_by_what_they_were_about(records: Records, sql: AsyncConnection) -> None:
    await plant(records, made(30, 4))
    async with records.unit() as unit:
        for nth in range(12 + 3):
            category = "sexual" if nth < 12 else "threat"
            unit.add(ReportCase(code_hash=f"{nth:064}", week=FIRST, category=category, expires=FIRST + 99 * WEEK))
    await publish_statistics(records, now=at(FIRST + CLOSED))
    said = {v1: n for (_, _, question, v1, _), n in (await cubes(sql)).items() if question == "reports"}
    assert said == dict.fromkeys(said) | {"sexual": 10}
    assert len(said) == 7


@pytest.mark.proves("C26")
async def test_partitions_go_eight_days_after_their_four_weeks_were_published(
    records: Records, sql: AsyncConnection, tmp_path: Path
) -> None:
    """C26: dropped whole, not deleted row by row."""
    node = Evening(tmp_path).node
    node.records = records
    await plant(records, made(30, 5))
    async with records.unit() as unit:  # a year ago and a day
        await audit.note(unit, at=at(FIRST - 340 * DAY), staff_id=None, did="was here")
    published = FIRST + CLOSED
    await keep_once(node, now=at(published))
    assert (await partitions(sql), node.failing) == (5, set())
    await keep_once(node, now=at(published + 7 * DAY))
    assert await partitions(sql) == 5
    await keep_once(node, now=at(published + 8 * DAY))
    assert (await partitions(sql), node.failing) == (1, set())
    async with records.unit() as unit:  # it comes far too late, and goes at once
        await write(unit, [a_row(week=FIRST)])
    await keep_once(node, now=at(published + 9 * DAY))
    assert await partitions(sql) == 1
    assert (await sql.execute(sa.text("SELECT count(*) FROM staff_audit"))).scalar_one() == 0
    assert len(await cubes(sql)) > 0
    await keep_once(node, now=at(date(FIRST.year + 2, FIRST.month + 2, 20)))
    assert {period for _, period, *_ in await cubes(sql)} == {FIRST + 4 * WEEK}


@pytest.mark.proves("C26")
async def test_rows_that_cannot_be_dropped_are_told_of(
    records: Records, sql: AsyncConnection, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    node = Evening(tmp_path).node
    node.records = records
    await plant(records, made(30, 4))
    await sql.execute(sa.text(f"CREATE VIEW leaning AS TABLE session_stage_{FIRST:%Y%m%d}"))
    await keep_once(node, now=at(FIRST + CLOSED))
    assert node.failing == set()
    await keep_once(node, now=at(FIRST + CLOSED + 20 * DAY))
    assert node.failing == {STATISTICS}
    assert [one.levelname for one in caplog.records] == ["ERROR"]
    assert caplog.records[0].getMessage().startswith(f"the stage of {FIRST} was not dropped")
    assert await partitions(sql) == 1  # it held up no other
    await sql.execute(sa.text("DROP VIEW leaning"))
    await keep_once(node, now=at(FIRST + CLOSED + 20 * DAY))
    assert (node.failing, await partitions(sql)) == (set(), 0)


async def test_away_postgres_is_late_until_it_is_back(records: Records, tmp_path: Path) -> None:
    node = Evening(tmp_path).node
    node.records = Records("postgresql+asyncpg://nobody@127.0.0.1:1/nowhere")
    await keep_once(node, now=at(FIRST))
    assert node.failing == {RETENTION, STATISTICS}
    node.records = records
    await keep_once(node, now=at(FIRST))
    assert node.failing == set()


async def test_yearly_figures_are_written_with_their_noise(records: Records) -> None:
    planted = made(60, 4)
    await plant(records, planted)
    await publish_statistics(records, now=at(FIRST + CLOSED))
    async with records.unit() as unit:
        figures = {(one.year, one.question, one.v1): one.n for one in await statistics.yearly(unit)}
    counted: Counter[tuple[str, str]] = Counter()
    for week in planted:
        endings = (OUTCOMES_TOLD.get(one.outcome, "talked") for one in week.rows)
        counted.update(("endings", one) for one in endings)
        counted.update(("mood", one.mood_change) for one in week.rows if one.mood_change != "unknown")
    assert {year for year, *_ in figures} == {FIRST.year}
    assert len(figures) == 4 + 3 + 1
    assert all(abs(n - counted[question, v1]) < 40 for (_, question, v1), n in figures.items())  # e to the minus forty
    assert await show_years(records) == []  # the year is not over


async def test_a_whole_year_is_public_when_its_last_four_weeks_are(records: Records) -> None:
    december = four_weeks_of(date(2026, 12, 27))
    await plant(records, made(60, 4, december))
    async with records.unit() as unit:
        await reports.count_held(unit, 2026)
    await publish_statistics(records, now=at(december + CLOSED))
    [year] = await show_years(records)
    assert (year.year, year.held, set(year.figures)) == (2026, 1, {"endings", "mood", "reports"})
    assert year.figures["endings"]["talked"] > 1000


async def test_what_we_could_hand_over_is_what_the_database_holds(records: Records, sql: AsyncConnection) -> None:
    await plant(records, made(30, 1))
    reviewed = tomllib.loads((Path(__file__).parent / "schema.toml").read_text())
    held = {one.name: one for one in await what_we_hold(records)}
    assert {name: {column for column, _ in one.columns} for name, one in held.items() if name != "alembic_version"} == {
        name: set(columns) for name, columns in reviewed.items()
    }
    assert not [one for one in held.values() if one.says == "Not one of ours." or not one.says]
    await sql.execute(sa.text("CREATE TABLE somebody_elses (what text)"))
    told = await in_words(records)
    assert "somebody_elses: Not one of ours.\n  what (text)" in told
    assert "session_stage_" not in told


def test_a_row_is_as_long_as_the_stage_has_columns() -> None:
    [row] = made(1, 1, FIRST)[0].rows[:1]
    assert isinstance(row, StageRow)
    assert months_before(date(2026, 3, 31), 25) == date(2024, 2, 28)
