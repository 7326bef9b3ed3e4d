"""Listeners' weeks and suspensions, on a real PostgreSQL."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.identity import staff_session
from app.live.hub import listener_page
from app.live.notes import Care
from app.records import audit, duty, staff, weeks
from app.records.tables import Staff
from app.records.unit_of_work import Records
from app.services.cases.file_report import file_report
from app.services.keep_records import forget_old
from app.services.know import SIGNED_OUT, NotSignedIn, known_staff
from app.services.shift.suspend import NotToSuspend, lift_suspension, suspend
from app.services.shift.tally import tally
from app.services.write_stage import flush
from app.wire.events import Ended, Place
from app.wire.requests import Report
from tests.nodes import NIGHT, Evening

WEEK = date(2026, 11, 16)
LONG_AGO = date(2020, 1, 6)


@pytest_asyncio.fixture
async def evening(records: Records, tmp_path: Path) -> Evening:
    """An evening whose records can be reached, with Sam who listens and Kim who coordinates."""
    one = Evening(tmp_path)
    one.node.records = records
    async with records.unit() as unit:
        for id_, role in (("sam", "listener"), ("kim", "coordinator")):
            await staff.add(unit, somebody(id_, role=role))
    return one


def somebody(id_: str, **facts: Any) -> Staff:
    return Staff(id=id_, name=id_.capitalize(), password_hash="", totp_secret="", tier="full", **facts)


async def of_sam(records: Records) -> dict[date, dict[str, int]]:
    async with records.unit() as unit:
        return {week: dict(found) for week, found in (await weeks.of(unit, "sam", since=LONG_AGO)).items()}


async def test_counts_are_written_with_a_batch_and_only_of_the_staff(evening: Evening, records: Records) -> None:
    for listener in ("sam", "sam", "somebody who has left"):
        tally(evening.node, listener, "passes", now=NIGHT)
    assert await of_sam(records) == {}
    await flush(evening.node.unwritten, records, now=NIGHT, last=True)
    assert await of_sam(records) == {WEEK: {"passes": 2}}
    tally(evening.node, "sam", "passes", now=NIGHT)
    await flush(evening.node.unwritten, records, now=NIGHT, last=True)
    assert await of_sam(records) == {WEEK: {"passes": 3}}
    assert not evening.node.unwritten.tallies


@pytest.mark.proves("C26")
async def test_of_a_week_that_is_over_only_the_bands_stay_and_after_twelve_weeks_nothing(records: Records) -> None:
    async with records.unit() as unit:
        await staff.add(unit, somebody("sam", role="listener"))
        for what, n in (("sessions", 7), ("minutes", 500), ("passes", 41), ("lapses", 0)):
            await weeks.add(unit, "sam", WEEK, what, n)  # type: ignore[arg-type]  # they are words of the list
        await weeks.coarsen(unit, WEEK + timedelta(days=15))
    assert (await of_sam(records))[WEEK] == {"sessions": 7, "minutes": 500, "passes": 41, "lapses": 0}
    for day in (16, 7 * 12 + 6):
        async with records.unit() as unit:
            await weeks.coarsen(unit, WEEK + timedelta(days=day))
        assert (await of_sam(records))[WEEK] == {"sessions": 6, "minutes": 480, "passes": 40, "lapses": 0}
    async with records.unit() as unit:
        await weeks.coarsen(unit, WEEK + timedelta(weeks=13))
    assert await of_sam(records) == {}


async def test_hours_on_duty_are_taken_from_those_of_the_rest_rules(evening: Evening, records: Records) -> None:
    hour = timedelta(hours=1)
    monday = datetime(2026, 11, 16, tzinfo=NIGHT.tzinfo)
    async with records.unit() as unit:
        await duty.keep(unit, "sam", {monday - hour: hour, monday: hour, NIGHT.replace(minute=0): hour / 2})
    for _ in range(2):
        await forget_old(evening.node, now=NIGHT)
    assert await of_sam(records) == {WEEK: {"minutes": 90}}


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0"), (1, "1–2"), (2, "1–2"), (3, "3–5"), (19, "10–19"), (40, "40+"), (900, "40+")]
)
def test_a_count_is_said_as_its_band(n: int, said: str) -> None:
    assert weeks.band(n) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0"), (20, "under 1"), (60, "1–2"), (479, "4–8"), (480, "8–12"), (2000, "16+")]
)
def test_hours_are_said_as_their_band(minutes: int, said: str) -> None:
    assert weeks.hours({"minutes": minutes}) == said


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({"breaksSkipped": 2}, set()),
        ({"breaksSkipped": 3}, {"sam:breaks"}),
        ({"sessions": 6, "crisis": 2}, set()),
        ({"sessions": 6, "crisis": 3}, {"sam:heavy"}),
        ({"sessions": 4, "crisis": 4}, set()),
    ],
)
async def test_a_coordinator_is_told_kindly_of_a_hard_week(
    evening: Evening, records: Records, counted: dict[Any, int], expected: set[str]
) -> None:
    await evening.listener("sam")
    for what, n in counted.items():
        async with records.unit() as unit:
            await weeks.add(unit, "sam", WEEK, what, n - 1)
        tally(evening.node, "sam", what, now=NIGHT)
    await forget_old(evening.node, now=NIGHT)
    assert set(evening.node.live.notes.all(Care)) == expected


async def test_a_suspension_takes_effect_in_the_middle_of_a_chat(evening: Evening, records: Records) -> None:
    kim, node = somebody("kim", role="coordinator"), evening.node
    async with records.unit() as unit:
        token = await staff_session.begin(unit, "sam", now=NIGHT, life=timedelta(hours=12))
    assert (await known_staff(node, token, role="listener", now=NIGHT)).name == "Sam"
    ticket, chat = await evening.talk()
    other = await evening.seeker()
    await evening.changes("sam", seats=2)
    await evening.tick()
    page = evening.desk()

    await suspend(node, kim, "sam", now=NIGHT)

    stands = await evening.entry(ticket)
    assert (stands.chat, stands.ticket.in_line, stands.ticket.head) == (None, True, True)
    assert "sam" in stands.ticket.blocked
    ended, placed = evening.seekers(ticket).take_only(Ended, Place)
    assert ended == Ended(chat=chat.id, reason="listenerLeft")
    assert "cannot go on; it was nothing you said. You are next" in placed.reason
    assert not await node.live.offers()
    assert (await evening.entry(other)).ticket.in_line
    assert await node.live.listener("sam") is None
    assert page.closed == SIGNED_OUT
    with pytest.raises(NotSignedIn):
        await known_staff(node, token, role="listener", now=NIGHT)
    async with records.unit() as unit:
        again = await staff_session.begin(unit, "sam", now=NIGHT, life=timedelta(hours=12))
    with pytest.raises(NotSignedIn):
        await known_staff(node, again, role="listener", now=NIGHT)
    assert not node.hub.present(listener_page("sam"))

    await lift_suspension(node, kim, "sam", now=NIGHT)
    assert (await known_staff(node, again, role="listener", now=NIGHT)).name == "Sam"
    async with records.unit() as unit:
        noted = [(entry.did, entry.target) for entry, _ in await audit.latest(unit)]
    assert noted == [("lifted a suspension", "Sam"), ("suspended", "Sam")]


async def test_only_listeners_are_suspended(evening: Evening) -> None:
    for whom in ("kim", "nobody"):
        with pytest.raises(NotToSuspend):
            await suspend(evening.node, somebody("kim", role="coordinator"), whom, now=NIGHT)


async def test_a_report_is_counted_for_the_listener_it_is_about(evening: Evening) -> None:
    ticket, _ = await evening.talk()
    await file_report(evening.node, await evening.entry(ticket), Report(reason="other"), now=NIGHT)
    assert evening.node.unwritten.tallies["sam", WEEK, "reports"] == 1
