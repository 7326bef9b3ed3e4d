"""What two people in a chat say and see of each other."""

import gc
from datetime import timedelta

import pytest

from app.jobs.read_messages import read_next
from app.live.chat import ChatEnded
from app.services.chat.end_chat import end_chat
from app.services.chat.post_message import note_delivered, note_seen, note_typing, post_message, take_moment
from app.services.keep_time import keep_time
from app.wire.events import DeliveredTo, MomentTaken, Peer, Posted, SeenBy, TypingNow
from app.wire.frames import SIZES
from tests.nodes import Evening
from tests.privacy.scanner import Canaries


async def test_a_message_reaches_both_pages_as_the_same_frame(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    post_message(evening.node, chat, "listener", ref="ref-0001", text="Hi, I'm Sam.", now=evening.now)
    assert evening.seekers(ticket).frames == evening.desk().frames
    posted = Posted(chat=chat.id, epoch=chat.epoch, seq=1, from_="listener", text="Hi, I'm Sam.", ref="ref-0001")
    assert evening.seekers(ticket).take() == evening.desk().take() == [posted]


@pytest.mark.proves("C33")
@pytest.mark.parametrize(("length", "size"), [(1, SIZES[0]), (1_000, SIZES[1]), (2_000, SIZES[2])])
async def test_the_length_of_a_frame_says_little(evening: Evening, length: int, size: int) -> None:
    ticket, chat = await evening.talk()
    post_message(evening.node, chat, "seeker", ref="ref-0001", text="a" * length, now=evening.now)
    frames = [*evening.seekers(ticket).frames, *evening.desk().frames]
    assert [len(frame.encode()) for frame in frames] == [size, size]


async def test_posting_again_tells_only_the_author(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    for _ in range(2):
        post_message(evening.node, chat, "seeker", ref="ref-0001", text="hello", now=evening.now)
    assert [event.seq for event in evening.seekers(ticket).take()] == [1, 1]
    assert [event.seq for event in evening.desk().take()] == [1]
    assert evening.node.to_read.qsize() == 1


async def test_acknowledgements_are_told_to_the_other_once(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    post_message(evening.node, chat, "seeker", ref="ref-0001", text="hello", now=evening.now)
    evening.seekers(ticket).take()
    evening.desk().take()
    for _ in range(2):
        note_delivered(evening.node, chat, "listener", 1)
        note_seen(evening.node, chat, "listener", 1)
        note_delivered(evening.node, chat, "listener", 7)
    told = {"chat": chat.id, "epoch": chat.epoch, "seq": 1}
    assert evening.seekers(ticket).take() == [DeliveredTo(**told), SeenBy(**told)]
    assert evening.desk().take() == []


async def test_typing_is_shown_to_the_other_and_is_not_silence(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    evening.later(minutes=3)
    note_typing(evening.node, chat, "seeker", now=evening.now)
    assert (evening.desk().take(), evening.seekers(ticket).take()) == ([TypingNow(chat=chat.id)], [])
    assert chat.quiet_since == evening.now


async def test_a_moment_is_told_and_starts_the_quiet_anew(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    chat.noticed |= {"quietAsk"}
    evening.later(minutes=6)
    take_moment(evening.node, chat, "seeker", now=evening.now)
    assert (evening.desk().take(), evening.seekers(ticket).take()) == ([MomentTaken(chat=chat.id)], [])
    assert (chat.quiet_since, chat.noticed) == (evening.now, set())


async def test_nothing_is_posted_into_an_ended_chat(evening: Evening) -> None:
    _, chat = await evening.talk()
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    evening.desk().take()
    with pytest.raises(ChatEnded):
        post_message(evening.node, chat, "seeker", ref="ref-0001", text="hello?", now=evening.now)
    assert evening.desk().take() == []


async def test_each_sees_whether_the_others_page_is_there(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    evening.closes(f"seeker:{ticket}")
    told = []
    for seconds in (0, 3, 1, 300):
        evening.later(seconds=seconds)
        if seconds == 300:
            chat.heard("listener", at=evening.now)
        await keep_time(evening.node, now=evening.now)
        told.append(evening.desk().take_only(Peer))
    # without a page a seeker may still be there with the forms, and is, until their page has not asked for 25 s
    assert told == [[], [], [], []]
    evening.later(seconds=4)
    chat.heard("listener", at=evening.now)
    await keep_time(evening.node, now=evening.now)
    assert evening.desk().take_only(Peer) == [Peer(chat=chat.id, state="away")]
    evening.later(minutes=5)
    chat.heard("listener", at=evening.now)
    await keep_time(evening.node, now=evening.now)
    assert evening.desk().take_only(Peer) == [Peer(chat=chat.id, state="gone")]
    await evening.node.live.touch(ticket, now=evening.now)
    await keep_time(evening.node, now=evening.now)
    assert evening.desk().take_only(Peer) == [Peer(chat=chat.id, state="here")]


async def test_the_end_of_a_socket_is_no_sign_of_life_but_a_form_that_comes_after_it_is(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.tick()
    evening.closes(f"seeker:{ticket}")
    await evening.node.live.touch(ticket, now=evening.later(seconds=1))  # as its handler does
    evening.desk().take()
    await evening.tick_through(timedelta(seconds=6), every=timedelta(seconds=1))
    assert evening.desk().take_only(Peer) == [Peer(chat=chat.id, state="away")]
    await evening.node.live.touch(ticket, now=evening.now)
    await evening.tick()
    assert evening.desk().take_only(Peer) == [Peer(chat=chat.id, state="here")]
    await evening.tick_through(timedelta(seconds=32), every=timedelta(seconds=1))
    assert evening.desk().take_only(Peer) == [Peer(chat=chat.id, state="away")]


@pytest.mark.proves("C6")
async def test_an_ended_chats_words_are_nowhere_in_the_process(evening: Evening) -> None:
    canary = Canaries().one()
    ticket, chat = await evening.talk(first_message=f"{canary} at first")
    post_message(evening.node, chat, "seeker", ref="ref-0001", text=f"{canary} and read", now=evening.now)
    await read_next(evening.node)
    post_message(evening.node, chat, "listener", ref="ref-0002", text=f"{canary} not read yet", now=evening.now)
    for page in (evening.seekers(ticket), evening.desk()):
        page.take()
    assert len(said_somewhere(canary)) >= 3
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    assert said_somewhere(canary) == set()


def said_somewhere(canary: str) -> set[str]:
    """Every text of this process that something still holds and that the canary stands in."""
    gc.collect()
    held = {text for one in gc.get_objects() for text in gc.get_referents(one) if type(text) is str}
    return {text for text in held if canary in text and text != canary}


async def test_a_message_is_read_after_it_was_sent_on(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    post_message(evening.node, chat, "seeker", ref="ref-0001", text="I want to die", now=evening.now)
    evening.seekers(ticket).take()
    assert chat.watch.tier == 0
    await read_next(evening.node)
    assert chat.watch.tier == 3
    assert evening.node.to_read.empty()


async def test_a_message_of_an_ended_chat_is_not_read(evening: Evening) -> None:
    _, chat = await evening.talk()
    post_message(evening.node, chat, "seeker", ref="ref-0001", text="I want to die", now=evening.now)
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now + timedelta(seconds=1))
    await read_next(evening.node)
    assert chat.watch.tier == 0
