"""The safety desk on real records: what a report stops, who opens a case, who decides, and what is left of it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from app.live.cases import Case
from app.live.chat import Chat
from app.live.notes import Conducted
from app.records import audit, reports, staff
from app.records.tables import Staff
from app.records.unit_of_work import Records
from app.services.board.show_board import show_board
from app.services.cases.decide_case import appeal, decide_case, keep_longer, lift_pause
from app.services.cases.file_report import NothingToReport, file_listeners_report, file_report
from app.services.cases.hold_case import HeldView, HoldOff, forget_held, hold_case
from app.services.cases.make_officer import (
    KeyRefused,
    NotAnOfficer,
    decoded,
    encoded,
    keep_key,
    load_officers,
    make_officer,
    unmake_officer,
)
from app.services.cases.open_case import UnknownCase, hand_share, opened_words, own_share
from app.services.cases.own_cases import appeal_own, own_cases
from app.services.cases.reportable import reportable
from app.services.cases.show_cases import show_case, show_desk
from app.services.chat.check_message import NotSent
from app.services.chat.end_chat import put_back
from app.services.chat.hand_over import hand_over
from app.services.chat.post_message import post_message
from app.services.staff.two_persons import NeedsAnother
from app.wire.requests import Report, Verdict
from matching import ShiftState
from tests.nodes import NIGHT, Evening
from tests.officers import Officer, officers, read

HOUR = timedelta(hours=1)
OFFICERS = officers("kim", "ravi", "mara")
KIM, RAVI, MARA = OFFICERS.values()
WORDS = "canary-4711 he asked where I live"
VERDICT = Verdict(rule="stay-here", decision="warned", reason="words-show")


@pytest.fixture
def evening(tmp_path: Path, records: Records) -> Evening:
    """An evening on real records."""
    made = Evening(tmp_path)
    made.node.records = records
    return made


@pytest_asyncio.fixture
async def staffed(evening: Evening, records: Records) -> AsyncIterator[Evening]:
    """An evening with Sam, who listens, and three safety officers."""
    async with records.unit() as unit:
        for one in OFFICERS.values():
            await staff.add(unit, one.row())
        for name in ("sam", "noor"):
            person = Staff(id=name, name=name.capitalize(), role="listener", password_hash="none", totp_secret="none")
            await staff.add(unit, person)
    await load_officers(evening.node)
    yield evening


async def person(evening: Evening, id_: str) -> Staff:
    async with evening.node.records.unit() as unit:
        found = await staff.by_id(unit, id_)
    assert found is not None
    return found


async def did(evening: Evening, target: str) -> list[tuple[str | None, str]]:
    """Who did what to this, the first first."""
    async with evening.node.records.unit() as unit:
        return [(who, entry.did) for entry, who in reversed(await audit.latest(unit)) if entry.target == target]


async def reported(evening: Evening, reason: str = "sexual", *, age_band: str = "adult") -> tuple[Case, str, Chat]:
    """A chat of a few words that its seeker reports."""
    await evening.listener(cleared_for_minors=True)
    ticket = await evening.seeker(age_band=age_band)
    chat = await evening.chat(ticket)
    await evening.says(chat, "seeker", WORDS)
    await evening.says(chat, "listener", "Tell me.")
    report = Report(reason=reason)  # type: ignore[arg-type]
    _, code = await file_report(evening.node, await evening.entry(ticket), report, now=evening.now)
    [case] = await evening.node.cases.all(now=evening.now)
    return case, code, chat


def written(folder: Path) -> list[Path]:
    """What was held, below this folder."""
    return list(folder.rglob("*.held"))


async def opened_by(evening: Evening, case: Case, one: Officer, other: Officer) -> list[dict[str, object]]:
    """What the other one's browser reads after the first has handed over their share."""
    first, second = await person(evening, one.id), await person(evening, other.id)
    excerpt, _ = await own_share(evening.node, first, case.id, now=evening.now)
    await hand_share(evening.node, first, case.id, other.id, one.hands(excerpt, other), now=evening.now)
    seen = await opened_words(evening.node, second, case.id, now=evening.now)
    shares = [other.opens(share, about=seen.excerpt.id) for share in (seen.share, seen.handed.share)]
    return read(seen.excerpt, *shares)


@pytest.mark.parametrize(
    ("reason", "age_band", "stops", "because"),
    [
        ("sexual", "adult", True, "review"),
        ("threat", "undeclared", True, "review"),
        ("child-at-risk", "adult", True, "childSafety"),
        ("harassing", "16-17", True, "childSafety"),
        ("unsafe", "adult", False, ""),
        ("asked-for-contact", "undeclared", False, ""),
    ],
)
async def test_what_is_grave_or_comes_from_a_minor_stops_new_offers_at_once(
    staffed: Evening,
    reason: str,
    age_band: str,
    stops: bool,  # noqa: FBT001
    because: str,
) -> None:
    case, _, _ = await reported(staffed, reason, age_band=age_band)
    sam = await person(staffed, "sam")
    assert (case.stopped, sam.paused, sam.paused_for) == (stops, stops, because)
    staffed.later(minutes=2)
    other = await staffed.seeker()
    await staffed.tick()
    assert [offer.ticket for offer in await staffed.node.live.offers()] == ([] if stops else [other])
    alerts = (await show_board(staffed.node, now=staffed.now, viewer="kim")).alerts
    assert [(one.kinds, one.listener) for one in alerts] == ([(("reported",), "Sam")] if stops else [])


async def test_an_offer_that_stands_is_taken_back_and_open_chats_go_on(staffed: Evening) -> None:
    await staffed.listener(seats=3)
    mine, others = await staffed.seeker(), await staffed.seeker()
    chat, open_chat = await staffed.chat(mine), await staffed.chat(others)
    waiting = await staffed.seeker()
    await staffed.tick()
    assert (await staffed.offered(waiting))[1] == "sam"
    await file_report(staffed.node, await staffed.entry(mine), Report(reason="threat"), now=staffed.now)
    assert (await staffed.node.live.offers(), chat.ended, open_chat.ended) == ((), "reported", None)
    shift = await staffed.on_shift("sam")
    assert (shift.suspended, shift.state) == (True, ShiftState.READY)


@pytest.mark.proves("C29")
async def test_two_officers_open_a_case_and_every_look_is_written_down(staffed: Evening) -> None:
    case, _, _ = await reported(staffed)
    assert [one["text"] for one in await opened_by(staffed, case, KIM, RAVI)] == [WORDS, "Tell me."]
    assert await did(staffed, case.id) == [
        ("Kim", "looked for a share"),
        ("Kim", "looked for a share"),
        ("Kim", "agreed to open case"),
        ("Ravi", "looked for a share"),
        ("Ravi", "opened case"),
    ]


async def test_one_officer_alone_gets_no_words(staffed: Evening) -> None:
    case, _, _ = await reported(staffed)
    kim = await person(staffed, "kim")
    with pytest.raises(NeedsAnother):
        await opened_words(staffed.node, kim, case.id, now=staffed.now)
    with pytest.raises(NeedsAnother):
        await hand_share(staffed.node, kim, case.id, "kim", b"share", now=staffed.now)
    with pytest.raises(NotAnOfficer):
        await hand_share(staffed.node, kim, case.id, "sam", b"share", now=staffed.now)


async def test_who_is_no_officer_any_more_or_became_one_later_gets_nothing(staffed: Evening) -> None:
    case, _, _ = await reported(staffed)
    mara, late = await person(staffed, "mara"), Officer("late")
    assert await unmake_officer(staffed.node, mara, "mara", now=staffed.now)
    async with staffed.node.records.unit() as unit:
        await staff.add(unit, late.row())
    await load_officers(staffed.node)
    for one in (mara, await person(staffed, "late")):
        with pytest.raises(NotAnOfficer):
            await own_share(staffed.node, one, case.id, now=staffed.now)
    with pytest.raises(UnknownCase):
        await own_share(staffed.node, mara, "0" * 16, now=staffed.now)


@pytest.mark.proves("C29")
async def test_after_the_decision_nothing_is_left_but_category_rule_and_decision(
    staffed: Evening, sql: AsyncConnection
) -> None:
    case, code, _ = await reported(staffed)
    kim = await person(staffed, "kim")
    await decide_case(staffed.node, kim, case.id, VERDICT, now=staffed.later(hours=2))
    assert (await staffed.node.cases.all(now=staffed.now), await staffed.node.cases.excerpt(case.id)) == ([], None)
    assert staffed.node.open_cases == {}
    [row] = (await sql.execute(sa.text("SELECT * FROM report_case"))).mappings()
    assert dict(row) | {"code_hash": ""} == {
        "code_hash": "",
        "week": date(2026, 11, 16),
        "category": "sexual",
        "about": "listener",
        "machine": True,
        "rule": "stay-here",
        "decision": "warned",
        "reason": "words-show",
        "took": "1–4 h",
        "appealed": False,
        "heard": False,
        "overturned": False,
        "expires": date(2027, 5, 22),
    }
    assert code.replace("-", "") not in str(dict(row))
    for again in (own_share, opened_words):
        with pytest.raises(UnknownCase):
            await again(staffed.node, kim, case.id, now=staffed.now)
    with pytest.raises(UnknownCase):
        await decide_case(staffed.node, kim, case.id, VERDICT, now=staffed.now)


async def test_an_appeal_goes_to_another_person_once(staffed: Evening) -> None:
    case, code, _ = await reported(staffed, "unsafe")
    kim, ravi = await person(staffed, "kim"), await person(staffed, "ravi")
    assert not await appeal(staffed.node, code)
    await decide_case(staffed.node, kim, case.id, VERDICT, now=staffed.now)
    shown = await show_case(staffed.node, code.lower().replace("-", " "))
    assert (shown.state, shown.decision, shown.machine, shown.may_appeal) == (
        "decided",
        "They were warned.",
        False,
        True,
    )
    assert await appeal(staffed.node, code)
    assert not await appeal(staffed.node, code)
    other = Verdict(rule="none", decision="nothing", reason="mistake")
    with pytest.raises(NeedsAnother):
        await decide_case(staffed.node, kim, case.id, other, now=staffed.now)
    await decide_case(staffed.node, ravi, case.id, other, now=staffed.now)
    shown = await show_case(staffed.node, code)
    assert (shown.state, shown.overturned, shown.may_appeal) == ("appealDecided", True, False)
    with pytest.raises(UnknownCase):
        await decide_case(staffed.node, ravi, case.id, other, now=staffed.now)
    with pytest.raises(UnknownCase):
        await show_case(staffed.node, "2222-2222-2222-2222")


@pytest.mark.parametrize(("reason", "persons"), [("threat", 1), ("child-at-risk", 2)])
async def test_only_persons_lift_a_pause_and_two_where_a_child_was_at_risk(
    staffed: Evening, reason: str, persons: int
) -> None:
    case, _, _ = await reported(staffed, reason)
    kim, ravi = await person(staffed, "kim"), await person(staffed, "ravi")
    await decide_case(
        staffed.node,
        kim,
        case.id,
        Verdict(rule="none", decision="nothing", reason="mistake"),
        now=staffed.later(minutes=9),
    )
    await staffed.tick_through(timedelta(minutes=2))
    assert (await person(staffed, "sam")).paused
    if persons == 2:
        assert not await lift_pause(staffed.node, kim, "sam", now=staffed.now)
        with pytest.raises(NeedsAnother):
            await lift_pause(staffed.node, kim, "sam", now=staffed.now)
        assert (await person(staffed, "sam")).paused
    assert await lift_pause(staffed.node, ravi, "sam", now=staffed.now)
    assert ((await person(staffed, "sam")).paused, (await staffed.on_shift("sam")).suspended) == (False, False)


async def test_a_decision_against_a_listener_keeps_them_without_offers(staffed: Evening) -> None:
    case, _, _ = await reported(staffed, "harassing")
    assert not (await person(staffed, "sam")).paused
    removed = Verdict(rule="kindness", decision="removed", reason="words-show")
    await decide_case(staffed.node, await person(staffed, "mara"), case.id, removed, now=staffed.now)
    assert ((await person(staffed, "sam")).paused, (await staffed.on_shift("sam")).suspended) == (True, True)


@pytest.mark.proves("C29")
async def test_words_are_kept_longer_once_and_then_end_by_themselves(staffed: Evening) -> None:
    case, code, _ = await reported(staffed, "unsafe")
    kim = await person(staffed, "kim")
    assert await keep_longer(staffed.node, kim, case.id, "second-officer", now=staffed.later(hours=71))
    assert not await keep_longer(staffed.node, kim, case.id, "second-officer", now=staffed.now)
    [longer] = await staffed.node.cases.all(now=staffed.later(hours=72))
    assert longer.until == case.filed + 144 * HOUR
    staffed.later(hours=1)
    assert await staffed.node.cases.all(now=staffed.now) == []
    await decide_case(staffed.node, kim, case.id, VERDICT, now=staffed.now)  # the report itself still gets its answer
    assert (await show_case(staffed.node, code)).state == "decided"


async def test_a_listener_reports_kindly_and_nobody_is_shut_out(staffed: Evening) -> None:
    ticket, chat = await staffed.talk()
    await staffed.says(chat, "seeker", WORDS)
    code = await file_listeners_report(staffed.node, "sam", chat.id, Report(reason="harassing"), now=staffed.now)
    [case] = await staffed.node.cases.all(now=staffed.now)
    entry = await staffed.entry(ticket)
    assert (case.about, case.stopped, case.sealed, chat.ended) == ("seeker", False, True, "endedForSafety")
    assert entry.aftermath is not None
    assert (entry.aftermath.listeners_code, entry.aftermath.case_code, entry.ticket.blocked) == (code, None, {"sam"})
    assert not (await person(staffed, "sam")).paused
    with pytest.raises(NothingToReport):
        await file_listeners_report(staffed.node, "sam", chat.id, Report(reason="other"), now=staffed.now)
    with pytest.raises(NothingToReport):
        await file_listeners_report(staffed.node, "noor", chat.id, Report(reason="other"), now=staffed.now)
    _, theirs = await file_report(staffed.node, entry, Report(reason="threat"), now=staffed.now)
    assert theirs != code
    both = await staffed.node.cases.all(now=staffed.now)
    assert {(one.about, one.sealed) for one in both} == {("seeker", True), ("listener", True)}
    now_over = (await staffed.entry(ticket)).aftermath
    assert now_over is not None
    assert now_over.excerpt is None  # the cases alone have it, and drop it when they are decided
    assert await staffed.seeker()  # a report alone keeps nobody out


async def test_a_listener_may_report_a_chat_that_has_ended_while_its_last_page_stands(staffed: Evening) -> None:
    _, chat = await staffed.talk()
    await staffed.says(chat, "seeker", WORDS)
    await file_listeners_report(staffed.node, "sam", chat.id, Report(reason="sexual", block=False), now=staffed.now)
    ticket, later = await staffed.talk()
    await staffed.says(later, "seeker", WORDS)
    staffed.later(minutes=11)
    entry = await staffed.entry(ticket)
    assert entry.ticket.blocked == frozenset()
    assert entry.aftermath is None
    with pytest.raises(NothingToReport):
        await file_listeners_report(staffed.node, "sam", "another chat", Report(reason="other"), now=staffed.now)
    assert later.ended is None


async def test_three_reports_in_an_hour_may_be_a_wave(staffed: Evening) -> None:
    kim, waves = await person(staffed, "kim"), []
    for _ in range(3):
        ticket, chat = await staffed.talk()
        await file_report(staffed.node, await staffed.entry(ticket), Report(reason="unsafe"), now=staffed.now)
        assert chat.ended
        staffed.later(minutes=15)
        waves.append((await show_desk(staffed.node, kim, now=staffed.now)).wave)
    assert waves == [False, False, True]
    assert not (await show_desk(staffed.node, kim, now=staffed.later(hours=1))).wave


async def test_two_others_make_an_officer_and_a_new_key_needs_them_again(staffed: Evening) -> None:
    kim, ravi, mara = [await person(staffed, name) for name in ("kim", "ravi", "mara")]
    fresh = encoded(Officer("fresh").public)
    await keep_key(staffed.node, kim, fresh, "600000.wrapped", now=staffed.now)
    assert set(staffed.node.officers) == {"ravi", "mara"}
    with pytest.raises(NeedsAnother):
        await make_officer(staffed.node, kim, "kim", now=staffed.now)
    assert not await make_officer(staffed.node, ravi, "kim", now=staffed.now)
    with pytest.raises(NeedsAnother):
        await make_officer(staffed.node, ravi, "kim", now=staffed.now)
    assert await make_officer(staffed.node, mara, "kim", now=staffed.now)
    assert staffed.node.officers["kim"] == decoded(fresh)
    assert not await unmake_officer(staffed.node, ravi, "kim", now=staffed.now)
    assert "kim" in staffed.node.officers
    assert await unmake_officer(staffed.node, mara, "kim", now=staffed.now)
    assert "kim" not in staffed.node.officers


async def test_a_new_key_undoes_what_one_person_had_agreed_to(staffed: Evening) -> None:
    kim, ravi, mara = [await person(staffed, name) for name in ("kim", "ravi", "mara")]
    await keep_key(staffed.node, kim, encoded(Officer("one").public), "600000.wrapped", now=staffed.now)
    assert not await make_officer(staffed.node, ravi, "kim", now=staffed.now)
    await keep_key(staffed.node, kim, encoded(Officer("two").public), "600000.wrapped", now=staffed.now)
    assert not await make_officer(staffed.node, mara, "kim", now=staffed.now)
    with pytest.raises(KeyRefused):
        await keep_key(staffed.node, kim, "bm8ga2V5", "600000.wrapped", now=staffed.now)


async def test_nothing_is_ever_held_unless_the_operator_has_set_a_key(staffed: Evening, tmp_path: Path) -> None:
    case, _, _ = await reported(staffed)
    await opened_by(staffed, case, KIM, RAVI)
    with pytest.raises(HoldOff):
        await hold_case(staffed.node, await person(staffed, "ravi"), case.id, b"key", now=staffed.now)
    assert written(tmp_path) == []
    async with staffed.node.records.unit() as unit:
        assert await reports.held(unit) == []


async def test_two_officers_hold_a_case_to_an_offline_key_counted_in_public(staffed: Evening, tmp_path: Path) -> None:
    offline, folder = Officer("offline"), tmp_path / "held"
    told = {"hold_key": encoded(offline.public), "hold_folder": folder}
    staffed.node.settings = staffed.node.settings.model_copy(update=told)
    case, _, _ = await reported(staffed, "child-at-risk")
    kim, ravi = await person(staffed, "kim"), await person(staffed, "ravi")
    for one, other in ((KIM, RAVI), (RAVI, KIM)):
        await opened_by(staffed, case, one, other)
    excerpt, _ = await own_share(staffed.node, kim, case.id, now=staffed.now)
    sealed = b"the key, sealed to the offline key in an officer's browser"
    assert not await hold_case(staffed.node, kim, case.id, sealed, now=staffed.now)
    with pytest.raises(NeedsAnother):
        await hold_case(staffed.node, kim, case.id, sealed, now=staffed.now)
    assert not folder.exists()
    assert await hold_case(staffed.node, ravi, case.id, sealed, now=staffed.now)
    [path] = folder.iterdir()
    held = msgspec.json.decode(path.read_bytes(), type=HeldView)
    assert held == HeldView(excerpt.id, "child-at-risk", "2026-11-16", encoded(sealed), encoded(excerpt.words))
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    async with staffed.node.records.unit() as unit:
        assert [(one.year, one.n) for one in await reports.held(unit)] == [(2026, 1)]
    made = path.stat().st_mtime
    forget_held(folder, now=NIGHT.fromtimestamp(made, NIGHT.tzinfo) + timedelta(days=364))
    assert path.exists()
    forget_held(folder, now=NIGHT.fromtimestamp(made, NIGHT.tzinfo) + timedelta(days=366))
    assert not path.exists()


@pytest.mark.proves("C29")
async def test_no_memory_of_ours_holds_a_word_after_a_report(staffed: Evening) -> None:
    case, _, _ = await reported(staffed)
    node = staffed.node
    held = [await node.live.everything(), case, await node.cases.excerpt(case.id)]
    dump = b"".join(msgspec.msgpack.encode(one) for one in held)
    assert case.id.encode() in dump
    assert WORDS.encode() not in dump
    assert b"canary" not in dump
    await decide_case(node, await person(staffed, "kim"), case.id, VERDICT, now=staffed.now)
    await staffed.tick_through(timedelta(minutes=11), every=timedelta(seconds=30))
    dump = msgspec.msgpack.encode([await node.live.everything(), list(await node.cases.all(now=staffed.now))])
    assert case.id.encode() not in dump
    assert await node.live.entries() == ()


async def test_the_listener_reads_the_decision_too_and_their_appeal_goes_to_another_person(staffed: Evening) -> None:
    case, code, _ = await reported(staffed, "unsafe")
    kim, ravi, mara = [await person(staffed, name) for name in ("kim", "ravi", "mara")]
    sam, noor = await person(staffed, "sam"), await person(staffed, "noor")
    assert await own_cases(staffed.node, sam) == ()
    await decide_case(staffed.node, kim, case.id, VERDICT, now=staffed.now)
    [shown] = await own_cases(staffed.node, sam)
    assert (shown.decision, shown.rule, shown.reason, shown.state, shown.may_appeal) == (
        "They were warned.",
        "Nobody asks for names, numbers or accounts, or to meet elsewhere.",
        "The last messages show it.",
        "decided",
        True,
    )
    assert code.replace("-", "") not in str(shown).replace("-", "")
    assert await own_cases(staffed.node, noor) == ()
    with pytest.raises(UnknownCase):
        await appeal_own(staffed.node, noor, case.id, now=staffed.now)
    await appeal_own(staffed.node, sam, case.id, now=staffed.now)
    with pytest.raises(UnknownCase):
        await appeal_own(staffed.node, sam, case.id, now=staffed.now)
    other = Verdict(rule="none", decision="nothing", reason="mistake")
    with pytest.raises(NeedsAnother):
        await decide_case(staffed.node, kim, case.id, other, now=staffed.now)
    await decide_case(staffed.node, ravi, case.id, other, now=staffed.now)
    [shown] = await own_cases(staffed.node, sam)
    assert (shown.decision, shown.state, shown.overturned) == ("Nothing follows from it.", "appealDecided", True)
    assert (await show_case(staffed.node, code)).decision == "Nothing follows from it."
    with pytest.raises(UnknownCase):
        await decide_case(staffed.node, mara, case.id, VERDICT, now=staffed.now)


async def test_each_side_appeals_once_and_nobody_decides_twice(staffed: Evening) -> None:
    case, code, _ = await reported(staffed, "unsafe")
    kim, ravi, mara, sam = [await person(staffed, name) for name in ("kim", "ravi", "mara", "sam")]
    nothing = Verdict(rule="none", decision="nothing", reason="mistake")
    await decide_case(staffed.node, kim, case.id, nothing, now=staffed.now)
    assert await appeal(staffed.node, code)
    await decide_case(staffed.node, ravi, case.id, VERDICT, now=staffed.now)
    await appeal_own(staffed.node, sam, case.id, now=staffed.now)
    for again in (kim, ravi):
        with pytest.raises(NeedsAnother):
            await decide_case(staffed.node, again, case.id, nothing, now=staffed.now)
    await decide_case(staffed.node, mara, case.id, nothing, now=staffed.now)
    assert (await show_case(staffed.node, code)).state == "appealDecided"
    assert not await appeal(staffed.node, code)


async def test_what_was_decided_about_a_listener_goes_with_the_case(staffed: Evening, sql: AsyncConnection) -> None:
    """C29."""
    case, _, _ = await reported(staffed, "unsafe")
    await decide_case(staffed.node, await person(staffed, "kim"), case.id, VERDICT, now=staffed.now)
    async with staffed.node.records.unit() as unit:
        await reports.forget(unit, (staffed.now + timedelta(days=184)).date())
    assert (await sql.execute(sa.text("SELECT count(*) FROM case_notice"))).scalar() == 0


@pytest.mark.proves("C28")
async def test_the_listener_before_is_reported_while_the_chat_goes_on(staffed: Evening) -> None:
    """C28: what is sealed with it is what was said with them, and nothing of the chat that goes on."""
    ticket, chat = await staffed.talk()
    await staffed.says(chat, "seeker", WORDS)
    await hand_over(staffed.node, chat, "", now=staffed.now)
    await staffed.listener("noor")
    await staffed.tick()
    after = await staffed.chat(ticket)
    await staffed.says(after, "listener", "hello, I am noor")
    report = Report(reason="harassing", earlier=1)
    entry, _ = await file_report(staffed.node, await staffed.entry(ticket), report, now=staffed.now)
    assert (after.ended, entry.chat) == (None, after.id)
    [case] = await staffed.node.cases.all(now=staffed.now)
    assert (case.listener, case.about) == ("sam", "listener")
    assert [one["text"] for one in await opened_by(staffed, case, KIM, RAVI)] == [WORDS]
    with pytest.raises(NothingToReport):
        await file_report(staffed.node, entry, report, now=staffed.now)
    entry, _ = await file_report(staffed.node, entry, Report(reason="other"), now=staffed.now)
    assert after.ended == "reported"
    assert {one.listener for one in await staffed.node.cases.all(now=staffed.now)} == {"sam", "noor"}


@pytest.mark.proves("C28")
async def test_each_of_three_listeners_is_reported_with_words_of_their_own(staffed: Evening) -> None:
    """C28: two changes of listener hide nobody from a report."""
    ticket, chat = await staffed.talk()
    await staffed.says(chat, "seeker", "with sam")
    for name in ("Noor", "Ada"):
        await put_back(staffed.node, chat, "changed", now=staffed.now)
        await staffed.listener(name.lower())
        await staffed.tick()
        chat = await staffed.chat(ticket)
        await staffed.says(chat, "seeker", f"with {name.lower()}")
    entry = await staffed.entry(ticket)
    assert reportable(staffed.node, entry) == ((0, "Ada"), (1, "Noor"), (2, "Sam"))
    entry, _ = await file_report(staffed.node, entry, Report(reason="sexual", earlier=2), now=staffed.now)
    assert reportable(staffed.node, entry) == ((0, "Ada"), (1, "Noor"))
    entry, _ = await file_report(staffed.node, entry, Report(reason="other"), now=staffed.now)
    assert (chat.ended, reportable(staffed.node, entry)) == ("reported", ((1, "Noor"),))
    entry, _ = await file_report(staffed.node, entry, Report(reason="other", earlier=1), now=staffed.now)
    for nobody in (0, 1, 2, 3):
        with pytest.raises(NothingToReport):
            await file_report(staffed.node, entry, Report(reason="other", earlier=nobody), now=staffed.now)
    cases = {case.listener: case for case in await staffed.node.cases.all(now=staffed.now)}
    said = {name: [one["text"] for one in await opened_by(staffed, case, KIM, RAVI)] for name, case in cases.items()}
    assert said == {"sam": ["with sam"], "noor": ["with noor"], "ada": ["with ada"]}


async def test_coordinators_see_bands_of_a_listeners_weeks_and_never_a_word(staffed: Evening) -> None:
    kim = await person(staffed, "kim")
    _, chat = await staffed.talk()
    with pytest.raises(NotSent):
        post_message(staffed.node, chat, "listener", ref="cue", text="are you alone? send me a pic", now=staffed.now)
    assert (await show_desk(staffed.node, kim, now=staffed.now)).conduct == ()
    await staffed.tick()
    other_node = Conducted(id="sam", sums=((date(2026, 11, 9), "another node", 4.0),))
    await staffed.node.live.notes.put(other_node)
    [sam] = (await show_desk(staffed.node, kim, now=staffed.now)).conduct
    assert (sam.name, [(one.week, one.band) for one in sam.weeks]) == (
        "Sam",
        [("2026-11-16", "much"), ("2026-11-09", "low")],
    )
    assert b"pic" not in msgspec.json.encode(sam)
