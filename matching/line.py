"""Who waits, in lanes that a freed seat can look at one by one: per language, clearance, standing and topic.

A lane is a heap by the start of the wait. A ticket stands in the lane of all, and in one for each of its topics. It
decides nothing: `pairing` compares the heads.
"""

from itertools import count
from typing import NamedTuple

from matching.heaps import Lane
from matching.moments import FOREVER, length, micros
from matching.offers import Rules
from matching.ranking import EVERYBODY_TAKES, Standing, standing
from matching.tickets import Ticket

FIRST, OTHER = 0, 1
Pool = tuple[str, bool]
"""A language, with or without clearance for minors."""
Key = tuple[str, bool, Standing, str | None, int]


class Waiter:
    """A ticket in line, as the matcher keeps it. Moments are microseconds."""

    __slots__ = (
        "barred", "connected", "doubted", "gone", "held", "id", "inside", "key", "offers", "overtaken", "paged", "seen",
        "since", "stamp", "standing", "step", "ticket", "until",
    )  # fmt: skip

    def __init__(self, ticket: Ticket, *, connected: bool, asked_again: int) -> None:
        self.id, self.connected = ticket.id, connected
        self.seen = micros(ticket.seen)
        self.stamp = self.overtaken = 0
        self.step = -1
        """When the ladder is looked at next."""
        self.gone = self.inside = self.held = self.paged = self.doubted = False
        self.offers: dict[str, int] = {}
        """Offers that stand: listener → the offer's number."""
        self.barred: dict[str, int] = {
            listener: micros(at) + asked_again for listener, at in sorted(ticket.declined.items())
        }
        """Listeners who are not asked, and until when."""
        self.learn(ticket)

    def learn(self, ticket: Ticket) -> None:
        """Take over the ticket's facts."""
        self.ticket = ticket
        self.since = micros(ticket.since or ticket.arrived)
        self.until = micros(ticket.ends) if ticket.ends else FOREVER
        self.standing = standing(ticket)
        self.key = (ticket.language, ticket.age_band.needs_clearance)
        """The pool that this ticket draws from."""
        never = ticket.blocked | ticket.apart
        if never:
            self.barred.update(dict.fromkeys(sorted(never), FOREVER))


class Group(NamedTuple):
    """What a desk looks at of one pool and standing."""

    everybody: Lane[Waiter]
    """Nobody in the group has waited longer than the head of this one."""
    weight: int
    """What a second of waiting counts; 0 for the head of the line, which counts before any wait."""
    lanes: list[tuple[Lane[Waiter], int]]
    """With the bonus of each, the largest first."""


class Line:
    """All lanes."""

    def __init__(self, rules: Rules) -> None:
        self._seen_within = length(rules.seen_within)
        self._lanes: dict[Key, Lane[Waiter]] = {}
        self._stamps = count(1)  # never used twice: a ticket may come back under its id while old entries are there
        self.topics: dict[str, None] = {}
        """Every first topic that ever stood in line, in order of appearance."""

    def lane(
        self, language: str, standing: Standing, *, minor: bool, topic: str | None = None, rank: int = FIRST
    ) -> Lane[Waiter]:
        """Return the lane; it stays the same object for good, so that desks may hold on to it."""
        key = (language, minor, standing, topic, rank)
        found = self._lanes.get(key)
        if found is None:
            found = self._lanes[key] = Lane()
        return found

    def present(self, waiter: Waiter, now: int) -> bool:
        """Whether the seeker was seen of late."""
        return waiter.connected or now - waiter.seen <= self._seen_within

    def stand(self, waiter: Waiter) -> None:
        """Let the ticket be found by freed seats."""
        waiter.stamp = next(self._stamps)
        waiter.inside = True
        for lane in self._lanes_of(waiter):
            lane.push(waiter.since, waiter.id, waiter)

    def step_out(self, waiter: Waiter) -> None:
        """Let it be found no more."""
        waiter.stamp = next(self._stamps)
        waiter.inside = False

    def _lanes_of(self, waiter: Waiter) -> list[Lane[Waiter]]:
        language, minor = waiter.key
        lanes = [self.lane(language, waiter.standing, minor=minor)]
        if waiter.standing <= Standing.HEAD:
            return lanes
        for place, topic in enumerate(waiter.ticket.topics or (EVERYBODY_TAKES,)):
            if place == 0:
                self.topics.setdefault(topic)
            rank = FIRST if place == 0 else OTHER
            lanes.append(self.lane(language, waiter.standing, minor=minor, topic=topic, rank=rank))
        return lanes
