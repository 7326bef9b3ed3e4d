"""Small facts beside the line that are one for all nodes: alerts, coordinators on duty, what the last hour has seen.

Each is joined with what stands under its id, whoever was first. None holds a word of a seeker's: a listener's private
word is the listener's own.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, Self, TypeVar

ALONE_AFTER = timedelta(seconds=60)
"""A coordinator of whom no open board was heard for this long is not on duty, whatever was said before."""


def about_words(ticket: str) -> str:
    """Name the alert about what was said in a ticket's chat.

    It stands by itself, so that whoever takes it is not announced to the listener whom it may be about.
    """
    return f"words:{ticket}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """What the board still says of a chat that ended in danger."""

    kinds: tuple[str, ...]
    listener: str
    minutes: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Somebody who needs a coordinator, by the ticket: how grave, since when, and who looks after it."""

    id: str
    tier: int
    since: datetime
    taken_by: str | None = None
    over: Over | None = None

    def after(self, standing: Self) -> Self:
        """A graver tier has to be taken again; otherwise whoever took it first has it."""
        if self.tier > standing.tier:
            return self
        taken_by = self.taken_by if self.tier == standing.tier else None
        return replace(standing, taken_by=standing.taken_by or taken_by, over=self.over)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """A coordinator on duty, and when an open board of theirs was last heard of, at any node."""

    id: str
    name: str
    seen: datetime

    def after(self, standing: Self) -> Self:
        """The newest counts."""
        return max(self, standing, key=lambda one: one.seen)

    def here(self, now: datetime) -> bool:
        """Whether they would see what happens now."""
        return now - self.seen < ALONE_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A listener was lost, or somebody went back to the head of the line."""

    id: str
    what: Literal["lost", "back"]
    at: datetime

    def after(self, standing: Self) -> Self:  # noqa: ARG002  # it happened
        """It stays as it was told."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """An offer that was taken back, until the desk to which it was put says hello again and is told."""

    id: str
    listener: str
    at: datetime

    def after(self, standing: Self) -> Self:
        """It lapsed when it first did."""
        return standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A listener's private word to whoever is on duty, by the listener: a line of their own, and what came of it."""

    id: str
    name: str
    text: str
    since: datetime
    taken_by: str | None = None
    answer: str = ""

    def after(self, standing: Self) -> Self:
        """A newer word has to be taken again; of one and the same, whoever was first has it and has answered."""
        if self.since != standing.since:
            return max(self, standing, key=lambda one: one.since)
        taken_by, answer = standing.taken_by or self.taken_by, standing.answer or self.answer
        return replace(standing, taken_by=taken_by, answer=answer)


CareFor = Literal["debrief", "breaks", "heavy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """A listener to whom a coordinator should speak: they asked, went without their breaks, or carry much."""

    id: str
    listener: str
    name: str
    why: CareFor
    since: datetime
    taken_by: str | None = None

    def taken(self, by: str) -> Self:
        """This coordinator has it, unless somebody was quicker."""
        return replace(self, taken_by=self.taken_by or by)

    def after(self, standing: Self) -> Self:
        """It stands once, and whoever took it first has it."""
        return replace(standing, taken_by=standing.taken_by or self.taken_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A listener's break after a crisis."""

    id: str
    until: datetime

    def after(self, standing: Self) -> Self:
        """The longer one counts."""
        return max(self, standing, key=lambda one: one.until)


CONDUCT_WEEKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Conducted:
    """How cues added up for a listener, by the listener: a sum for each week and life of a node. Never a word."""

    id: str
    sums: tuple[tuple[date, str, float], ...]

    def after(self, standing: Self) -> Self:
        """Sums only grow: of each week and node the larger one is the newer. The oldest weeks go."""
        newest: dict[tuple[date, str], float] = {}
        for week, life, total in (*standing.sums, *self.sums):
            newest[week, life] = max(total, newest.get((week, life), 0.0))
        since = max(week for week, _ in newest) - timedelta(weeks=CONDUCT_WEEKS - 1)
        kept = tuple((*key, total) for key, total in sorted(newest.items()) if key[0] >= since)
        return replace(self, sums=kept)


Note = Alert | OnDuty | Happened | Lapsed | Word | Care | Break | Conducted
N = TypeVar("N", Alert, OnDuty, Happened, Lapsed, Word, Care, Break, Conducted)


class Notes(Protocol):
    """The notes of the service. Telling of one never fails: while the store is away it is told later."""

    def all(self, kind: type[N]) -> Mapping[str, N]:
        """Return the notes of one kind by id, as this node last read them."""

    async def put(self, note: N) -> N:
        """Join the note with what stands under its id; return what stands now."""

    async def drop(self, kind: type[Note], id_: str) -> None:
        """Let nothing stand there."""


class MemoryNotes:
    """The notes of a node that is the only one."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._notes: defaultdict[type[Note], dict[str, Any]] = defaultdict(dict)

    def all(self, kind: type[N]) -> Mapping[str, N]:
        return self._notes[kind].copy()

    async def put(self, note: N) -> N:
        notes = self._notes[type(note)]
        standing: N | None = notes.get(note.id)
        stands = note if standing is None else note.after(standing)
        if stands != standing:
            notes[note.id] = stands
            self._changed()
        return stands

    async def drop(self, kind: type[Note], id_: str) -> None:
        if self._notes[kind].pop(id_, None) is not None:
            self._changed()
