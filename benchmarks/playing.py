"""Play one conversation between two people who are there, tear at their sockets, and compare the two pages."""

import asyncio
import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from time import perf_counter

from benchmarks.conversations import Turn
from benchmarks.delivery import Author
from benchmarks.faults import Faults, compare
from benchmarks.page import Page

PATIENCE = 60.0
"""Seconds after which a message that is not there counts as lost."""
AT_MOST, WITHIN = 18, 10.5
"""The service takes twenty messages in ten seconds from one person; these people stay below that."""
TEAR_WITHIN = 0.03
"""Seconds after a message was written: before, during or after its way through the server."""


@dataclass(slots=True)
class Played:
    """What came of one conversation."""

    turns: int
    faults: Faults = field(default_factory=Faults)
    reconnects: int = 0
    slowed: int = 0
    waited: float = 0.0
    to_peer: list[float] = field(default_factory=list)
    """Seconds from a text's being written to its standing on the other page, both pages being connected."""
    across: list[float] = field(default_factory=list)
    """The same, when one of the pages was away meanwhile."""
    to_echo: list[float] = field(default_factory=list)
    opened: float = 0.0
    ended: float = 0.0


class Person:
    """One side of one chat."""

    def __init__(self, page: Page, chat: str) -> None:
        self.page, self.chat = page, chat
        self.paper = page.papers[chat]
        self.before = len(page.absences)
        self.slowed = 0
        """Texts that the server would not take just then."""
        self._written: deque[float] = deque(maxlen=AT_MOST)

    async def say(self, text: str) -> None:
        """Write, no faster than the service takes it."""
        if len(self._written) == AT_MOST:
            await asyncio.sleep(self._written[0] + WITHIN - perf_counter())
        self._written.append(perf_counter())
        if self.chat in self.page.talks:
            self.page.write(self.chat, text)

    async def reads(self, author: Author, how_many: int) -> None:
        """Wait until this many messages of the other stand here."""
        while len(self.paper.lines(author)) < how_many and self.paper.ended is None:
            await self.paper.next()

    async def rests(self) -> None:
        """Wait until everything that was written is delivered; say again what was refused."""
        while self.chat in self.page.talks and (self.page.talks[self.chat].outbox or self.paper.returned):
            while self.paper.returned:
                await asyncio.sleep(1)
                self.slowed += 1
                await self.say(self.paper.returned.pop(0))
            await self.paper.next()

    def absences(self) -> Iterator[tuple[float, float]]:
        """When this page was away during the chat."""
        yield from self.page.absences[self.before :]


async def play(turns: Sequence[Turn], seeker: Person, listener: Person, chance: random.Random, tears: float) -> Played:
    """Play it turn by turn: who is next writes once all that was said before stands on their page."""
    people: dict[Author, Person] = {"seeker": seeker, "listener": listener}
    played = Played(len(turns))
    said: dict[Author, int] = {"seeker": 0, "listener": 0}
    try:
        for author, group in groupby(turns, key=lambda turn: turn.author):
            other: Author = "listener" if author == "seeker" else "seeker"
            for turn in group:
                await people[author].say(turn.text)
                said[author] += 1
                for person in people.values():
                    if chance.random() < tears:
                        asyncio.get_running_loop().call_later(chance.uniform(0, TEAR_WITHIN), person.page.tear)
            async with asyncio.timeout(PATIENCE):
                await people[other].reads(author, said[author])
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(seeker.rests(), listener.rests())
    except TimeoutError:
        pass  # what is missing is counted below
    _measure(played, people, said)
    return played


def _measure(played: Played, people: dict[Author, Person], said: dict[Author, int]) -> None:
    pairs: tuple[tuple[Author, Author], ...] = (("seeker", "listener"), ("listener", "seeker"))
    away = [absence for person in people.values() for absence in person.absences()]
    played.reconnects = len(away)
    played.slowed = sum(person.slowed for person in people.values())
    for author, other in pairs:
        mine, theirs = people[author].paper, people[other].paper
        written = mine.lines(author)
        played.faults += compare(written, theirs.lines(author))
        played.faults += Faults(lost=max(0, said[author] - len(written)))
        for ref, _ in written:
            start = mine.shown[ref]
            if ref in mine.echoed:
                played.to_echo.append(mine.echoed[ref] - start)
            if ref in theirs.shown:
                end = theirs.shown[ref]
                disturbed = any(begun <= end and over >= start for begun, over in away)
                (played.across if disturbed else played.to_peer).append(end - start)
    played.faults += Faults(lost=max(0, played.turns - sum(said.values())))
