"""After a restart the listener's page brings its chats back, sealed by us, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from app.identity.sealing import Sealer
from app.identity.stub import Stub, open_stub
from app.records.tables import Staff
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.extend_chat import extend_chat
from app.services.know import known_seeker
from app.services.line.leave_line import leave
from app.services.shift.take_shift import reopen_chats
from app.services.show import pass_of, stub_of
from app.wire.events import Opened, SeekerEvent
from crisis import Tier
from matching import TicketState
from tests.nodes import NIGHT, Evening

SAM = Staff(id="sam", name="Sam", role="listener", tier="full", password_hash="", totp_secret="")
NOOR = Staff(id="noor", name="Noor", role="listener", tier="full", password_hash="", totp_secret="")


class Before:
    """What two pages hold of a chat when the server stops."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening
        self.ticket = ""
        self.chat = ""
        self.stub = ""
        self.token = ""

    async def talk(self, **wish: Any) -> None:
        self.ticket, chat = await self.evening.talk(**wish)
        await self.evening.says(chat, "seeker", "I want to die")
        extend_chat(self.evening.node, chat, now=self.evening.now)
        await self.keep()

    async def keep(self) -> None:
        node, now = self.evening.node, self.evening.now
        entry = await self.evening.entry(self.ticket)
        chat = node.chat_of(self.ticket)
        assert chat is not None
        self.chat, self.stub, self.token = chat.id, stub_of(node, chat, entry), pass_of(node, entry, now=now)

    async def seeker_returns(self) -> None:
        await known_seeker(self.evening.node, self.token, now=self.evening.now)

    async def listener_returns(self, person: Staff = SAM, *stubs: str) -> None:
        await self.evening.listener(person.id)
        await reopen_chats(self.evening.node, person, stubs or (self.stub,), now=self.evening.now)


@pytest_asyncio.fixture
async def before(evening: Evening) -> Before:
    """A grave talk that has been going on for a while, and was extended."""
    held = Before(evening)
    await held.talk(age_band="adult", topics=("grief",), country="PT")
    evening.later(minutes=20)
    await held.keep()
    return held


def what_is_open(evening: Evening) -> list[str]:
    return list(evening.node.chats)


@pytest.mark.parametrize("seeker_first", [True, False])
async def test_a_chat_stands_again_whoever_comes_first(evening: Evening, before: Before, *, seeker_first: bool) -> None:
    evening.restart()
    for returns in (
        [before.seeker_returns, before.listener_returns]
        if seeker_first
        else [before.listener_returns, before.seeker_returns]
    ):
        await returns()
    await evening.tick()
    (chat,) = evening.node.chats.values()
    assert (chat.id, chat.ticket, chat.listener, chat.listener_name) == (before.chat, before.ticket, "sam", "Sam")
    assert (chat.opened, chat.extended, chat.watch.tier) == (NIGHT, timedelta(minutes=15), Tier.HIGH)
    assert (chat.restarted, chat.seq, chat.after(0)) == (True, 0, [])
    entry = await evening.entry(before.ticket)
    assert (entry.ticket.state, entry.chat, entry.chat_expected_until) == (TicketState.MATCHED, before.chat, None)
    assert (entry.ticket.arrived, entry.ticket.topics, entry.intake.country) == (NIGHT, ("grief",), "PT")
    assert (await evening.on_shift("sam")).taken == 1


async def test_a_reopened_chat_has_another_epoch(evening: Evening, before: Before) -> None:
    epochs = [evening.node.chats[before.chat].epoch]
    for _ in range(2):
        evening.restart()
        await before.listener_returns()
        epochs.append(evening.node.chats[before.chat].epoch)
    assert len(set(epochs)) == 3


async def test_a_seeker_who_waits_for_it_is_told(evening: Evening, before: Before) -> None:
    evening.restart()
    await before.seeker_returns()
    page = evening.opens(f"seeker:{before.ticket}", SeekerEvent)
    await before.listener_returns()
    (opened,) = page.take_only(Opened)
    assert (opened.chat.id, opened.chat.restarted, opened.chat.with_) == (before.chat, True, "Sam")


async def test_both_go_on_talking(evening: Evening, before: Before) -> None:
    evening.restart()
    await before.seeker_returns()
    await before.listener_returns()
    message = await evening.says(evening.node.chats[before.chat], "listener", "I am still here.")
    assert message.seq == 1
    await evening.tick_through(timedelta(minutes=4))
    assert what_is_open(evening) == [before.chat]


async def test_reopening_twice_is_reopening_once(evening: Evening, before: Before) -> None:
    evening.restart()
    await before.listener_returns(SAM, before.stub, before.stub)
    epoch = evening.node.chats[before.chat].epoch
    await before.listener_returns()
    assert (evening.node.chats[before.chat].epoch, (await evening.on_shift("sam")).taken) == (epoch, 1)


async def test_another_listeners_stub_is_refused(evening: Evening, before: Before) -> None:
    evening.restart()
    await before.listener_returns(NOOR)
    assert what_is_open(evening) == []


@pytest.mark.parametrize("change", ["made-up", "torn", "another server's"])
async def test_a_stub_that_is_not_ours_is_refused(evening: Evening, before: Before, change: str) -> None:
    other = Sealer(evening.folder / "other.key", now=evening.now)
    stub = evening.node.sealer.open("chat stub", before.stub, Stub)
    tokens = {"made-up": "x" * 80, "torn": before.stub[:-4], "another server's": other.seal("chat stub", stub)}
    evening.restart()
    await before.listener_returns(SAM, tokens[change])
    assert what_is_open(evening) == []
    assert open_stub(evening.node.sealer, tokens[change]) is None


async def test_a_pass_is_no_stub(evening: Evening, before: Before) -> None:
    evening.restart()
    await before.listener_returns(SAM, before.token)
    assert what_is_open(evening) == []


async def test_a_seeker_who_stands_in_line_again_is_not_pulled_out(evening: Evening, before: Before) -> None:
    evening.restart()
    await before.seeker_returns()
    evening.later(seconds=30)
    await evening.tick()
    await before.listener_returns()
    assert what_is_open(evening) == []
    assert (await evening.entry(before.ticket)).ticket.in_line


async def test_a_seeker_who_has_left_meanwhile_is_left_in_peace(evening: Evening, before: Before) -> None:
    evening.restart()
    await before.seeker_returns()
    await leave(evening.node, await evening.entry(before.ticket), now=evening.now)
    await before.listener_returns()
    assert what_is_open(evening) == []


@pytest.mark.parametrize("forgotten", [False, True])
async def test_a_chat_that_has_ended_stays_ended(evening: Evening, before: Before, *, forgotten: bool) -> None:
    await end_chat(evening.node, evening.node.chats[before.chat], "seekerEnded", now=evening.now)
    evening.later(minutes=10 if forgotten else 1)
    await evening.tick()
    await before.listener_returns()
    assert what_is_open(evening) == []


async def test_a_chat_that_was_changed_stays_changed(evening: Evening, before: Before) -> None:
    await put_back(evening.node, evening.node.chats[before.chat], "changed", now=evening.now)
    await before.listener_returns()
    assert what_is_open(evening) == []


async def test_who_was_changed_before_the_restart_is_not_met_after_it(evening: Evening) -> None:
    held = Before(evening)
    await held.talk()
    await put_back(evening.node, evening.node.chats[held.chat], "changed", now=evening.now)
    await evening.listener("noor")
    await evening.chat(held.ticket)
    await held.keep()
    evening.restart()
    await held.listener_returns(NOOR)
    await held.seeker_returns()
    evening.closes("listener:noor")
    await evening.listener("sam")
    evening.opens(f"seeker:{held.ticket}", SeekerEvent)
    await evening.tick_through(timedelta(minutes=2))
    entry = await evening.entry(held.ticket)
    assert (entry.ticket.state, entry.ticket.blocked) == (TicketState.WAITING, frozenset({"sam"}))


async def test_a_stub_from_before_a_change_does_not_bring_two_together_again(evening: Evening, before: Before) -> None:
    old_stub = before.stub
    evening.closes("listener:sam")
    await put_back(evening.node, evening.node.chats[before.chat], "changed", now=evening.now)
    before.token = pass_of(evening.node, await evening.entry(before.ticket), now=evening.now)
    evening.restart()
    await before.listener_returns(SAM, old_stub)
    assert what_is_open(evening) == [before.chat]
    await before.seeker_returns()
    assert what_is_open(evening) == []
    entry = await evening.entry(before.ticket)
    assert (entry.ticket.state, entry.ticket.head, entry.ticket.blocked) == (
        TicketState.WAITING,
        True,
        frozenset({"sam"}),
    )


async def test_a_reopened_chat_holds_a_seat_even_one_too_many(evening: Evening, before: Before) -> None:
    evening.restart()
    taken = await evening.seeker()
    await evening.listener()
    await evening.chat(taken)
    await reopen_chats(evening.node, SAM, (before.stub,), now=evening.now)
    sam = await evening.on_shift("sam")
    assert (sam.seats, sam.taken, len(evening.node.chats)) == (1, 2, 2)
