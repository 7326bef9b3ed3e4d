"""The schedules find what they are there to find: each fault planted once in the product."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.live.chat import Chat, Message
from app.live.interface import TicketEntry
from app.live.nodes import moving
from app.live.nodes.envelopes import Said
from app.live.shared import reader
from app.services.chat import post_message
from benchmarks.cluster import Valkey
from benchmarks.faults import Faults
from matching import AgeBand
from tests.nodes_several.in_memory import schedule
from tests.nodes_several.in_memory.play import played
from tests.nodes_several.in_memory.schedule import Outcome, Step
from tests.nodes_several.in_memory.world import People


@pytest.fixture(scope="module")
def one_valkey() -> Iterator[Valkey]:
    """A Valkey for all of these."""
    started = Valkey().start()
    yield started
    started.stop()


Plays = Any


@pytest.fixture
def plays(monkeypatch: pytest.MonkeyPatch, one_valkey: Valkey) -> Plays:
    """Plays these steps in a short schedule."""

    def play(*steps: Step) -> Outcome:
        monkeypatch.setattr(schedule, "steps_of", lambda _seed: list(steps))
        monkeypatch.setattr(schedule, "LASTS", 8.0)
        monkeypatch.setattr(schedule, "HEALS_WITHIN", 15.0)
        return played(one_valkey.port, 1)

    return play


DRAIN = tuple(Step(1.0 + place * 2, "drain", place, 1.0) for place in range(3))


def test_a_seed_always_plays_the_same(one_valkey: Valkey) -> None:
    once, again = (played(one_valkey.port, 11) for _ in range(2))
    assert str(once) == str(again)
    assert once.well


def test_a_chat_that_arrives_still_moving_is_found(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plays(*DRAIN).well
    monkeypatch.setattr(moving, "_PLAIN", (*moving._PLAIN, "moving"))
    assert any("owes" in one for one in plays(*DRAIN).wrong)


def test_a_message_that_is_lost_is_found(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    after = Chat.after
    monkeypatch.setattr(Chat, "after", lambda chat, seq: after(chat, seq)[1:])
    torn = tuple(Step(0.5 * number, "page torn", number, 1.0) for number in range(9))
    found = plays(*torn)
    assert found.faults.lost or found.wrong


def test_a_message_that_is_doubled_is_found(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Chat.post

    def again(chat: Chat, author: Any, *, ref: str, text: str, at: Any) -> tuple[Message, bool]:
        post(chat, author, ref=f"{ref}-again", text=text, at=at)
        return post(chat, author, ref=ref, text=text, at=at)

    monkeypatch.setattr(Chat, "post", again)
    assert plays().faults.duplicated


def test_messages_that_change_places_are_found(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    announce, held = post_message.announce, dict[str, Message]()

    def late(node: Any, chat: Chat, message: Message) -> None:
        number = next((one for one in chat.after(0) if one.seq == message.seq), message)
        swapped = held.pop(chat.id, None)
        if swapped is None and message.seq % 5 == 1:
            held[chat.id] = number
        announce(node, chat, message)
        if swapped is not None:
            announce(node, chat, Message(message.seq + 1, swapped.author, swapped.text, f"{swapped.ref}-late"))

    monkeypatch.setattr(post_message, "announce", late)
    found = plays()
    assert found.faults != Faults() or found.wrong


def test_a_minor_with_somebody_not_cleared_is_found(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    hire = People.hire
    monkeypatch.setattr(People, "hire", lambda people, name, **_: hire(people, name, cleared=False))
    monkeypatch.setattr(AgeBand, "needs_clearance", False)
    assert any("met the minor" in one for one in plays().wrong)


def test_a_canary_that_valkey_sees_is_found(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    put_of = reader.put_of

    def telling(known: Any, entry: TicketEntry) -> tuple[str | bytes | int, ...]:
        told = put_of(known, entry)
        return (*told[:5], entry.intake.first_message, *told[6:])

    monkeypatch.setattr(reader, "put_of", telling)
    assert any("canary" in one for one in plays().wrong)


def test_what_comes_from_afar_out_of_turn_is_found(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.sockets.from_afar import FromAfar  # noqa: PLC0415

    take = FromAfar.take

    def deaf(far: FromAfar, sender: str, said: Said) -> None:
        if said.number % 7 != 3:
            take(far, sender, Said(said.address, said.stamp, said.number - said.number // 7, said.frame))

    monkeypatch.setattr(FromAfar, "take", deaf)
    found = plays()
    assert found.faults != Faults() or found.wrong
