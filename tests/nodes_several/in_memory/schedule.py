"""A seeded schedule: people who talk, and everything that may go wrong around them, several things at once.

A schedule is a list of steps, each at its moment; the seed makes it, and playing it again does the same again.
"""

import asyncio
import random  # noqa: TID251  # the schedule's chance, seeded
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from benchmarks.faults import Faults
from benchmarks.history import Meeting, check_all, unfit
from benchmarks.page import FINAL, Page
from matching import AgeBand
from matching.tickets import TEENS
from tests.nodes_several.in_memory.wires import Wire
from tests.nodes_several.in_memory.world import MemoryListener, MemorySeeker, World
from tests.privacy.scanner import Canaries

NODES, SEEKERS, LISTENERS = 3, 5, 4
LASTS = 18.0
"""Seconds in which things go wrong; then everything heals."""
HEALS_WITHIN = 90.0
LINGERS = 15.0
"""Seconds for which a desk whose node hears nothing may still show a chat that somebody else has taken over."""
FAULTS = {
    "kill": 3,
    "pause": 3,
    "drain": 3,
    "valkey empties": 2,
    "valkey silent": 2,
    "valkey torn": 2,
    "late": 1,
    "page torn": 4,
    "page silent": 2,
    "page stuck": 2,
    "page says it twice": 3,
    "another tab": 1,
    "clock": 1,
}
DEEDS = {"hands over": 1, "ends": 1, "joins": 2, "leaves": 1, "reads slowly": 0}
AGES = (AgeBand.ADULT, AgeBand.ADULT, AgeBand.OLDER_TEEN, AgeBand.UNDECLARED)


class Step(NamedTuple):
    """One thing that happens."""

    at: float
    what: str
    whom: int
    """Which node, or which of the people."""
    lasts: float

    def __str__(self) -> str:
        return f"{self.at:.1f} {self.what} {self.whom} ({self.lasts:.1f} s)"


@dataclass
class Outcome:
    """What came of a schedule."""

    seed: int
    steps: list[Step]
    faults: Faults = field(default_factory=Faults)
    wrong: list[str] = field(default_factory=list)
    """Everything else that should not be."""
    messages: int = 0
    chats: int = 0
    away: list[float] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return self.faults == Faults() and not self.wrong

    def __str__(self) -> str:
        steps = ", ".join(map(str, self.steps))
        return f"seed {self.seed}: {steps}; {self.messages} messages, {self.faults}; {'; '.join(self.wrong) or 'well'}"


def steps_of(seed: int) -> list[Step]:
    """Return the schedule of a seed."""
    chance = random.Random(seed)  # noqa: S311
    kinds = FAULTS | DEEDS
    drawn = chance.choices(list(kinds), list(kinds.values()), k=chance.randint(3, 9))
    steps = (
        Step(round(chance.uniform(0, LASTS), 2), what, chance.randrange(12), round(chance.uniform(0.2, 9), 2))
        for what in drawn
    )
    return sorted(steps)


class Play:
    """One schedule, played."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.outcome = world, Outcome(seed, steps_of(seed))
        self.chance = random.Random(seed + 3)  # noqa: S311
        self.canaries = Canaries(family="".join(self.chance.choices("ghjkmnpqrstvwxyz", k=8)))
        self._restarting: dict[int, asyncio.Task[None]] = {}
        self._meant: set[str] = set()
        """Tickets of which somebody ended a chat on purpose."""
        self._over = False

    async def run(self) -> Outcome:
        world = self.world
        for place in range(NODES):
            await world.start(place)
        for number in range(LISTENERS):
            await world.comes_on(f"listener{number}", cleared=number < 2)
        for number in range(SEEKERS):
            await world.joins(AGES[number % len(AGES)], first=self._text() if number % 2 else "")
        await asyncio.sleep(3)
        writing = asyncio.create_task(self._write())
        begun = world.loop.time()
        busy = []
        for step in self.outcome.steps:
            await asyncio.sleep(step.at - (world.loop.time() - begun))
            busy.append(asyncio.create_task(self._do(step)))
        await asyncio.sleep(LASTS - (world.loop.time() - begun))
        await asyncio.gather(*busy)
        self._over = True
        await writing
        await self._heal()
        self._judge()
        return self.outcome

    def _text(self) -> str:
        return f"{self.canaries.one()} and a few words"

    @property
    def pages(self) -> list[MemorySeeker | MemoryListener]:
        return [*self.world.seekers, *self.world.desks]

    async def _write(self) -> None:
        while not self._over:
            for page in self.pages:
                for chat in list(page.talks):
                    page.write(chat, self._text())
                    self.outcome.messages += 1
            await asyncio.sleep(self.chance.uniform(0.5, 1.7))

    async def _do(self, step: Step) -> None:
        name = "_" + step.what.replace(" ", "_")
        await getattr(self, name)(step)

    # What goes wrong.

    async def _kill(self, step: Step) -> None:
        place = step.whom % NODES
        if self.world.up(place):
            self.world.kill(place)
            await asyncio.sleep(step.lasts / 3)
            await self.world.start(place)

    async def _drain(self, step: Step) -> None:
        place = step.whom % NODES
        if self.world.up(place):
            await self.world.drain(place)
            await asyncio.sleep(step.lasts / 3)
            await self.world.start(place)

    async def _pause(self, step: Step) -> None:
        place = step.whom % NODES
        name = self.world.pause(place) if self.world.up(place) else None
        if name is None:
            return
        for page in self.pages:
            if page.at % NODES == place and self.chance.random() < 0.7:
                page.tear()
        await asyncio.sleep(step.lasts * 1.5)
        self.world.go_on(place, name)

    async def _valkey_empties(self, step: Step) -> None:
        self.world.server.stop()
        await asyncio.sleep(step.lasts / 4)
        self.world.server.start()

    async def _valkey_silent(self, step: Step) -> None:
        alive = self.world.alive
        if not alive:
            return
        line = self.world.server.line(alive[step.whom % len(alive)].name)
        line.silent = True
        await asyncio.sleep(step.lasts)
        line.heal()

    async def _valkey_torn(self, step: Step) -> None:
        for one in self.world.alive[: 1 + step.whom % NODES]:
            self.world.server.tear(one.name)

    async def _late(self, step: Step) -> None:
        self.world.page_delay, self.world.page_jitter = 0.3, 0.2
        await asyncio.sleep(step.lasts)
        self.world.page_delay, self.world.page_jitter = 0.005, 0.02

    def _page(self, step: Step) -> MemorySeeker | MemoryListener:
        return self.pages[step.whom % len(self.pages)]

    def _wire(self, step: Step) -> Wire | None:
        wire = self._page(step).wire
        return None if wire is None or wire.closed else wire

    async def _page_torn(self, step: Step) -> None:
        self._page(step).tear()

    async def _page_silent(self, step: Step) -> None:
        wire = self._wire(step)
        if wire is not None:
            wire.silence(up=step.whom % 3 != 0, down=step.whom % 3 != 1)
            await asyncio.sleep(step.lasts)
            wire.heal()

    async def _page_stuck(self, step: Step) -> None:
        wire = self._wire(step)
        if wire is not None:
            wire.stuck.clear()
            await asyncio.sleep(step.lasts)
            wire.stuck.set()

    async def _page_says_it_twice(self, step: Step) -> None:
        wire = self._wire(step)
        if wire is not None and wire.last_up is not None:
            wire.up.put(wire.last_up)

    async def _another_tab(self, step: Step) -> None:
        """The socket is opened anew while the old one still stands."""
        page = self._page(step)
        page.at += 1
        page.tear()

    async def _clock(self, step: Step) -> None:
        """Somebody sets a machine's clock, up to an hour and a half ahead or behind."""
        self.world.skews[step.whom % NODES] = timedelta(minutes=(step.lasts - 4.5) * 20)

    # What people do.

    async def _hands_over(self, step: Step) -> None:
        desk = self.world.desks[step.whom % LISTENERS]
        for chat in list(desk.talks)[:1]:
            self._mean(chat)
            desk.send({"type": "handOver", "chat": chat, "note": self._text()})

    async def _ends(self, step: Step) -> None:
        seeker = self.world.seekers[step.whom % len(self.world.seekers)]
        for chat in list(seeker.talks)[:1]:
            self._mean(chat)
            seeker.send({"type": "end", "chat": chat})

    async def _joins(self, step: Step) -> None:
        await self.world.joins(AGES[step.whom % len(AGES)], first=self._text())

    async def _leaves(self, step: Step) -> None:
        seeker = self.world.seekers[step.whom % len(self.world.seekers)]
        for chat in list(seeker.talks):
            self._mean(chat)
        self._meant.add(seeker.ticket)
        await seeker.leave_for_good()

    def _mean(self, chat: str) -> None:
        self._meant |= {one.ticket for one in self.world.seekers if chat in one.papers}

    # What must be so in the end.

    async def _heal(self) -> None:
        world = self.world
        world.server.start()
        deadline = world.loop.time() + HEALS_WITHIN
        for running in world.alive:
            world.server.line(running.name).heal()
        while world.loop.time() < deadline and not self._settled():  # noqa: ASYNC110  # nothing tells a test
            await asyncio.sleep(0.5)
        await asyncio.sleep(6)
        await self._last_words()

    async def _last_words(self) -> None:
        """Who has an open chat can talk in it."""
        given_back = sum(len(paper.returned) for page in self.pages for paper in page.papers.values())
        for page in self.pages:
            for chat in [] if isinstance(page, MemorySeeker) and page.left else list(page.talks):
                page.write(chat, self._text())
        await asyncio.sleep(2)
        now = sum(len(paper.returned) for page in self.pages for paper in page.papers.values())
        if now > given_back:
            self.outcome.wrong.append(f"{now - given_back} last words were given back")

    def _settled(self) -> bool:
        return not any(self._owes(page) for page in self.pages)

    def _judge(self) -> None:
        outcome, world = self.outcome, self.world
        pairs, meetings = [], []
        for seeker in world.seekers:
            outcome.away += [over - begun for begun, over in seeker.absences]
            for chat in seeker.papers:
                desk = next((one for one in world.desks if chat in one.papers), None)
                if desk is None:
                    outcome.wrong.append(f"{chat} stands on no desk")
                else:
                    pairs.append((seeker, desk, chat))
                    meetings.append(self._meeting(seeker, desk, chat))
        outcome.chats = len(pairs)
        outcome.faults = check_all(pairs)
        outcome.wrong += unfit(meetings, handed=LINGERS)
        outcome.wrong += [
            f"{page.me} {self._name(page)} was shut out with {page.closed_with}"
            for page in self.pages
            if self._shut_out(page)
        ]
        outcome.wrong += [f"{page.me} {self._name(page)} still owes" for page in self.pages if self._owes(page)]
        outcome.wrong += self._pairings()
        outcome.wrong += self._ends_unmeant()
        held = self.canaries.in_bytes(b"\0".join(world.server.carried))
        outcome.wrong += [f"a canary went over Valkey, {how}" for how in sorted(held)]

    def _meeting(self, seeker: MemorySeeker, desk: MemoryListener, chat: str) -> Meeting:
        cleared = self.world.people.staff[desk.name].cleared_until is not None
        minor, stood = self.world.ages[seeker.ticket] in TEENS, desk.papers[chat]
        return Meeting(seeker.ticket, chat, desk.name, minor, cleared, stood.since, stood.until)

    def _shut_out(self, page: Page) -> bool:
        return page.closed_with in FINAL and getattr(page, "ticket", "") not in self._meant

    def _owes(self, page: MemorySeeker | MemoryListener) -> bool:
        left = isinstance(page, MemorySeeker) and page.left
        return not left and any(talk.outbox for talk in page.talks.values())

    def _name(self, page: MemorySeeker | MemoryListener) -> str:
        return page.ticket if isinstance(page, MemorySeeker) else page.name

    def _pairings(self) -> list[str]:
        """Every open chat has one home, one seeker's page and one desk, and they agree."""
        wrong = []
        for seeker in self.world.seekers:
            homes = self.world.homes_of(seeker.ticket)
            desks = [one.name for one in self.world.desks for chat in one.talks if chat in seeker.papers]
            over = seeker.left or seeker.closed_with in FINAL
            open_ = [] if over else list(seeker.talks)
            if len(open_) > 1 or len(desks) != len(open_) or len(homes) != len(open_):
                wrong.append(f"{seeker.ticket} has {len(open_)} open chats on the page, desks {desks}, homes {homes}")
        return wrong

    def _ends_unmeant(self) -> list[str]:
        return [
            f"a chat of {seeker.ticket} ended: {paper.ended}"
            for seeker in self.world.seekers
            if seeker.ticket not in self._meant
            for paper in seeker.papers.values()
            if paper.ended is not None
        ]
