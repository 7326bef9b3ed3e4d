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
    line: Iterable[Ticket],
    on_shift: "Sequence[Listener] | OnShift",
    recent: Sequence[timedelta],
    past: "Sequence[Past] | Likes" = (),
) -> Place:
    """Count only who stands before this ticket for a listener who may take it.

    `past` is oldest first, at most `KEPT`. Without enough of it the last hour's waits, `recent`, make the range.
    """
    shift, turn = _looked_at(on_shift), order(ticket)
    mine = shift.kind(ticket)
    ahead = [one for one in line if one.in_line and order(one) < turn]
    before = sum(_meet(shift.kind(one), mine) for one in ahead)
    crowd = mine.crowd(ticket, shift.rivals(ticket, _waiting(ahead)))
    return _place(before, mine, crowd, recent, _sorted(past))


def places_of(
    line: Iterable[Ticket],
    on_shift: "Sequence[Listener] | OnShift",
    recent: Sequence[timedelta],
    past: "Sequence[Past] | Likes" = (),
) -> dict[str, Place]:
    """Return everybody's place at once: the same as `place_of` for each, at a cost that grows with the line only.

    Who stands before whom is counted by kinds.
    """
    ahead = Counter[_Kind]()
    shift, waiting, likes = _looked_at(on_shift), Counter[Pool](), _sorted(past)
    places = {}
    for ticket in sorted((one for one in line if one.in_line), key=order):
        mine = shift.kind(ticket)
        before = sum(many for other, many in ahead.items() if _meet(other, mine))
        crowd = mine.crowd(ticket, shift.rivals(ticket, waiting))
        places[ticket.id] = _place(before, mine, crowd, recent, likes)
        ahead[mine] += 1
        waiting[_pool(ticket)] += ticket.state is TicketState.WAITING
    return places


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """Tickets that the same listeners may take."""

    language: str
    eligible: int
    ids: frozenset[str]
    seats: int
    free: int

    def crowd(self, ticket: Ticket, rivals: float) -> float | None:
        """0 when a seat is free for them or they are urgent; else people per seat. None when nobody may take them."""
        if not self.eligible:
            return None
        place = standing(ticket)
        if place <= Standing.HEAD or self.free > rivals:
            return 0.0
        share = ELEVATED_SHARE if place is Standing.ELEVATED else 1.0
        return ((rivals - self.free) * share + 1) / self.seats


class OnShift:
    """Listeners on shift, looked at once for many tickets: which of them may take which kind of ticket."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self.listeners = listeners
        self._kinds: dict[tuple[object, ...], _Kind] = {}
        self._shares: dict[tuple[Pool, Pool], float] = {}
        self._pools: dict[Pool, dict[str, int]] = {}

    def kind(self, ticket: Ticket) -> _Kind:
        """Return the kind of a ticket: the same object for all that the same listeners may take."""
        urgent = ticket.urgency >= URGENT
        alike = (_pool(ticket), ticket.topics, ticket.blocked, ticket.apart, urgent)
        found = self._kinds.get(alike)
        if found is None:
            eligible = [one for one in self.listeners if may_ever_serve(ticket, one) is None]
            found = self._kinds[alike] = _Kind(
                ticket.language,
                len(eligible),
                frozenset(one.id for one in eligible),
                seats=sum(map(_seats, eligible)),
                free=sum(max(0, one.room - one.taken) for one in eligible),
            )
        return found

    def rivals(self, ticket: Ticket, before: Mapping[Pool, int]) -> float:
        """How many of those before somebody will take a seat that could have been theirs.

        Of a pool's tickets that is the share of the pool's seats that serve the other pool too. Without it one
        bilingual listener would make everybody who waits in the larger language stand before who needs the smaller.
        """
        mine = _pool(ticket)
        return sum(many * self._share(pool, mine) for pool, many in before.items() if many)

    def _share(self, pool: Pool, mine: Pool) -> float:
        if (pool, mine) not in self._shares:
            theirs, ours = self._pool(pool), self._pool(mine)
            both = sum(seats for one, seats in theirs.items() if one in ours)
            self._shares[pool, mine] = both / max(1, sum(theirs.values()))
        return self._shares[pool, mine]

    def _pool(self, pool: Pool) -> dict[str, int]:
        """The seats of a pool's listeners."""
        if pool not in self._pools:
            language, minor = pool
            self._pools[pool] = {
                one.id: _seats(one)
                for one in self.listeners
                if one.state is ShiftState.READY
                and not one.suspended
                and language in one.languages
                and (one.cleared_for_minors or not minor)
            }
        return self._pools[pool]


def _meet(other: _Kind, mine: _Kind) -> bool:
    return not other.ids.isdisjoint(mine.ids) if mine.ids else other.language == mine.language


def crowd_of(ticket: Ticket, line: Iterable[Ticket], on_shift: "Sequence[Listener] | OnShift") -> float | None:
    """How many must be served first, per seat that may serve this ticket; to be noted when it joins, for `Past`.

    Who is being asked for holds a seat already, and is not counted again.
    """
    shift, turn = _looked_at(on_shift), order(ticket)
    before = _waiting(one for one in line if one.state is TicketState.WAITING and order(one) < turn)
    return shift.kind(ticket).crowd(ticket, shift.rivals(ticket, before))


class Likes:
    """The past by its crowds, sorted once for everybody's ranges."""

    def __init__(self, past: Sequence[Past]) -> None:
        inorder = sorted((one.crowd, number, one.waited.total_seconds()) for number, one in enumerate(past))
        self._crowds = [crowd for crowd, _, _ in inorder]
        self._waits = [waited for _, _, waited in inorder]

        self.past = past

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
    return Place(position=before + 1, eligible=mine.eligible, low=low, high=high)


def _pool(ticket: Ticket) -> Pool:
    return (ticket.language, ticket.age_band.needs_clearance)


def _waiting(tickets: Iterable[Ticket]) -> Counter[Pool]:
    return Counter(_pool(one) for one in tickets if one.state is TicketState.WAITING)


def _seats(listener: Listener) -> int:
    return max(1, listener.seats)


def _looked_at(on_shift: Sequence[Listener] | OnShift) -> OnShift:
    return on_shift if isinstance(on_shift, OnShift) else OnShift(on_shift)


def _sorted(past: Sequence[Past] | Likes) -> Likes:
    return past if isinstance(past, Likes) else Likes(past)
