"""How a chat ends, for each reason; and how a seeker goes on with somebody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.live.interface import Aftermath
from app.live.notes import Alert, Happened
from app.services.board.show_board import show_board
from app.services.chat.end_chat import ConfirmEnd, EndReason, end_by_listener, end_chat, put_back
from app.services.line.leave_line import leave
from app.services.line.say_place import how_long, where
from app.services.show import notice_to
from app.wire.events import Ended, Place, ShiftChanged
from app.wire.views import WaitView
from crisis import Tier
from matching import ListenerTier, ShiftState, TicketState
from tests.nodes import NIGHT, Evening

MINUTE = timedelta(minutes=1)
REASONS: list[EndReason] = ["seekerEnded", "listenerEnded", "exit", "timeOver", "quiet", "reported"]


@pytest.mark.parametrize("reason", REASONS)
async def test_an_end_is_told_to_both_and_leaves_only_the_aftermath(evening: Evening, reason: EndReason) -> None:
    ticket, chat = await evening.talk(first_message="hello", feeling=4)
    await evening.says(chat, "listener", "hi")
    await evening.says(chat, "seeker", "I want to die")
    for page in (evening.seekers(ticket), evening.desk()):
        page.take()
    before = await evening.entry(ticket)
    evening.later(minutes=12)
    await end_chat(evening.node, chat, reason, now=evening.now)
    ended = Ended(chat=chat.id, reason=reason)
    assert (evening.seekers(ticket).take(), evening.desk().take()) == ([ended], [ended])
    assert await evening.entry(ticket) == replace(
        before,
        ticket=replace(before.ticket, version=before.ticket.version + 1),
        intake=replace(before.intake, first_message=""),
        watch=chat.watch.state(),
        chat=None,
        listener=None,
        home=None,
        aftermath=Aftermath(
            ended=evening.now,
            reason=reason,
            listener="sam",
            listener_name="Sam",
            listener_tier="full",
            messages=3,
            talked=12 * MINUTE,
            chat=chat.id,
        ),
    )
    assert (evening.node.chats, (await evening.on_shift("sam")).taken) == ({}, 0)


async def test_the_tier_of_the_listener_is_noted(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.changes("sam", tier=ListenerTier.CRISIS)
    await end_chat(evening.node, chat, "quiet", now=evening.now)
    over = (await evening.entry(ticket)).aftermath
    assert over is not None
    assert over.listener_tier == "crisis"


async def test_leaving_from_a_chat_ends_it(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await leave(evening.node, await evening.entry(ticket), now=evening.now)
    assert evening.desk().take_only(Ended) == [Ended(chat=chat.id, reason="exit")]


async def test_leaving_what_is_over_changes_nothing(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await end_chat(evening.node, chat, "quiet", now=evening.now)
    over = await evening.entry(ticket)
    await leave(evening.node, over, now=evening.later(minutes=1))
    assert await evening.entry(ticket) == over


@pytest.mark.parametrize(("words", "pause"), [("We had soup.", 1 * MINUTE), ("I want to die", 10 * MINUTE)])
async def test_a_listener_pauses_after_a_chat_and_longer_after_a_crisis(
    evening: Evening, words: str, pause: timedelta
) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", words)
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    sam = await evening.on_shift("sam")
    assert (sam.resting_until, sam.idle_since) == (evening.now + pause, evening.now)


async def test_the_pause_after_another_chat_does_not_cut_a_break_short(evening: Evening) -> None:
    await evening.listener(seats=2)
    heavy = await evening.chat(await evening.seeker())
    light = await evening.chat(await evening.seeker())
    await evening.says(heavy, "seeker", "I want to die")
    await end_chat(evening.node, heavy, "seekerEnded", now=evening.now)
    await end_chat(evening.node, light, "seekerEnded", now=evening.later(minutes=1))
    assert (await evening.on_shift("sam")).resting_until == NIGHT + 10 * MINUTE


async def test_a_listener_is_not_offered_anybody_while_resting(evening: Evening) -> None:
    _, chat = await evening.talk()
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    await evening.seeker()
    offers = []
    for seconds in (0, 59, 1):
        evening.later(seconds=seconds)
        await evening.tick()
        offers.append(len(await evening.node.live.offers()))
    assert offers == [0, 0, 1]


async def test_a_listener_confirms_an_end_in_danger_and_the_board_is_told(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    evening.later(minutes=7)
    with pytest.raises(ConfirmEnd):
        await end_by_listener(evening.node, chat, confirmed=False, now=evening.now)
    assert (chat.ended, evening.node.live.notes.all(Alert)) == (None, {})
    await end_by_listener(evening.node, chat, confirmed=True, now=evening.now)
    over = (await evening.entry(ticket)).aftermath
    assert over is not None
    assert over.reason == "listenerEnded"
    boards = [await show_board(evening.node, now=evening.now, viewer=viewer) for viewer in ("board:a:1", "board:a:2")]
    alerts = [alert for board in boards for alert in board.alerts]
    assert [(one.tier, one.kinds, one.listener, one.minutes) for one in alerts] == [
        (3, ("ended", "ideation"), "Sam", 7)
    ] * 2
    assert len({alert.handle for alert in alerts} | {chat.id}) == 3
    assert {len(alert.handle) for alert in alerts} == {4}


async def test_the_board_hears_for_ten_minutes_of_an_end_in_danger(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await end_by_listener(evening.node, chat, confirmed=True, now=evening.now)
    told = []
    for minutes in (9, 1):
        evening.later(minutes=minutes)
        await evening.tick()
        told.append(len(evening.node.live.notes.all(Alert)))
    assert told == [1, 0]


async def test_a_listener_ends_a_calm_chat_with_one_word(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I don't want to live")
    assert chat.watch.tier is Tier.ELEVATED
    await end_by_listener(evening.node, chat, confirmed=False, now=evening.now)
    assert (chat.ended, evening.node.live.notes.all(Alert)) == ("listenerEnded", {})


async def test_a_draining_listener_goes_off_after_the_last_chat(evening: Evening) -> None:
    await evening.listener(seats=2)
    chats = [await evening.chat(await evening.seeker()) for _ in range(2)]
    await evening.changes("sam", state=ShiftState.DRAINING)
    await end_chat(evening.node, chats[0], "seekerEnded", now=evening.now)
    assert (await evening.on_shift("sam")).state is ShiftState.DRAINING
    evening.desk().take()
    await end_chat(evening.node, chats[1], "seekerEnded", now=evening.now)
    assert await evening.node.live.listener("sam") is None
    shift = evening.desk().take_only(ShiftChanged)[0].shift
    assert (shift.state, shift.notice) == ("off", "Your shift is over. Thank you for being there.")


async def test_somebody_else_is_asked_for_at_the_head_and_never_the_same_again(evening: Evening) -> None:
    ticket, chat = await evening.talk(first_message="hello")
    await evening.says(chat, "seeker", "I want to die")
    evening.later(minutes=40)
    other = await evening.seeker()
    for page in (evening.seekers(ticket), evening.desk()):
        page.take()
    before = await evening.entry(ticket)
    await put_back(evening.node, chat, "changed", now=evening.now)
    notice = "You asked for somebody else. That is fine. You are next, and you need not tell it all again."
    assert evening.seekers(ticket).take() == [
        Ended(chat=chat.id, reason="changed"),
        Place(
            wait=WaitView(
                position=1,
                eligible=0,
                wait_low=None,
                wait_high=None,
                ends_in=30,
                where=where(1, 0, offered=False),
                how_long=how_long(0, None, None, 30, offered=False),
            ),
            reason=notice,
        ),
    ]
    assert evening.desk().take() == [Ended(chat=chat.id, reason="changed")]
    assert await evening.entry(ticket) == replace(
        before,
        ticket=replace(
            before.ticket,
            state=TicketState.WAITING,
            head=True,
            since=evening.now,
            blocked=frozenset({"sam"}),
            version=before.ticket.version + 1,
        ),
        intake=replace(before.intake, first_message=""),
        watch=chat.watch.state(),
        chat=None,
        listener=None,
        home=None,
        notice=notice,
        notice_of="Sam",
        before=(
            Aftermath(
                ended=evening.now,
                reason="changed",
                listener="sam",
                listener_name="Sam",
                listener_tier="full",
                messages=chat.seq,
                talked=evening.now - chat.opened,
                chat=chat.id,
            ),
        ),
    )
    evening.later(minutes=10)
    await evening.listener("noor")
    await evening.tick()
    assert ((await evening.offered(ticket))[1], (await evening.offered(other))[1]) == ("noor", "sam")


async def test_what_was_heard_goes_along_to_the_next_listener(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await put_back(evening.node, chat, "changed", now=evening.now)
    await evening.listener("noor")
    following = await evening.chat(ticket)
    assert (following.watch.state(), following.after(0)) == (chat.watch.state(), [])


async def test_a_second_wait_is_counted_by_itself(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    evening.later(minutes=40)
    await put_back(evening.node, chat, "changed", now=evening.now)
    evening.later(minutes=2)
    await evening.listener("noor")
    await evening.tick()
    await evening.chat(ticket)
    assert (await evening.entry(ticket)).matched_after == 2 * MINUTE
    assert await evening.node.live.recent_waits(now=evening.now) == (0 * MINUTE, 2 * MINUTE)


async def test_a_lost_listener_is_told_of_within_half_a_minute_and_the_seeker_is_next(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    evening.later(minutes=40)
    await evening.says(chat, "seeker", "I am still here.")
    await evening.tick()
    evening.closes("listener:sam")
    evening.seekers(ticket).take()
    lost = evening.now
    while not (told := evening.seekers(ticket).take_only(Ended)):
        evening.later(seconds=1)
        await evening.tick()
        assert evening.now - lost <= timedelta(seconds=30)
    assert told == [Ended(chat=chat.id, reason="listenerLost")]
    entry = await evening.entry(ticket)
    assert (entry.ticket.state, entry.ticket.head, entry.ticket.blocked) == (TicketState.WAITING, True, frozenset())
    assert notice_to(entry) == (
        "Sam's connection is gone; it was nothing you said. You are next, and you need not tell it all again."
    )
    assert sorted(one.what for one in evening.node.live.notes.all(Happened).values()) == ["back", "lost"]
    assert await evening.node.live.listener("sam") is None


async def test_a_listener_whose_page_is_back_in_time_is_not_lost(evening: Evening) -> None:
    _, chat = await evening.talk()
    page = evening.desk()
    evening.closes("listener:sam")
    await evening.tick_through(timedelta(seconds=24), every=timedelta(seconds=1))
    evening.opens("listener:sam", page.kind)
    await evening.tick_through(timedelta(minutes=2), every=timedelta(seconds=1))
    assert (chat.ended, (await evening.on_shift("sam")).state) == (None, ShiftState.READY)
