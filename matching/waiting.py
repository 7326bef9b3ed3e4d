"""The honest place in line, and a range for the wait from the service's own recent past and who is on shift.

The range looks for those who came into a like crowd: as many before them for as many seats. Their waits are carried
over to this crowd, and eight of ten lie between its two ends. Nothing is shown when nobody eligible is on shift, or
when the past is too short to say.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from matching.listeners import Listener, ShiftState
from matching.ranking import URGENT, Standing, may_ever_serve, order, standing
from matching.tickets import Ticket, TicketState

ENOUGH = 5
"""Fewer recent waits than this say nothing honest about the next one."""
LIKE = 100
"""How many of the past, those in the most similar crowd, make the range."""
ENOUGH_LIKE = 20
"""Fewer pasts with their crowd than this: the plain recent waits must do."""
KEPT = 1000
"""How much of the past is worth keeping: at twenty chats an hour more than a day, on a busy evening an hour."""
ELEVATED_SHARE = 0.25
"""Of those before them, an elevated ticket waits for this share: its wait counts four times."""
EASE = 0.2
"""Added to crowds before waits are compared by them. Twice as many before one make a wait less than twice as long,
since some of them leave: with chats of 25 min and patience of 10 it goes like log(1 + 2.5 x crowd), and between crowds
of 0.3 and 1 that is close to crowd + 0.2. On seeds 200 to 211 the range held with 0.05, 0.1 and 0.2 alike, and was
narrowest with the last."""

Pool = tuple[str, bool]
"""A language, with or without clearance for minors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ticket stands among those who wait for the same listeners."""

    position: int
    """1 is next."""
    eligible: int
    """Listeners on shift who may take this ticket, now or later."""
    low: timedelta | None
    high: timedelta | None
    """Most recent waits lay between these; None when nobody is on shift or too little is known."""


@dataclass(frozen=True, slots=True)
class Past:
    """Somebody who was matched: how crowded it was for them when they joined, and how long they waited."""

    crowd: float
    waited: timedelta


def place_of(
    ticket: Ticket,
    line: Sequence[Ticket],
    on_shift: Sequence[Listener],
    recent: Sequence[timedelta],
    past: Sequence[Past] = (),
) -> Place:
    """Count only who stands before this ticket for a listener who may take it.

    `past` is oldest first, at most `KEPT`. Without enough of it the last hour's waits, `recent`, make the range.
    """
    mine = _kind(ticket, on_shift)
    turn = order(ticket)
    ahead = [one for one in line if one.in_line and order(one) < turn]
    before = sum(1 for one in ahead if _competes(one, ticket, mine.eligible))
    crowd = mine.crowd(ticket, _Pools(on_shift).rivals(ticket, _waiting(ahead)))
    return _place(before, mine, crowd, recent, Likes(past))


def places_of(
    line: Sequence[Ticket], on_shift: Sequence[Listener], recent: Sequence[timedelta], past: Sequence[Past] = ()
) -> dict[str, Place]:
    """Return everybody's place at once: the same as `place_of` for each, at a cost that grows with the line only.

    Tickets that the same listeners may take are one kind; who stands before whom is counted by kinds.
    """
    kinds: dict[tuple[object, ...], _Kind] = {}
    pools, waiting, likes = _Pools(on_shift), Counter[Pool](), Likes(past)
    places = {}
    for ticket in sorted((one for one in line if one.in_line), key=order):
        alike = (_pool(ticket), ticket.topics, ticket.blocked, ticket.urgency >= URGENT)
        if alike not in kinds:
            kinds[alike] = _kind(ticket, on_shift)
        mine = kinds[alike]
        before = sum(other.ahead for other in kinds.values() if other.ahead and _meet(other, mine))
        crowd = mine.crowd(ticket, pools.rivals(ticket, waiting))
        places[ticket.id] = _place(before, mine, crowd, recent, likes)
        mine.ahead += 1
        waiting[_pool(ticket)] += ticket.state is TicketState.WAITING
    return places


@dataclass(slots=True)
class _Kind:
    """Tickets that the same listeners may take, and how many of them stand before whoever is looked at."""

    language: str
    eligible: list[Listener]
    ids: frozenset[str]
    seats: int
    free: int
    ahead: int = 0

    def crowd(self, ticket: Ticket, rivals: float) -> float | None:
        """0 when a seat is free for them or they are urgent; else people per seat. None when nobody may take them."""
        if not self.eligible:
            return None
        place = standing(ticket)
        if place <= Standing.HEAD or self.free > rivals:
            return 0.0
        share = ELEVATED_SHARE if place is Standing.ELEVATED else 1.0
        return ((rivals - self.free) * share + 1) / self.seats


def _kind(ticket: Ticket, on_shift: Sequence[Listener]) -> _Kind:
    eligible = [one for one in on_shift if may_ever_serve(ticket, one) is None]
    ids = frozenset(one.id for one in eligible)
    free = sum(max(0, one.room - one.taken) for one in eligible)
    return _Kind(ticket.language, eligible, ids, seats=sum(map(_seats, eligible)), free=free)


class _Pools:
    """How many of those before somebody will take a seat that could have been theirs.

    Of a pool's tickets that is the share of the pool's seats that serve the other pool too. Without it one bilingual
    listener would make everybody who waits in the larger language stand before who needs the smaller.
    """

    def __init__(self, on_shift: Sequence[Listener]) -> None:
        ready = [one for one in on_shift if one.state is ShiftState.READY and not one.suspended]
        self._seats: dict[Pool, dict[str, int]] = {}
        for one in ready:
            for minor in (False, True)[: 1 + one.cleared_for_minors]:
                for language in one.languages:
                    self._seats.setdefault((language, minor), {})[one.id] = _seats(one)
        self._shares: dict[tuple[Pool, Pool], float] = {}

    def rivals(self, ticket: Ticket, before: Mapping[Pool, int]) -> float:
        """Count them."""
        mine = _pool(ticket)
        return sum(many * self._share(pool, mine) for pool, many in before.items())

    def _share(self, pool: Pool, mine: Pool) -> float:
        if (pool, mine) not in self._shares:
            theirs, ours = self._seats.get(pool, {}), self._seats.get(mine, {})
            both = sum(seats for one, seats in theirs.items() if one in ours)
            self._shares[pool, mine] = both / max(1, sum(theirs.values()))
        return self._shares[pool, mine]


def _meet(other: _Kind, mine: _Kind) -> bool:
    return not other.ids.isdisjoint(mine.ids) if mine.ids else other.language == mine.language


def crowd_of(ticket: Ticket, line: Sequence[Ticket], on_shift: Sequence[Listener]) -> float | None:
    """How many must be served first, per seat that may serve this ticket; to be noted when it joins, for `Past`.

    Who is being asked for holds a seat already, and is not counted again.
    """
    turn = order(ticket)
    before = _waiting(one for one in line if order(one) < turn)
    return _kind(ticket, on_shift).crowd(ticket, _Pools(on_shift).rivals(ticket, before))


class Likes:
    """The past by its crowds, sorted once for everybody's ranges."""

    def __init__(self, past: Sequence[Past]) -> None:
        inorder = sorted((one.crowd, number, one.waited.total_seconds()) for number, one in enumerate(past))
        self._crowds = [crowd for crowd, _, _ in inorder]
        self._waits = [waited for _, _, waited in inorder]

    def __len__(self) -> int:
        return len(self._crowds)

    def range(self, crowd: float) -> tuple[timedelta, timedelta]:
        """The middle eight tenths of those who came into the most similar crowd; of the same crowd the latest.

        A wait grows with the crowd, so each of theirs is carried over in proportion. That matters when it is fuller
        than it ever was: all of the past is then on one side, and its plain waits would promise too much.
        """
        begin, end = self._alike(crowd)
        crowds, waits = self._crowds[begin:end], self._waits[begin:end]
        carried = sorted(waited * ((crowd + EASE) / (its + EASE)) for its, waited in zip(crowds, waits, strict=True))
        side = max(0, round((len(carried) + 1) / 10) - 1)
        return (timedelta(seconds=carried[side]), timedelta(seconds=carried[-1 - side]))

    def _alike(self, crowd: float) -> tuple[int, int]:
        """Where the most similar stand: from the same crowd outwards, whichever side is nearer."""
        crowds = self._crowds
        begin = end = bisect(crowds, crowd)
        while end - begin < min(LIKE, len(crowds)):
            if end == len(crowds) or (begin and crowd - crowds[begin - 1] <= crowds[end] - crowd):
                begin -= 1
            else:
                end += 1
        return begin, end


def range_like(past: Sequence[Past], crowd: float) -> tuple[timedelta, timedelta]:
    """One range; see `Likes`."""
    return Likes(past).range(crowd)


def wait_range(recent: Sequence[timedelta]) -> tuple[timedelta | None, timedelta | None]:
    """The middle eight tenths of the recent waits."""
    if len(recent) < ENOUGH:
        return (None, None)
    ordered = sorted(recent)
    last = len(ordered) - 1
    return (ordered[last // 10], ordered[last - last // 10])


def _place(before: int, mine: _Kind, crowd: float | None, recent: Sequence[timedelta], likes: Likes) -> Place:
    low, high = (None, None)
    if crowd is not None:
        low, high = likes.range(crowd) if len(likes) >= ENOUGH_LIKE else wait_range(recent)
    return Place(position=before + 1, eligible=len(mine.eligible), low=low, high=high)


def _pool(ticket: Ticket) -> Pool:
    return (ticket.language, ticket.age_band.needs_clearance)


def _waiting(tickets: Iterable[Ticket]) -> Counter[Pool]:
    return Counter(_pool(one) for one in tickets if one.state is TicketState.WAITING)


def _seats(listener: Listener) -> int:
    return max(1, listener.seats)


def _competes(other: Ticket, ticket: Ticket, eligible: Sequence[Listener]) -> bool:
    if not eligible:
        return other.language == ticket.language
    return any(may_ever_serve(other, one) is None for one in eligible)
