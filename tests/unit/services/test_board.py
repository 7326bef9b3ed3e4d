"""The board and the status in bands: what coordinators and passers-by may see of the evening."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.services.board.look_at_parts import POSTGRES, failed
from app.services.board.show_board import band, show_board, show_status
from app.services.board.take_alert import take_alert
from app.services.line.tell_places import AT_ONCE, tell_places
from app.wire.events import BoardChanged, Place, ShiftChanged
from app.wire.staff_views import AlertView, BandView, BoardView, OnShiftView
from app.wire.views import StatusView
from matching import ShiftState
from tests.nodes import Evening

QUIET = BoardView(
    door="open",
    door_told=False,
    waiting="0",
    by_topic=(),
    by_language=(),
    unmet=(),
    longest_wait="under 1 min",
    over_five_minutes="0",
    open_chats="0",
    urgent="0",
    ready="0",
    busy="0",
    away="0",
    mood="calm",
    headline="All is calm.",
    degraded=(),
    opens=None,
    people=(),
    urgent_now=0,
    lost_listeners=0,
    back_at_head=0,
    on_duty=(),
    you_are_on_duty=False,
    alerts=(),
    words=(),
    care=(),
    at="2026-11-20T21:30:00+00:00",
)


@pytest.mark.parametrize(
    ("count", "name"),
    [
        (0, "0"),
        (1, "1–4"),
        (4, "1–4"),
        (5, "5–9"),
        (9, "5–9"),
        (10, "10–19"),
        (20, "20–39"),
        (39, "20–39"),
        (40, "40+"),
        (999, "40+"),
    ],
)
def test_counts_are_shown_in_bands(count: int, name: str) -> None:
    assert band(count) == name


async def test_a_quiet_evening_is_an_empty_board(evening: Evening) -> None:
    assert await show_board(evening.node, now=evening.now) == QUIET


async def test_under_five_only_the_unmet_need_is_named(evening: Evening) -> None:
    await evening.listener(topics=frozenset({"grief"}))
    for wish in ({"topics": ("grief",)}, {"topics": ("money",)}, {"language": "es", "topics": ("grief",)}, {}):
        await evening.seeker(**wish)
    board = await show_board(evening.node, now=evening.now)
    assert (board.waiting, board.by_topic, board.by_language) == ("1–4", (), ())
    assert board.unmet == ("Spanish", "Money and a place to live")
    await evening.changes("sam", state=ShiftState.AWAY)
    board = await show_board(evening.node, now=evening.now)
    assert board.unmet == (
        "English",
        "Spanish",
        "Losing someone",
        "Just someone to talk to",
        "Money and a place to live",
    )


async def test_from_five_on_topics_and_languages_are_split_in_bands(evening: Evening) -> None:
    for topics in [("grief", "money")] * 5 + [("money",)]:
        await evening.seeker(topics=topics)
    board = await show_board(evening.node, now=evening.now)
    assert board.by_topic == (
        BandView(name="Losing someone", waiting="5–9"),
        BandView(name="Money and a place to live", waiting="1–4"),
    )
    assert board.by_language == (BandView(name="English", waiting="5–9"),)


@pytest.mark.parametrize(
    ("seconds", "longest", "over_five"),
    [
        (59, "under 1 min", "0"),
        (60, "1–3 min", "0"),
        (299, "3–5 min", "0"),
        (301, "5–10 min", "1–4"),
        (600, "10–30 min", "1–4"),
        (1800, "over 30 min", "1–4"),
    ],
)
async def test_the_longest_wait_is_a_band(evening: Evening, seconds: int, longest: str, over_five: str) -> None:
    await evening.seeker()
    evening.later(seconds=seconds)
    board = await show_board(evening.node, now=evening.now)
    assert (board.longest_wait, board.over_five_minutes) == (longest, over_five)


async def test_listeners_are_ready_busy_or_away(evening: Evening) -> None:
    await evening.talk()
    await evening.listener("noor")
    await evening.listener("ida", state=ShiftState.AWAY)
    board = await show_board(evening.node, now=evening.now)
    assert (board.ready, board.busy, board.away, board.open_chats) == ("1–4", "1–4", "1–4", "1–4")


async def test_danger_is_shown_with_kind_tier_and_listener_and_another_handle_for_each_viewer(
    evening: Evening,
) -> None:
    ticket, chat = await evening.talk(topics=("grief",))
    await evening.says(chat, "seeker", "I want to die")
    waiting = await evening.seeker(self_report="now")
    evening.later(minutes=3)
    boards = [await show_board(evening.node, now=evening.now, viewer=viewer) for viewer in ("kim", "ann")]
    alerts = boards[0].alerts
    assert alerts == (
        AlertView(handle=alerts[0].handle, tier=4, kinds=("intent",), listener=None, minutes=3),
        AlertView(handle=alerts[1].handle, tier=3, kinds=("ideation",), listener="Sam", minutes=3),
    )
    assert boards[0].urgent == "1–4"
    handles = {alert.handle for board in boards for alert in board.alerts}
    assert len(handles) == 4
    assert all(handle not in one for handle in handles for one in (ticket, waiting, chat.id))


async def test_the_headline_is_calm_until_somebody_waits_too_long_or_needs_a_person(evening: Evening) -> None:
    async def stands() -> tuple[str, str]:
        board = await show_board(evening.node, now=evening.now, viewer="kim")
        return board.mood, board.headline

    assert await stands() == ("calm", "All is calm.")
    await evening.seeker(topics=("grief",), language="es")
    assert await stands() == ("watch", "Somebody waits, and nobody is on for: Spanish, Losing someone.")
    evening.later(minutes=6)
    assert await stands() == ("watch", "Somebody has waited for more than five minutes.")
    ticket = await evening.seeker(self_report="now")
    await tell_places(evening.node, now=evening.now)
    assert await stands() == ("danger", "Somebody needs a coordinator, and nobody has them yet.")
    await take_alert(evening.node, ticket, "Kim")
    assert await stands() == ("watch", "Somebody has waited for more than five minutes.")


async def test_what_does_not_work_stands_on_the_board_until_it_does(evening: Evening) -> None:
    for works, shown in ((False, (POSTGRES,)), (True, ())):
        failed(evening.node, POSTGRES, works=works)
        assert (await show_board(evening.node, now=evening.now)).degraded == shown


async def test_who_is_on_shift_stands_by_name_with_how_full_they_are(evening: Evening) -> None:
    await evening.talk()
    await evening.listener("ida", state=ShiftState.AWAY, seats=2)
    board = await show_board(evening.node, now=evening.now)
    assert board.people == (
        OnShiftView(id="ida", name="Ida", state="away", load="free", seats=2),
        OnShiftView(id="sam", name="Sam", state="ready", load="full", seats=1),
    )


async def test_a_board_that_somebody_looks_at_twice_has_the_same_handles(evening: Evening) -> None:
    await evening.seeker(self_report="now")
    first, second = [await show_board(evening.node, now=evening.now, viewer="kim") for _ in range(2)]
    assert first == second


async def test_who_is_over_or_talking_does_not_wait(evening: Evening) -> None:
    await evening.talk(self_report="now")
    board = await show_board(evening.node, now=evening.now)
    assert (board.waiting, board.urgent) == ("0", "0")


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "1–4"), (5, "5–9"), (10, "10+")])
async def test_the_landing_page_is_told_whether_anybody_is_there(evening: Evening, count: int, shown: str) -> None:
    for number in range(count):
        await evening.listener(f"l{number}", page=False)
    await evening.listener("away", state=ShiftState.AWAY)
    status = await show_status(evening.node, now=evening.now)
    assert status == StatusView(open=count > 0, door="open", listeners=shown, wait_low=None, wait_high=None)


async def test_a_typical_wait_is_shown_only_while_somebody_is_there(evening: Evening) -> None:
    for minutes in (4, 1, 3, 2, 9):
        await evening.node.live.remember_wait(timedelta(minutes=minutes), now=evening.now)
    assert (await show_status(evening.node, now=evening.now)).wait_high is None
    await evening.listener()
    status = await show_status(evening.node, now=evening.now)
    assert (status.wait_low, status.wait_high) == (1, 9)


async def test_a_place_is_told_when_it_is_news(evening: Evening) -> None:
    first = await evening.seeker()
    evening.later(seconds=1)
    second = await evening.seeker()
    told = []
    for _ in range(2):
        await tell_places(evening.node, now=evening.now)
        told.append([place.wait.position for place in evening.seekers(second).take_only(Place)])
    await evening.node.live.forget(first, until=evening.now)
    await tell_places(evening.node, now=evening.now)
    told.append([place.wait.position for place in evening.seekers(second).take_only(Place)])
    assert told == [[2], [], [1]]


async def test_a_shift_is_told_when_it_is_news(evening: Evening) -> None:
    await evening.listener()
    await tell_places(evening.node, now=evening.now)
    await tell_places(evening.node, now=evening.now)
    assert [event.shift.waiting for event in evening.desk().take_only(ShiftChanged)] == [0]
    await evening.seeker()
    evening.later(seconds=1)
    await tell_places(evening.node, now=evening.now)
    assert [event.shift.waiting for event in evening.desk().take_only(ShiftChanged)] == [1]


async def test_how_many_wait_is_told_once_a_second_and_a_shift_of_other_facts_at_once(evening: Evening) -> None:
    listener = await evening.listener()
    await tell_places(evening.node, now=evening.now)
    evening.desk().take_only(ShiftChanged)
    await evening.seeker()
    await tell_places(evening.node, now=evening.now)
    assert not evening.desk().take_only(ShiftChanged)
    await evening.node.live.put_listener(replace(listener, state=ShiftState.AWAY))
    await tell_places(evening.node, now=evening.now)
    told = [(event.shift.state, event.shift.waiting) for event in evening.desk().take_only(ShiftChanged)]
    assert told == [("away", 1)]


async def test_of_many_desks_a_part_is_told_at_a_time_and_none_is_left_out(evening: Evening) -> None:
    desks = [(await evening.listener(f"desk {chr(97 + number)}")).id for number in range(AT_ONCE + 4)]
    await tell_places(evening.node, now=evening.now)
    for desk in desks:
        evening.desk(desk).take_only(ShiftChanged)
    await evening.seeker()
    evening.later(seconds=1)
    left = [await tell_places(evening.node, now=evening.now) for _ in range(3)]
    assert left == [True, False, False]
    assert all([event.shift.waiting for event in evening.desk(desk).take_only(ShiftChanged)] == [1] for desk in desks)


async def test_a_board_is_told_when_more_than_the_hour_has_changed(evening: Evening) -> None:
    kim = evening.board("kim")
    boards = []
    for seekers in (0, 0, 1):
        for _ in range(seekers):
            await evening.seeker()
        evening.later(seconds=5)
        await tell_places(evening.node, now=evening.now)
        boards.append(kim.take_only(BoardChanged))
    assert [[event.board.waiting for event in told] for told in boards] == [["0"], [], ["1–4"]]


async def test_a_visit_that_is_over_is_told_no_place(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    chat.end("quiet")
    entry = await evening.entry(ticket)
    await evening.node.live.replace(replace(entry, notice="You are next."))
    await tell_places(evening.node, now=evening.now)
    assert evening.seekers(ticket).take() == []
