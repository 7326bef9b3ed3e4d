"""Real nodes, a real Valkey and people, in one process and in a time that is a number.

A node here is what `app.asgi` puts together: its live memory, backplane, hub, sockets and loops. Only PostgreSQL is not
there; a listener's cookie is their name. What a fault does to a node is what it would do to a process.
"""

import asyncio
import random  # noqa: TID251  # a world's chance, seeded
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from app import clock
from app.asgi import make_node
from app.jobs.read_messages import read_messages
from app.jobs.run_line import run_line
from app.live.interface import FactsChanged, Live, StoreAway
from app.live.keys import derived
from app.records.tables import Staff
from app.records.unit_of_work import Records
from app.services.drain import hand_over_all
from app.services.know import NotSignedIn
from app.services.line.join_line import join_line
from app.services.line.leave_line import leave
from app.services.node import Node
from app.services.shift.take_shift import set_shift
from app.services.show import pass_of
from app.settings import Limits, Settings, Timing
from app.sockets.listener import listener_socket
from app.sockets.nodes import Neighbours
from app.sockets.seeker import seeker_socket
from app.wire.requests import JoinLine, SetShift
from benchmarks import page, paper
from benchmarks.people import Listener, Seeker
from matching import AgeBand
from tests.nodes import samples
from tests.nodes_several.in_memory.network import Client, Server
from tests.nodes_several.in_memory.virtual_time import NODE, START, VirtualLoop, within
from tests.nodes_several.in_memory.wires import Connecting, Wire

SECRET = "only the nodes of this world know it"
RESTARTING = 1012
COMES_WITHIN = 60.0
"""Seconds in which a desk is there, before anything has gone wrong: one that never comes must not be waited for."""
TIMING = Timing(
    offer=timedelta(seconds=5),
    wrap_up=timedelta(seconds=1),
    crisis_break=timedelta(seconds=1),
    away_after=timedelta(seconds=1),
    listener_lost=timedelta(seconds=60),
    stub_wait=timedelta(seconds=60),
    seeker_seen=timedelta(seconds=25),
)
"""A listener who lives through a fault is not lost meanwhile."""


class _NoUnit:
    """What the few records that a shift writes are given to."""

    def add(self, _row: object) -> None:
        pass

    async def flush(self) -> None:
        pass

    async def get(self, _table: object, _key: object) -> None:
        """A session that nobody keeps: an open page is left be."""

    async def exec(self, _statement: object) -> SimpleNamespace:
        return SimpleNamespace(all=list, first=lambda: None)


class _NoRecords:
    @asynccontextmanager
    async def unit(self) -> AsyncIterator[_NoUnit]:
        yield _NoUnit()


@dataclass(eq=False)
class Running:
    """One life of a node."""

    name: str
    node: Node
    neighbours: Neighbours
    jobs: list[asyncio.Task[None]] = field(default_factory=list)
    wires: set[Wire] = field(default_factory=set)


class People:
    """Listeners, by the cookie that they show."""

    def __init__(self) -> None:
        self.staff: dict[str, Staff] = {}

    async def known(self, _node: Node, token: str | None, **_: Any) -> Staff:
        person = self.staff.get(token or "")
        if person is None:
            raise NotSignedIn
        return person

    def hire(self, name: str, *, cleared: bool) -> str:
        self.staff[name] = Staff(
            id=name,
            name=name.capitalize(),
            role="listener",
            password_hash="",
            totp_secret="",
            languages=["en"],
            seats=2,
            chats_held=50,
            tier="full",
            cleared_until=date(2027, 11, 20) if cleared else None,
        )
        return name


class World:
    """All of it."""

    def __init__(self, loop: VirtualLoop, folder: Path, port: int, seed: int, *, nodes: int = 3) -> None:
        self.loop, self.chance = loop, random.Random(seed)  # noqa: S311
        self.server = Server(port, random.Random(seed + 1))  # noqa: S311
        self.people = People()
        self.away: set[int] = set()
        """Places that no load balancer would send anybody to."""
        self.running: list[Running | None] = [None] * nodes
        self.lives: defaultdict[int, int] = defaultdict(int)
        self.skews: defaultdict[int, timedelta] = defaultdict(timedelta)
        """How far the clock of each place's machine is ahead."""
        self._clocks: defaultdict[str, clock.Clock] = defaultdict(clock.Clock)
        self.ages: dict[str, AgeBand] = {}
        """What each seeker said of their age, by the ticket."""
        self.seekers: list[MemorySeeker] = []
        self.desks: list[MemoryListener] = []
        self.page_delay, self.page_jitter = 0.005, 0.02
        self._folder = folder
        Client.server = self.server

    async def close(self) -> None:
        """End everything that still runs."""
        for place in range(len(self.running)):
            self.kill(place)
        for one in (*self.seekers, *self.desks):
            await one.close()
        me = asyncio.current_task()
        left = [task for task in asyncio.all_tasks() if task is not me]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        self.server.raw.close()

    # Nodes.

    def context_of(self, running: Running) -> Any:
        return within(running.name)

    async def start(self, place: int) -> None:
        """Start a node in this place."""
        self.lives[place] += 1
        name = f"{place}.{self.lives[place]}"
        context = within(name)
        begun = self.loop.create_task(self._start(place, name), context=context)
        await begun
        self.away.discard(place)

    async def _start(self, place: int, name: str) -> None:
        settings = Settings(
            _env_file=None,
            data=self._folder / name,
            valkey_url="redis://127.0.0.1:1",
            cluster_secret=SECRET,
            timing=TIMING,
            limits=Limits(chat_ring=200, burst=1000),
        )
        node = make_node(settings, cast("Records", _NoRecords()))
        node.catalogue = samples()
        while not await _opens(node.live):  # whatever restarts processes starts it again
            await asyncio.sleep(0.5)
            node = make_node(settings, cast("Records", _NoRecords()))
            node.catalogue = samples()
        neighbours = Neighbours(node, "redis://127.0.0.1:1", derived(SECRET, "between nodes"))
        await neighbours.open(cast("Any", None))
        running = Running(name, node, neighbours)
        running.jobs = [asyncio.create_task(run_line(node)), asyncio.create_task(read_messages(node))]
        self.running[place] = running

    def up(self, place: int) -> bool:
        return self.running[place] is not None and place not in self.away

    def kill(self, place: int) -> None:
        """Kill -9."""
        running = self._take_off(place)
        if running is None:
            return
        self.server.tear(running.name)
        self.server.line(running.name).silent = True  # nothing it does from here on reaches anybody
        self.server.line(running.name).torn += 1
        for wire in list(running.wires):
            wire.tear()
        self.loop.end(running.name)

    def pause(self, place: int) -> str | None:
        """Stop it in the middle of whatever it does; its connections stay as they are."""
        running = self.running[place]
        if running is None:
            return None
        self.away.add(place)
        self.loop.freeze(running.name)
        return running.name

    def go_on(self, place: int, name: str) -> None:
        running = self.running[place]
        if running is not None and running.name == name:
            self.loop.go_on(name)
            self.away.discard(place)

    async def drain(self, place: int) -> None:
        """Ask it to stop: what `app.serving` and `app.asgi` do then."""
        running = self.running[place]
        if running is None:
            return
        self.away.add(place)
        await self.loop.create_task(self._drain(running), context=within(running.name))
        if self.running[place] is running:
            self.kill(place)

    async def _drain(self, running: Running) -> None:
        await hand_over_all(running.node)
        running.node.hub.close_all(RESTARTING)
        for job in running.jobs:
            job.cancel()
        await asyncio.gather(*running.jobs, return_exceptions=True)
        await running.neighbours.close()
        await running.node.live.close()

    def _take_off(self, place: int) -> Running | None:
        running, self.running[place] = self.running[place], None
        self.away.add(place)
        return running

    @property
    def alive(self) -> list[Running]:
        return [one for one in self.running if one is not None]

    # Pages.

    def dial(self, at: int, kind: str, headers: dict[str, str]) -> Wire | None:
        """Reach the node to which a load balancer sends a page now."""
        count = len(self.running)
        place = next(((at + step) % count for step in range(count) if self.up((at + step) % count)), None)
        running = self.running[place] if place is not None else None
        if running is None:
            return None
        wire = Wire(random.Random(self.chance.random()), headers, self.page_delay, self.page_jitter)  # noqa: S311
        handler: Any = (seeker_socket if kind == "seeker" else listener_socket).fn
        running.wires.add(wire)
        task = self.loop.create_task(handler(wire.server, running.node), context=within(running.name))
        task.add_done_callback(lambda done: self._hung_up(running, wire, done))
        return wire

    def _hung_up(self, running: Running, wire: Wire, done: asyncio.Task[None]) -> None:
        running.wires.discard(wire)
        if not wire.closed:
            wire.down.put(1000)
            wire.closed = True
        if not done.cancelled():
            done.exception()

    async def somewhere(self, do: Callable[[Node], Any], *, first: Sequence[int] = ()) -> Any:
        """Have a service do something at whichever node answers, as a request over HTTP would."""
        for place in (*first, *self.chance.sample(range(len(self.running)), len(self.running))):
            running = self.running[place]
            if running is not None and self.up(place):
                asked = self.loop.create_task(do(running.node), context=within(running.name))
                try:
                    async with asyncio.timeout(5):
                        return await asked
                except (StoreAway, FactsChanged, TimeoutError, asyncio.CancelledError):
                    continue  # away, or killed meanwhile: another may answer
        return None

    async def joins(self, age: AgeBand, *, first: str = "") -> "MemorySeeker | None":
        """Somebody joins, and waits."""

        async def join(node: Node) -> tuple[str, str]:
            entry = await join_line(node, JoinLine(age_band=age.value, first_message=first), now=clock.now())
            return entry.ticket.id, pass_of(node, entry, now=clock.now())

        joined = await self.somewhere(join)
        if joined is None:
            return None
        ticket, token = joined
        self.ages[ticket] = age
        seeker = MemorySeeker(self, token, ticket)
        self.seekers.append(seeker)
        seeker.open()
        return seeker

    async def comes_on(self, name: str, *, cleared: bool) -> "MemoryListener":
        """A listener opens the desk and begins a shift."""
        self.people.hire(name, cleared=cleared)
        desk = MemoryListener(self, name)
        self.desks.append(desk)
        desk.open()
        async with asyncio.timeout(COMES_WITHIN):
            await desk.ready.wait()
        await desk.begins()
        return desk

    def homes_of(self, ticket: str) -> list[str]:
        """The nodes that hold an open chat of this ticket."""
        return [one.name for one in self.alive for chat in one.node.chats.values() if chat.ticket == ticket]

    def machine_now(self) -> datetime:
        name = NODE.get()
        skew = self.skews[int(name.partition(".")[0])] if name else timedelta(0)
        return START + timedelta(seconds=self.loop.time()) + skew

    def clock_of(self) -> clock.Clock:
        """Return the clock of the process that this would be."""
        return self._clocks[NODE.get()]


class MemorySeeker(Seeker):
    """A seeker of this world."""

    def __init__(self, world: World, token: str, ticket: str) -> None:
        super().__init__("http://here", random.Random(world.chance.random()), token)  # noqa: S311
        self.world, self.ticket, self.wire = world, ticket, cast("Wire | None", None)
        self.at = world.chance.randrange(len(world.running))
        self.left = False

    def _connected(self) -> Any:
        return Connecting(self._dial)

    def _dial(self) -> Wire | None:
        self.wire = self.world.dial(self.at, "seeker", {})
        return self.wire

    async def leave_for_good(self) -> None:
        """The exit, over HTTP: where the chat has its home, and the page is gone with it."""

        async def go(node: Node) -> None:
            entry = await node.live.entry(self.ticket)
            if entry is not None:
                await leave(node, entry, now=clock.now())

        homes = [place for place, one in enumerate(self.world.running) if one and one.node.chat_of(self.ticket)]
        await self.world.somewhere(go, first=homes)
        self.left = True
        await self.close()


class MemoryListener(Listener):
    """A listener of this world."""

    def __init__(self, world: World, name: str) -> None:
        super().__init__("http://here", random.Random(world.chance.random()), name, seats=2)  # noqa: S311
        self.world, self.name, self.wire = world, name, cast("Wire | None", None)
        self.at = world.chance.randrange(len(world.running))

    def _connected(self) -> Any:
        return Connecting(self._dial)

    def _dial(self) -> Wire | None:
        self.wire = self.world.dial(self.at, "listener", {"Authorization": f"Bearer {self.name}"})
        return self.wire

    async def begins(self) -> None:
        person = self.world.people.staff[self.name]
        await self.world.somewhere(
            lambda node: set_shift(node, person, SetShift(state="ready", seats=2), now=clock.now())
        )


async def _opens(live: Live) -> bool:
    try:
        await live.open()
    except (StoreAway, TimeoutError):
        return False
    return True


@contextmanager
def seams(world: World, seed: int) -> Iterator[None]:
    """Put this world's time, chance and network where the machine's are."""
    chance = random.Random(seed + 2)  # noqa: S311
    loop = world.loop
    with (
        patch.object(clock, "machine_now", world.machine_now),
        patch.object(clock, "of_process", world.clock_of),
        patch.object(clock, "monotonic", loop.time),
        patch.object(clock, "new_id", lambda: f"{chance.getrandbits(128):032x}"[:22]),
        patch.object(clock, "_CHANCE", chance),
        patch("app.live.shared.store.Redis", Client),
        patch("app.live.nodes.backplane.Redis", Client),
        patch("app.sockets.listener.known_staff", world.people.known),
        patch.object(page, "perf_counter", loop.time),
        patch.object(paper, "perf_counter", loop.time),
    ):
        yield
