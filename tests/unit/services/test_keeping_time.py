"""A chat's clock: what it says when, what it ends, and that it ends nothing while somebody may be in danger."""

from datetime import timedelta
from typing import Any

import pytest

from app.live.chat import Chat
from app.live.notes import Happened
from app.services.board.show_board import show_board
from app.services.chat.extend_chat import extend_chat
from app.services.chat.keep_chats import Due, due_now
from app.services.keep_time import keep_time
from app.services.show import chat_view
from app.settings import Timing
from app.wire.events import Ended, Notice, Place
from crisis import Tier, Watch
from matching import ShiftState, TicketState
from tests.nodes import NIGHT, Evening

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
TIMING = Timing()


def a_chat(*, age: timedelta, quiet: timedelta, tier: Tier = Tier.NONE, said: frozenset[str] = frozenset()) -> Chat:
    """A chat of this age, in which the last word was said so long ago."""
    watch = Watch()
    watch.flag(tier, at=NIGHT)
    chat = Chat(id="c", epoch="e", ticket="t", listener="sam", listener_name="Sam", opened=NIGHT - age, watch=watch)
    chat.heard("seeker", at=NIGHT - quiet)
    chat.noticed = set(said)
    return chat


def due(chat: Chat) -> list[Due]:
    return list(due_now(chat, TIMING, now=NIGHT))


@pytest.mark.parametrize(
    ("age", "quiet", "said", "expected"),
    [
        (49, 0, "", []),
        (50, 0, "", [Due(notice="timeSoon")]),
        (50, 0, "timeSoon", []),
        (60, 0, "timeSoon", [Due(end="timeOver")]),
        (60, 0, "", [Due(notice="timeSoon")]),
        (20, 4, "", []),
        (20, 5, "", [Due(notice="quietAsk")]),
        (20, 5, "quietAsk", []),
        (20, 10, "quietAsk", [Due(notice="quietWarn")]),
        (20, 10, "", [Due(notice="quietWarn")]),
        (20, 10, "quietAsk quietWarn", []),
        (20, 15, "quietAsk quietWarn", [Due(end="quiet")]),
        (20, 99, "", [Due(end="quiet")]),
        (55, 5, "", [Due(notice="timeSoon"), Due(notice="quietAsk")]),
        (60, 15, "timeSoon", [Due(end="timeOver")]),
        (60, 15, "", [Due(notice="timeSoon"), Due(end="quiet")]),
    ],
)
@pytest.mark.parametrize("tier", [Tier.NONE, Tier.ELEVATED])
def test_a_calm_chats_clock(age: int, quiet: int, said: str, expected: list[Due], tier: Tier) -> None:
    assert due(a_chat(age=age * MINUTE, quiet=quiet * MINUTE, said=frozenset(said.split()), tier=tier)) == expected


@pytest.mark.parametrize(
    ("age", "quiet", "said", "expected"),
    [
        (50, 0, "", []),
        (60, 0, "timeSoon", []),
        (600, 0, "timeSoon", []),
        (20, 5, "", [Due(notice="held")]),
        (20, 5, "held", []),
        (20, 15, "held quietAsk quietWarn", []),
        (90, 29, "held timeSoon", []),
        (90, 30, "held", [Due(end="silentAfterDanger")]),
    ],
)
@pytest.mark.parametrize("tier", [Tier.HIGH, Tier.EMERGENCY])
def test_no_clock_ends_a_chat_in_danger_but_after_the_hold(
    age: int, quiet: int, said: str, expected: list[Due], tier: Tier
) -> None:
    assert due(a_chat(age=age * MINUTE, quiet=quiet * MINUTE, said=frozenset(said.split()), tier=tier)) == expected


async def notices(evening: Evening, ticket: str, span: timedelta) -> list[tuple[int, str, int]]:
    """What the clock says to both within this time: after how many minutes, what, and how long is left."""
    told = []
    start = evening.now
    while evening.now < start + span:
        evening.later(seconds=30)
        await evening.tick()
        minute = int((evening.now - start) / MINUTE)
        seekers = evening.seekers(ticket).take_only(Notice, Ended)
        assert evening.desk().take_only(Notice, Ended) == seekers
        told += [
            (minute, event.kind, event.minutes) if isinstance(event, Notice) else (minute, event.reason, 0)
            for event in seekers
        ]
    return told


async def test_a_quiet_chat_is_asked_warned_and_ended(evening: Evening) -> None:
    ticket, _ = await evening.talk()
    assert await notices(evening, ticket, 20 * MINUTE) == [(5, "quietAsk", 10), (10, "quietWarn", 5), (15, "quiet", 0)]


async def test_a_word_starts_the_quiet_anew_and_every_warning_comes_again(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    assert await notices(evening, ticket, 11 * MINUTE) == [(5, "quietAsk", 10), (10, "quietWarn", 5)]
    chat.heard("seeker", at=evening.now)
    assert await notices(evening, ticket, 15 * MINUTE) == [(5, "quietAsk", 10), (10, "quietWarn", 5), (15, "quiet", 0)]


async def talking(evening: Evening, ticket: str, chat: Chat, span: timedelta) -> list[tuple[int, str, int]]:
    """The same while somebody says something every four minutes."""
    told = []
    for start in range(0, int(span / MINUTE), 4):
        chat.heard("seeker", at=evening.now)
        told += [
            (start + minute, *rest)
            for minute, *rest in await notices(evening, ticket, min(4 * MINUTE, span - start * MINUTE))
        ]
    return told


async def test_the_time_is_announced_and_then_over(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    assert await talking(evening, ticket, chat, 61 * MINUTE) == [(50, "timeSoon", 10), (60, "timeOver", 0)]
    assert (await evening.entry(ticket)).aftermath is not None


async def test_added_time_moves_the_notice_and_the_end(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await talking(evening, ticket, chat, 52 * MINUTE)
    extend_chat(evening.node, chat, now=evening.now)
    extended = Notice(chat=chat.id, kind="extended", minutes=23)
    assert (evening.seekers(ticket).take(), evening.desk().take()) == ([extended], [extended])
    entry = await evening.entry(ticket)
    view = chat_view(evening.node, chat, entry, "seeker", now=evening.now)
    assert (view.limits.minutes, view.limits.notice_at, view.minutes_left) == (75, 65, 23)
    assert await talking(evening, ticket, chat, 24 * MINUTE) == [(13, "timeSoon", 10), (23, "timeOver", 0)]


async def test_once_danger_has_passed_the_overdue_end_is_announced_first(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    assert await talking(evening, ticket, chat, 52 * MINUTE) == [(50, "timeSoon", 10)]
    chat.watch.flag(Tier.HIGH, at=evening.now)
    assert await talking(evening, ticket, chat, 20 * MINUTE) == []
    chat.watch = Watch()
    assert await talking(evening, ticket, chat, 12 * MINUTE) == [(0, "timeSoon", 10), (10, "timeOver", 0)]


async def test_silence_after_danger_is_held_and_leads_back_to_the_head(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "I'm going to kill myself tonight")
    assert await notices(evening, ticket, 29 * MINUTE) == [(5, "held", 25)]
    evening.later(minutes=1)
    await evening.tick()
    (ended, place, *_) = evening.seekers(ticket).take_only(Ended, Place)
    assert ended == Ended(chat=chat.id, reason="silentAfterDanger")
    assert place.reason == "We kept the chat open for a while. You are next whenever you write again."
    entry = await evening.entry(ticket)
    assert (entry.ticket.state, entry.ticket.head, entry.ticket.blocked) == (TicketState.WAITING, True, frozenset())


async def test_who_was_silent_and_away_after_danger_has_a_place_to_come_back_to(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "I'm going to kill myself tonight")
    evening.closes(f"seeker:{ticket}")
    await evening.tick_through(44 * MINUTE, every=30 * SECOND)
    entry = await evening.entry(ticket)
    assert (entry.ticket.state, entry.ticket.head) == (TicketState.WAITING, True)
    await evening.tick_through(2 * MINUTE, every=30 * SECOND)
    assert (await evening.entry(ticket)).ticket.state is TicketState.EXPIRED


async def test_after_a_held_silence_a_word_is_heard_and_the_next_silence_is_held_anew(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "I'm going to kill myself tonight")
    assert await notices(evening, ticket, 6 * MINUTE) == [(5, "held", 25)]
    chat.heard("listener", at=evening.now)
    assert await notices(evening, ticket, 6 * MINUTE) == [(5, "held", 25)]


async def test_somebody_back_in_line_after_a_long_chat_waits_as_long_as_anybody(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await talking(evening, ticket, chat, 44 * MINUTE)
    evening.closes("listener:sam")
    await evening.tick_through(2 * MINUTE)
    assert (await evening.entry(ticket)).ticket.state is TicketState.WAITING
    await evening.tick_through(27 * MINUTE)
    assert (await evening.entry(ticket)).ticket.state is TicketState.WAITING
    await evening.tick_through(2 * MINUTE)
    assert (await evening.entry(ticket)).ticket.state is TicketState.REDIRECTED


async def test_nobody_stays_ready_whose_desk_is_closed(evening: Evening) -> None:
    await evening.listener()
    evening.closes("listener:sam")
    on_shift = []
    for seconds in (0, 24, 1):
        evening.later(seconds=seconds)
        await keep_time(evening.node, now=evening.now)
        on_shift.append(len(await evening.node.live.listeners()))
    assert on_shift == [1, 1, 0]


async def test_a_desk_that_opens_again_in_time_keeps_the_shift(evening: Evening) -> None:
    await evening.listener()
    for _ in range(3):
        kind = evening.desk().kind
        evening.closes("listener:sam")
        await evening.tick_through(20 * SECOND, every=SECOND)
        evening.opens("listener:sam", kind)
        await evening.tick_through(20 * SECOND, every=SECOND)
    assert (await evening.on_shift("sam")).state is ShiftState.READY


async def test_keeping_time_twice_says_nothing_twice(evening: Evening) -> None:
    ticket, _ = await evening.talk()
    evening.later(minutes=5)
    await evening.tick()
    assert evening.seekers(ticket).take_only(Notice) != []
    await evening.tick()
    assert evening.seekers(ticket).take_only(Notice) == []


async def test_an_hours_tally_is_forgotten_after_the_hour(evening: Evening) -> None:
    for id_, what in (("a", "lost"), ("b", "back")):
        await evening.node.live.notes.put(Happened(id=id_, what=what, at=evening.now))
    counts: list[Any] = []
    for minutes in (59, 1):
        evening.later(minutes=minutes)
        await evening.tick()
        board = await show_board(evening.node, now=evening.now)
        counts.append((board.lost_listeners, board.back_at_head))
    assert counts == [(1, 1), (0, 0)]
