"""A seeker who waits for a word: the listener is nudged, then the seeker has the choice of somebody else."""

from datetime import timedelta

import pytest

from app.live.chat import Chat, Role
from app.services.chat.end_chat import put_back
from app.services.chat.post_message import note_typing, take_moment
from app.wire.events import MomentTaken, Notice
from tests.nodes import Evening

SECOND = timedelta(seconds=1)


async def begun(evening: Evening) -> tuple[str, Chat]:
    ticket, chat = await evening.talk()
    await evening.says(chat, "listener", "Hello.")
    evening.later(seconds=1)
    await evening.says(chat, "seeker", "Hello. Are you there?")
    evening.seekers(ticket).take()
    evening.desk().take()
    return ticket, chat


def kinds(events: list[Notice]) -> list[str]:
    return [event.kind for event in events]


async def passes(evening: Evening, seconds: float) -> None:
    await evening.tick_through(seconds * SECOND, every=SECOND)


async def test_a_silent_start_is_nudged_after_45_seconds(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    chat.begun = False
    await passes(evening, 44)
    assert evening.desk().take_only(Notice) == []
    await passes(evening, 1)
    assert evening.desk().take_only(Notice) == [Notice(chat=chat.id, kind="yourTurn", minutes=14)]
    assert evening.seekers(ticket).take_only(Notice) == []
    await passes(evening, 59)
    assert evening.seekers(ticket).take_only(Notice) == []
    await passes(evening, 1)
    assert kinds(evening.seekers(ticket).take_only(Notice)) == ["listenerQuiet"]
    assert evening.desk().take_only(Notice) == []


async def test_later_an_answer_has_three_minutes(evening: Evening) -> None:
    ticket, _ = await begun(evening)
    await passes(evening, 179)
    assert evening.desk().take_only(Notice) == []
    await passes(evening, 1)
    assert kinds(evening.desk().take_only(Notice)) == ["yourTurn"]
    await passes(evening, 60)
    assert kinds(evening.seekers(ticket).take_only(Notice)) == ["listenerQuiet"]


async def test_it_is_said_once_and_again_for_the_next_silence(evening: Evening) -> None:
    _, chat = await begun(evening)
    await passes(evening, 240)
    assert kinds(evening.desk().take_only(Notice)) == ["yourTurn"]
    await evening.says(chat, "listener", "Sorry, I was thinking.")
    evening.later(seconds=1)
    await evening.says(chat, "seeker", "All right.")
    await passes(evening, 180)
    assert kinds(evening.desk().take_only(Notice)) == ["yourTurn"]


async def test_whose_turn_it_is_not_is_not_nudged(evening: Evening) -> None:
    _, chat = await begun(evening)
    evening.later(seconds=1)
    await evening.says(chat, "listener", "Yes. Tell me.")
    await passes(evening, 240)
    assert evening.desk().take_only(Notice) == []


async def test_writing_is_an_answer(evening: Evening) -> None:
    _, chat = await begun(evening)
    await passes(evening, 100)
    note_typing(evening.node, chat, "listener", now=evening.now)
    await passes(evening, 100)
    assert evening.desk().take_only(Notice) == []


@pytest.mark.parametrize("role", ["seeker", "listener"])
async def test_a_moment_pauses_it_and_the_other_knows(evening: Evening, role: Role) -> None:
    ticket, chat = await begun(evening)
    await passes(evening, 100)
    take_moment(evening.node, chat, role, now=evening.now)
    other = evening.desk() if role == "seeker" else evening.seekers(ticket)
    assert MomentTaken(chat=chat.id) in other.take()
    await passes(evening, 300)
    assert "yourTurn" not in kinds(evening.desk().take_only(Notice))


async def test_a_chat_with_a_listener_who_is_gone_has_its_own_way(evening: Evening) -> None:
    ticket, chat = await begun(evening)
    evening.closes("listener:sam")
    await passes(evening, 24)
    assert kinds(evening.seekers(ticket).take_only(Notice)) == []
    await put_back(evening.node, chat, "changed", now=evening.now)
