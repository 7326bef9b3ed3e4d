"""A coordinator comes into a chat: when asked, by name, from then on, and not against the will of the two."""

from typing import Any

import pytest

from app.services.board.show_board import show_board
from app.services.chat.end_chat import put_back
from app.services.chat.join_chat import COMES_AFTER, Refusal, Seen, Wish, ask_in, refuse_guest, visit
from app.services.line.tell_places import tell_places
from app.wire.events import GuestCame, Posted
from tests.nodes import Evening

KIM: dict[str, Any] = {"id": "kim", "name": "Kim", "cleared": True}
EMERGENCY = "I have taken all the pills and I am going to die now"


async def kim(evening: Evening, ticket: str, do: str = "look", **told: Any) -> Seen:
    return await visit(evening.node, Wish(ticket=ticket, do=do, **(KIM | told)), now=evening.now)  # type: ignore[arg-type]


def told(page: Any) -> list[tuple[str, bool]]:
    return [(event.guest.state, event.guest.refusable) for event in page.take_only(GuestCame)]


async def test_who_is_not_asked_does_not_come_in(evening: Evening) -> None:
    ticket, _ = await evening.talk()
    assert (await kim(evening, ticket, "join")).why == "unasked"
    assert (await kim(evening, "made-up", "join")).why == "noChat"
    assert (await kim(evening, ticket, "look")).why == "noChat"


async def test_asked_in_they_come_by_name_after_a_while_and_see_nothing_from_before(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", "This stays between us.")
    await ask_in(evening.node, chat, on=True)
    await tell_places(evening.node, now=evening.now)
    board = await show_board(evening.node, now=evening.now, viewer="kim")
    assert [(one.kinds, one.listener, one.join) for one in board.alerts] == [(("asks_a_coordinator_in",), "Sam", "may")]
    evening.seekers(ticket).take()
    evening.desk().take()

    assert await kim(evening, ticket, "join") == Seen(state="asks", listener="Sam")
    assert (told(evening.seekers(ticket)), told(evening.desk())) == ([("asks", True)], [("asks", True)])
    await evening.says(chat, "listener", "Kim would like to come in.")
    assert (await kim(evening, ticket)).lines == ()
    evening.later(seconds=COMES_AFTER.total_seconds())
    await evening.tick()
    assert told(evening.seekers(ticket)) == [("in", True)]
    await evening.says(chat, "seeker", "Hello, Kim.")
    seen = await kim(evening, ticket, "say", text="Hello, both of you.", ref="one")
    assert [(line.author, line.text) for line in seen.lines] == [
        ("seeker", "Hello, Kim."),
        ("coordinator", "Hello, both of you."),
    ]
    said = [(event.from_, event.text) for event in evening.seekers(ticket).take_only(Posted)]
    assert said[-1] == ("coordinator", "Hello, both of you.")
    again = await kim(evening, ticket, "say", text="Hello, both of you.", ref="one")
    assert len(again.lines) == 2  # the same form twice is one line


@pytest.mark.parametrize("when", ["before", "after"])
async def test_either_may_rather_not(evening: Evening, when: str) -> None:
    ticket, chat = await evening.talk()
    await ask_in(evening.node, chat, on=True)
    await kim(evening, ticket, "join")
    if when == "after":
        evening.later(seconds=COMES_AFTER.total_seconds())
        await evening.tick()
    assert await refuse_guest(evening.node, chat)
    await evening.says(chat, "seeker", "Just the two of us, please.")
    assert await kim(evening, ticket) == Seen(why="noChat")
    assert told(evening.seekers(ticket))[-1] == ("gone", False)
    assert (await kim(evening, ticket, "join")).why == "unasked"  # it has to be asked for again


async def test_in_an_emergency_they_come_at_once_and_stay(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", EMERGENCY)
    assert await kim(evening, ticket, "join") == Seen(state="in", listener="Sam")
    assert told(evening.seekers(ticket))[-1] == ("in", False)
    assert not await refuse_guest(evening.node, chat)
    board = await show_board(evening.node, now=evening.now, viewer="kim")
    assert [(one.join, "with_a_coordinator" in one.kinds) for one in board.alerts] == [("mine", True)]
    assert (await kim(evening, ticket, "join", id="ann", name="Ann")).why == "taken"
    await kim(evening, ticket, "leave")
    assert (await kim(evening, ticket)).why == "noChat"


@pytest.mark.parametrize(("cleared", "why"), [(True, ""), (False, "minors")])
async def test_into_a_minors_chat_comes_only_who_is_cleared_in_an_emergency_too(
    evening: Evening, *, cleared: bool, why: Refusal
) -> None:
    await evening.listener("ada", cleared_for_minors=True)
    ticket, chat = await evening.talk(age_band="16-17")
    await ask_in(evening.node, chat, on=True)
    assert (await kim(evening, ticket, "join", cleared=cleared)).why == why
    await evening.says(chat, "seeker", EMERGENCY)
    other = await kim(evening, ticket, "join", id="ann", name="Ann", cleared=False)
    assert other.why == ("taken" if cleared else "minors")


async def test_a_way_to_reach_anybody_is_not_sent_by_a_coordinator_either(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", EMERGENCY)
    await kim(evening, ticket, "join")
    assert (await kim(evening, ticket, "say", text="Write to kim@example.org", ref="x")).why == "reaches"
    assert chat.seq == 1


async def test_who_is_put_back_in_line_leaves_nobody_behind(evening: Evening) -> None:
    ticket, chat = await evening.talk()
    await evening.says(chat, "seeker", EMERGENCY)
    await kim(evening, ticket, "join")
    await put_back(evening.node, chat, "changed", now=evening.now)
    entry = await evening.node.live.entry(ticket)
    assert entry is not None
    assert (entry.guest, entry.asks_in) == (None, False)
    assert (await kim(evening, ticket)).why == "noChat"
