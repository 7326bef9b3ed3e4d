"""What was said before is the seeker's to show: unread until then, nowhere afterwards."""

from datetime import timedelta

import pytest

from app.live.chat import Chat
from app.live.earlier import Said
from app.live.nodes.moving import packed, unpacked
from app.services.chat.end_chat import LeaveReason, end_chat, put_back
from app.services.chat.hand_over import hand_over
from app.services.chat.keep_earlier import earlier_waits
from app.services.chat.open_earlier import earlier_said, forget_earlier, open_earlier
from app.services.line.leave_line import leave
from app.services.show import chat_view
from app.wire.events import EarlierSaid, Notice
from tests.nodes import Evening

SAID = (Said("seeker", "Sam", "My brother does not answer."), Said("listener", "Sam", "How long has it been?"))


async def talked(evening: Evening) -> tuple[str, Chat]:
    """Two people have said something to each other."""
    ticket, chat = await evening.talk()
    for one in SAID:
        await evening.says(chat, one.author, one.text)
    return ticket, chat


async def goes_on(evening: Evening, ticket: str, name: str = "noor") -> Chat:
    """Somebody else takes it."""
    await evening.listener(name)
    after = await evening.chat(ticket)
    evening.seekers(ticket).take()
    evening.desk(name).take()
    return after


async def shown(evening: Evening, chat: Chat) -> list[str | None]:
    """What the seeker's page and the listener's are told of it."""
    entry = await evening.entry(chat.ticket)
    return [chat_view(evening.node, chat, entry, role, now=evening.now).earlier for role in chat.sides]


async def handed_over(evening: Evening) -> Chat:
    """Noor goes on where Sam was."""
    ticket, chat = await talked(evening)
    await hand_over(evening.node, chat, "", now=evening.now)
    return await goes_on(evening, ticket)


async def test_at_a_hand_over_it_waits_unread_until_the_seeker_opens_it(evening: Evening) -> None:
    chat = await handed_over(evening)
    assert (await shown(evening, chat), earlier_said(chat)) == (["kept", "kept"], [])
    assert not evening.node.earlier
    open_earlier(evening.node, chat)
    told = Notice(chat=chat.id, kind="earlierOpen")
    assert (evening.seekers(chat.ticket).take(), evening.desk("noor").take()) == ([told], [told])
    assert await shown(evening, chat) == ["open", "open"]
    assert earlier_said(chat) == [
        EarlierSaid(chat=chat.id, number=number, from_=one.author, listener="Sam", text=one.text)
        for number, one in enumerate(SAID, start=1)
    ]
    open_earlier(evening.node, chat)
    forget_earlier(evening.node, chat)
    assert (evening.desk("noor").take(), len(earlier_said(chat))) == ([], 2)


async def test_the_seeker_may_have_it_forgotten_and_then_nobody_can_open_it(evening: Evening) -> None:
    chat = await handed_over(evening)
    forget_earlier(evening.node, chat)
    assert evening.desk("noor").take() == [Notice(chat=chat.id, kind="earlierGone")]
    open_earlier(evening.node, chat)
    assert (await shown(evening, chat), earlier_said(chat), chat.earlier) == ([None, None], [], ())


@pytest.mark.parametrize(
    ("why", "waits"),
    [("changed", True), ("listenerLost", True), ("listenerLeft", True), ("aged", True), ("unsafe", False)],
)
async def test_it_waits_with_who_waits_but_for_what_must_never_be_written(
    evening: Evening, why: LeaveReason, *, waits: bool
) -> None:
    ticket, chat = await talked(evening)
    await put_back(evening.node, chat, why, now=evening.now)
    assert earlier_waits(evening.node, ticket) is waits
    after = await goes_on(evening, ticket)
    assert after.earlier == (SAID if waits else ())
    assert not earlier_waits(evening.node, ticket)


async def test_the_third_listener_may_be_shown_all_of_it_and_begins_without(evening: Evening) -> None:
    chat = await handed_over(evening)
    open_earlier(evening.node, chat)
    await evening.says(chat, "listener", "I have read it.")
    await put_back(evening.node, chat, "changed", now=evening.now)
    third = await goes_on(evening, chat.ticket, "kim")
    assert await shown(evening, third) == ["kept", "kept"]
    assert third.earlier == (*SAID, Said("listener", "Noor", "I have read it."))


async def test_nothing_was_said_and_nothing_waits(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await put_back(evening.node, chat, "changed", now=evening.now)
    assert not earlier_waits(evening.node, ticket)


async def test_it_goes_with_the_chat_with_the_visit_and_after_the_longest_wait(evening: Evening) -> None:
    chat = await handed_over(evening)
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    assert chat.earlier == ()
    ticket, before = await talked(evening)
    await put_back(evening.node, before, "changed", now=evening.now)
    await leave(evening.node, await evening.entry(ticket), now=evening.now)
    assert earlier_waits(evening.node, ticket)
    await evening.tick()
    assert not earlier_waits(evening.node, ticket)
    ticket, before = await talked(evening)
    await put_back(evening.node, before, "changed", now=evening.now)
    evening.later(minutes=29)
    assert earlier_waits(evening.node, ticket)
    await evening.tick_through(timedelta(minutes=1), every=timedelta(seconds=30))
    assert not evening.node.earlier


async def test_a_chat_on_its_way_to_another_node_takes_it_along_as_it_stands(evening: Evening) -> None:
    chat = await handed_over(evening)
    open_earlier(evening.node, chat)
    there, _ = unpacked(packed(chat, home="here"))
    assert (there.earlier, there.earlier_state) == (SAID, "open")
