"""A listener's shift and a seeker's report: the two things of the line that leave a note in the records."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.live.interface import Aftermath
from app.records import audit, reports, staff
from app.records.tables import ReportCase, Staff
from app.records.unit_of_work import Records
from app.services.cases.file_report import NothingToReport, file_report
from app.services.chat.end_chat import end_chat, put_back
from app.services.line.leave_line import leave
from app.services.shift.take_shift import end_wrap_up, set_shift
from app.wire.events import Ended
from app.wire.requests import Report, SetShift
from matching import Listener, ListenerTier, ShiftState
from tests.nodes import NIGHT, Evening

MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture
async def evening(records: Records, tmp_path: Path) -> Evening:
    """An evening whose records can be reached."""
    one = Evening(tmp_path)
    one.node.records = records
    return one


async def hired(records: Records, **facts: Any) -> Staff:
    """A full listener who may hold two chats."""
    told: dict[str, Any] = {
        "languages": ["en", "pt"],
        "topics": ["grief", "money"],
        "opted_out": ["family"],
        "seats": 2,
        "chats_held": 20,
        "tier": "full",
    }
    person = Staff(id="sam", name="Sam", role="listener", password_hash="", totp_secret="", **(told | facts))
    async with records.unit() as unit:
        await staff.add(unit, person)
    return person


async def noted(records: Records) -> list[tuple[str, datetime]]:
    async with records.unit() as unit:
        return [(entry.did, entry.at) for entry, _ in reversed(await audit.latest(unit))]


async def test_a_shift_takes_over_what_the_records_say_of_a_listener(evening: Evening, records: Records) -> None:
    sam = await hired(records, cleared_until=date(2026, 11, 21))
    assert await set_shift(evening.node, sam, SetShift(state="ready"), now=NIGHT) == Listener(
        id="sam",
        name="Sam",
        languages=frozenset({"en", "pt"}),
        topics=frozenset({"grief", "money"}),
        opted_out=frozenset({"family"}),
        seats=2,
        tier=ListenerTier.FULL,
        cleared_for_minors=True,
        state=ShiftState.READY,
        duty_ends=NIGHT + timedelta(hours=4),
        idle_since=NIGHT,
    )


@pytest.mark.parametrize(
    ("facts", "wish", "expected"),
    [
        ({"cleared_until": date(2026, 11, 19)}, {}, {"cleared_for_minors": False}),
        ({"cleared_until": date(2026, 11, 20)}, {}, {"cleared_for_minors": False}),  # it would end during the shift
        ({"cleared_until": None}, {}, {"cleared_for_minors": False}),
        ({"chats_held": 19}, {"seats": 3}, {"seats": 1}),
        ({"chats_held": 20}, {"seats": 3}, {"seats": 2}),
        ({"chats_held": 59}, {"seats": 3}, {"seats": 2}),
        ({"chats_held": 60}, {"seats": 3}, {"seats": 3}),
        ({"chats_held": 20}, {}, {"seats": 2}),
        ({"paused": True}, {}, {"suspended": True}),
        ({}, {"burst": True}, {"burst": True}),
        ({}, {}, {"burst": False}),
        ({}, {"topics_tonight": ("grief",)}, {"topics": frozenset({"grief"})}),
        ({}, {"topics_tonight": ()}, {"topics": frozenset()}),
    ],
)
async def test_what_a_shift_allows(
    evening: Evening, records: Records, facts: dict[str, Any], wish: dict[str, Any], expected: dict[str, Any]
) -> None:
    sam = await hired(records, **facts)
    on = await set_shift(evening.node, sam, SetShift(state="ready", **wish), now=NIGHT)
    assert {name: getattr(on, name) for name in expected} == expected


async def test_a_shift_remembers_its_choices_through_a_pause(evening: Evening, records: Records) -> None:
    sam = await hired(records)
    for wish in (SetShift(state="ready", seats=1, topics_tonight=("grief",)), SetShift(state="away")):
        away = await set_shift(evening.node, sam, wish, now=NIGHT)
    assert away is not None
    assert (away.state, away.seats, away.topics) == (ShiftState.AWAY, 1, frozenset({"grief"}))


async def test_a_shift_is_noted_when_it_begins_and_when_it_ends(evening: Evening, records: Records) -> None:
    sam = await hired(records)
    for minute, state in enumerate(("ready", "away", "ready", "off", "off")):
        await set_shift(evening.node, sam, SetShift(state=state), now=NIGHT + minute * MINUTE)  # type: ignore[arg-type]
    assert await noted(records) == [("began a shift", NIGHT), ("ended a shift", NIGHT + 3 * MINUTE)]


async def test_draining_waits_for_the_last_chat_and_without_one_is_off(evening: Evening, records: Records) -> None:
    sam = await hired(records)
    await set_shift(evening.node, sam, SetShift(state="ready"), now=NIGHT)
    evening.opens("listener:sam", None)
    chat = await evening.chat(await evening.seeker())
    draining = await set_shift(evening.node, sam, SetShift(state="draining"), now=NIGHT)
    assert draining is not None
    assert draining.state is ShiftState.DRAINING
    await end_chat(evening.node, chat, "seekerEnded", now=NIGHT)
    assert await evening.node.live.listener("sam") is None
    await set_shift(evening.node, sam, SetShift(state="ready"), now=NIGHT)
    assert await set_shift(evening.node, sam, SetShift(state="draining"), now=NIGHT) is None


@pytest.mark.parametrize(
    ("words", "heavy", "rests"),
    [
        ("We had soup.", False, None),
        ("We had soup.", True, NIGHT + MINUTE),
        ("I want to die", False, NIGHT + 10 * MINUTE),
    ],
    ids=["a pause may end", "not when it was heavy", "nor a break"],
)
async def test_wrapping_up_ends_the_pause(
    evening: Evening, records: Records, words: str, rests: datetime | None, *, heavy: bool
) -> None:
    sam = await hired(records)
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", words)
    await end_chat(evening.node, chat, "seekerEnded", now=NIGHT)
    on = await end_wrap_up(evening.node, sam, heavy=heavy, now=NIGHT)
    assert on is not None
    assert on.resting_until == rests


async def test_a_report_ends_the_chat_and_keeps_a_case_without_words_or_people(
    evening: Evening, records: Records
) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "hello")
    evening.seekers(ticket).take()
    entry, code = await file_report(evening.node, await evening.entry(ticket), Report(reason="sexual"), now=NIGHT)
    assert evening.seekers(ticket).take() == [Ended(chat=chat.id, reason="reported")]
    assert entry.aftermath == Aftermath(
        ended=NIGHT,
        reason="reported",
        listener="sam",
        listener_name="Sam",
        listener_tier="full",
        messages=1,
        case_code=code,
        chat=chat.id,
    )
    async with records.unit() as unit:
        (case,) = await reports.cases(unit)
    assert case == ReportCase(
        code_hash=case.code_hash, week=date(2026, 11, 16), category="sexual", machine=True, expires=date(2027, 5, 22)
    )
    assert code not in case.model_dump_json()


async def test_a_report_can_be_made_from_the_last_page_once(evening: Evening, records: Records) -> None:
    ticket, chat = await evening.talk()
    await end_chat(evening.node, chat, "listenerEnded", now=NIGHT)
    entry, code = await file_report(evening.node, await evening.entry(ticket), Report(reason="threat"), now=NIGHT)
    assert entry.aftermath is not None
    assert (entry.aftermath.reason, entry.aftermath.case_code) == ("listenerEnded", code)
    with pytest.raises(NothingToReport):
        await file_report(evening.node, entry, Report(reason="threat"), now=NIGHT)
    async with records.unit() as unit:
        assert len(await reports.cases(unit)) == 1


async def test_who_only_waited_has_nothing_to_report(evening: Evening) -> None:
    entry = await evening.entry(await evening.seeker())
    with pytest.raises(NothingToReport):
        await file_report(evening.node, entry, Report(reason="other"), now=NIGHT)


async def test_the_listener_before_can_be_reported_from_the_line(evening: Evening, records: Records) -> None:
    ticket, chat = await evening.talk()
    await put_back(evening.node, chat, "listenerLost", now=NIGHT)
    entry, code = await file_report(evening.node, await evening.entry(ticket), Report(reason="unsafe"), now=NIGHT)
    [before] = entry.before
    assert (entry.ticket.in_line, entry.ticket.blocked, before.case_code) == (True, {"sam"}, code)
    async with records.unit() as unit:
        assert len(await reports.cases(unit)) == 1
    await leave(evening.node, entry, now=NIGHT)
    left = await evening.entry(ticket)
    assert left.aftermath is not None
    assert (left.aftermath.reason, left.aftermath.listener, left.aftermath.case_code) == ("left", "sam", code)
