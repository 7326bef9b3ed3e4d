"""Who has a seat free, in heaps that a ticket can look at one by one: per language, clearance and topic.

A heap is ordered by what speaks against a listener apart from the topic: load, scarcity, a short idle time. It decides
nothing: `pairing` compares the heads.
"""

from collections import Counter, defaultdict
from itertools import count

from matching.heaps import Lane
from matching.line import Group, Pool, Waiter
from matching.listeners import Listener, ListenerTier, ShiftState
from matching.moments import SECOND, micros
from matching.policy import Policy

ANY, FOR_URGENT, BURST = "any", "for urgent", "burst"
"""Which heap: everybody with a seat; the same as urgent tickets see them; who agreed to one more, at their limit."""

_OTHERS_LAST = 10.0
"""More than any load and scarcity: in the burst heap the crisis-trained come first."""
FreeKey = tuple[str, bool, str, str | None]


class Desk:
    """A listener on shift, as the matcher keeps it."""

    __slots__ = (
        "counted", "gone", "id", "idle", "languages", "lapses", "listener", "lookout", "offers", "pools", "rest",
        "stamp", "taken", "topics_known", "urgent",
    )  # fmt: skip

    def __init__(self, listener: Listener) -> None:
        self.id, self.taken = listener.id, listener.taken
        self.stamp = self.counted = self.lapses = 0
        self.gone = False
        self.offers: dict[str, Waiter] = {}
        self.learn(listener)

    def learn(self, listener: Listener) -> None:
        """Take over the listener's facts."""
        self.listener = listener
        self.languages = tuple(sorted(listener.languages))
        self.pools = tuple(
            (language, minor)
            for language in self.languages
            for minor in (False, True)[: 1 + listener.cleared_for_minors]
        )
        self.rest = micros(listener.resting_until) if listener.resting_until else 0
        self.idle = micros(listener.idle_since) if listener.idle_since else None
        self.topics_known = -1
        """Of how many topics the lookout knows; -1 asks for a new one."""
        self.lookout: list[Group] = []
        self.urgent: list[Lane[Waiter]] = []

    def on_duty(self, now: int) -> bool:
        """Whether offers may be made to this listener at all."""
        one = self.listener
        if one.state is not ShiftState.READY or one.suspended or self.gone or now < self.rest:
            return False
        return one.duty_ends is None or now < micros(one.duty_ends)

    @property
    def burst_seat(self) -> bool:
        """Whether the one seat over the usual is there for an urgent ticket."""
        one = self.listener
        return one.burst and not one.in_crisis and self.taken == one.seats


class Desks:
    """All heaps of free seats, and how many seats there are in each language."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._heaps: dict[FreeKey, Lane[Desk]] = {}
        self._stamps = count(1)
        self._count = 0
        self.ready: Counter[Pool] = Counter()
        """Listeners on shift and not away, by pool."""
        self.spare: Counter[Pool] = Counter()
        """Free seats, by pool."""
        self.free: defaultdict[str, dict[str, Desk]] = defaultdict(dict)
        self.rare: set[Pool] = set()
        """Pools that few desks serve."""
        self.released: dict[str, None] = {}
        """Languages in which some pool's last free seat is the last no more, or is rare no more; in order."""

    def heap(self, language: str, *, minor: bool, kind: str = ANY, topic: str | None = None) -> Lane[Desk]:
        """Return the heap; it stays the same object for good."""
        key = (language, minor, kind, topic)
        found = self._heaps.get(key)
        if found is None:
            found = self._heaps[key] = Lane()
        return found

    def count_in(self, desk: Desk, by: int) -> None:
        """Count a listener among those on shift, or out again with -1."""
        if desk.listener.state is not ShiftState.READY:
            return
        self._count += by
        for pool in desk.pools:
            self.ready[pool] += by
        few = self._policy.rare_below * self._count
        rare = {pool for pool, desks in self.ready.items() if desks < few}
        if rare != self.rare:
            self.released.update(dict.fromkeys(language for language, _ in sorted(rare | self.rare)))
            self.rare = rare

    def kept_for(self, desk: Desk) -> tuple[Pool, ...]:
        """The rare pools of which this desk has the last free seat."""
        spare, rare = self.spare, self.rare
        return tuple([pool for pool in desk.pools if pool in rare and spare[pool] <= 1])

    def note(self, desk: Desk, now: int) -> None:
        """Count the desk's free seats anew; its old places in the heaps are stale from here on."""
        self._count_seats(desk, max(0, desk.listener.room - desk.taken) if desk.on_duty(now) else 0)

    def close(self, desk: Desk) -> None:
        """Take the desk's seats out of every count, before its facts change or it goes."""
        self._count_seats(desk, 0)

    def _count_seats(self, desk: Desk, seats: int) -> None:
        desk.stamp = next(self._stamps)
        more = seats - desk.counted
        if not more:
            return
        for pool in desk.pools:
            before = self.spare[pool]
            self.spare[pool] = before + more
            if before <= 1 < before + more and pool in self.rare:
                self.released[pool[0]] = None
        for language in desk.languages:
            if seats:
                self.free[language][desk.id] = desk
            else:
                self.free[language].pop(desk.id, None)
        desk.counted = seats

    def lay_out(self, desk: Desk, now: int) -> None:
        """Let the desk's free seats be found by tickets."""
        self.note(desk, now)
        self.show(desk, now)

    def show(self, desk: Desk, now: int) -> None:
        """The same, when the seats were counted this moment."""
        if desk.counted:
            self._push(desk, now)
        elif desk.burst_seat and desk.on_duty(now):
            self._push_for_urgent(desk, self._against(desk, now), BURST)

    def _push(self, desk: Desk, now: int) -> None:
        key = self._against(desk, now)
        for language, minor in desk.pools:
            self.heap(language, minor=minor).push(key, desk.id, desk)
            for topic in sorted(desk.listener.topics):
                self.heap(language, minor=minor, topic=topic).push(key, desk.id, desk)
        self._push_for_urgent(desk, key, FOR_URGENT)

    def _push_for_urgent(self, desk: Desk, key: float, kind: str) -> None:
        """The crisis-trained first; then who has few seats, since an urgent chat takes its listener whole."""
        listener = desk.listener
        if listener.tier is ListenerTier.PROBATION:
            return
        key += self._policy.seat_lost * listener.seats + (0.0 if listener.tier is ListenerTier.CRISIS else _OTHERS_LAST)
        for language, minor in desk.pools:
            self.heap(language, minor=minor, kind=kind).push(key, desk.id, desk)

    def _against(self, desk: Desk, now: int) -> float:
        """Load and scarcity, and a little for who became idle late: the smaller, the sooner asked."""
        policy, listener = self._policy, desk.listener
        scarce = policy.versatility * len(listener.topics)
        scarce += policy.scarcity * sum(self._count / self.ready[pool] for pool in desk.pools if self.ready[pool])
        idle_since = now if desk.idle is None else desk.idle
        return policy.load * desk.taken / max(1, listener.seats) + scarce + policy.idle_second * idle_since / SECOND
