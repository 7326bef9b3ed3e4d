"""The house: people come, are asked for, answer or not, talk and go; whichever policy is in the chair.

Seconds are counted from the start. It tells the matcher what the service would tell it, and does what it decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from typing import Any

from benchmarks.matching.people import CRISIS_BREAK, START, Seeker, Shift, moment
from matching import Decision, EndWait, Event, Listener, Matcher, Offer, PutAway, ShiftState, Withdraw
from matching.events import (
    ListenerChanged,
    ListenerOff,
    ListenerOn,
    OfferAccepted,
    SeatFreed,
    SeekerSeen,
    TicketGone,
    TicketJoined,
    TimePassed,
)
from matching.ranking import URGENT

ANSWERS_WITHIN = 15.0
"""A page must answer an accepted offer within this; else the listener gets the next person."""
BACK_AFTER = 300.0
"""Somebody put on away comes back after this."""


@dataclass(slots=True)
class Visit:
    """What became of one seeker."""

    seeker: Seeker
    started: float | None = None
    listener: str | None = None
    asked: int = 0
    over: bool = False
    burst: int = 0

    def here(self, t: float) -> bool:
        """Whether the page is there."""
        drop = self.seeker.drop
        return not self.over and not (drop and drop[0] <= t < drop[1])

    @property
    def wait(self) -> float | None:
        """Seconds from joining to the chat, without the time off the net; None when it never came to one."""
        if self.started is None:
            return None
        drop = self.seeker.drop
        off = max(0.0, min(drop[1], self.started) - drop[0]) if drop else 0.0
        return self.started - self.seeker.at - off


@dataclass(slots=True)
class Desk:
    """One listener's shift."""

    shift: Shift
    listener: Listener
    chats: int = 0
    busy: float = 0.0
    on: bool = True


@dataclass
class House:
    """One run. `visits` and `desks` are what is left to measure."""

    matcher: Matcher
    seekers: Sequence[Seeker]
    shifts: Sequence[Shift]
    log: list[tuple[Event, Any]] | None = None
    visits: list[Visit] = field(default_factory=list)
    desks: dict[str, Desk] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.t = 0.0
        self._due: list[tuple[float, int, Any, tuple[Any, ...]]] = []
        self._number = count()
        self._by_ticket: dict[str, Visit] = {}
        self._offers: dict[tuple[str, str], int] = {}
        for shift in self.shifts:
            self._at(shift.begins, self._comes_on, shift)
        for seeker in self.seekers:
            self._at(seeker.at, self._joins, seeker)

    def run(self, until: float) -> "House":
        """Let everything happen up to a second."""
        while True:
            due = self._due[0][0] if self._due else until
            wake = self.matcher.next_wake
            woken = (wake - START).total_seconds() if wake else until
            self.t = min(due, woken, until)
            if self.t >= until:
                return self
            if woken <= due:
                self._tell(TimePassed())
            else:
                _, _, call, facts = heappop(self._due)
                call(*facts)

    def _at(self, t: float, call: Any, *facts: Any) -> None:
        heappush(self._due, (t, next(self._number), call, facts))

    def _tell(self, event: Event) -> None:
        now = moment(self.t)
        if self.log is not None:
            self.log.append((event, now))
        for decision in self.matcher.handle(event, now):
            self._follow(decision)

    def _follow(self, decision: Decision) -> None:
        if isinstance(decision, Offer):
            self._ask(decision)
        elif isinstance(decision, Withdraw):
            self._offers.pop((decision.ticket, decision.listener), None)
        elif isinstance(decision, PutAway):
            desk = self.desks[decision.listener]
            desk.listener = replace(desk.listener, state=ShiftState.AWAY)
            self._at(self.t + BACK_AFTER, self._back_at_the_desk, desk)
        elif isinstance(decision, EndWait):
            self._by_ticket[decision.ticket].over = True

    def _joins(self, seeker: Seeker) -> None:
        visit = self._by_ticket[seeker.ticket.id] = Visit(seeker)
        self.visits.append(visit)
        self._tell(TicketJoined(seeker.ticket, connected=True))
        self._at(seeker.at + seeker.patience, self._gives_up, visit)
        if seeker.drop:
            self._at(seeker.drop[0], self._drops, visit)
            self._at(seeker.drop[1], self._returns, visit)

    def _gives_up(self, visit: Visit) -> None:
        if visit.over or visit.started is not None:
            return
        visit.over = True
        if visit.seeker.silent:
            self._tell(SeekerSeen(visit.seeker.ticket.id))
        else:
            self._tell(TicketGone(visit.seeker.ticket.id))

    def _drops(self, visit: Visit) -> None:
        if not visit.over and visit.started is None:
            self._tell(SeekerSeen(visit.seeker.ticket.id))

    def _returns(self, visit: Visit) -> None:
        if not visit.over and visit.started is None:
            self._tell(SeekerSeen(visit.seeker.ticket.id, connected=True))

    def _ask(self, offer: Offer) -> None:
        pair = (offer.ticket.id, offer.listener.id)
        visit = self._by_ticket[offer.ticket.id]
        after, answers = visit.seeker.answers[visit.asked % len(visit.seeker.answers)]
        visit.asked += 1
        visit.burst += offer.burst
        number = self._offers[pair] = next(self._number)
        if answers:
            self._at(self.t + min(after, 19.999), self._accepts, visit, self.desks[offer.listener.id], number)

    def _accepts(self, visit: Visit, desk: Desk, number: int) -> None:
        pair = (visit.seeker.ticket.id, desk.listener.id)
        if self._offers.get(pair) != number:
            return
        del self._offers[pair]
        self._tell(OfferAccepted(*pair))
        desk.chats += 1
        if visit.here(self.t):
            self._begins(visit, desk)
        else:
            drop = visit.seeker.drop
            back = drop[1] - self.t if drop and not visit.over else ANSWERS_WITHIN
            self._at(self.t + min(back, ANSWERS_WITHIN), self._page_answers, visit, desk)

    def _page_answers(self, visit: Visit, desk: Desk) -> None:
        if visit.here(self.t):
            self._begins(visit, desk)
            return
        if not visit.over:
            long_ago = moment(self.t - 60)
            self._tell(TicketJoined(replace(visit.seeker.ticket, seen=long_ago)))
        self._free(desk)

    def _begins(self, visit: Visit, desk: Desk) -> None:
        visit.started, visit.listener = self.t, desk.listener.id
        desk.busy += max(0.0, min(self.t + visit.seeker.chat, desk.shift.ends) - self.t)
        self._at(self.t + visit.seeker.chat, self._ends, visit, desk)
        if visit.seeker.ticket.urgency >= URGENT and desk.on:
            desk.listener = replace(desk.listener, in_crisis=True)
            self._tell(ListenerChanged(desk.listener))

    def _ends(self, visit: Visit, desk: Desk) -> None:
        if visit.seeker.ticket.urgency >= URGENT and desk.on:
            rest = moment(self.t + CRISIS_BREAK)
            desk.listener = replace(desk.listener, in_crisis=False, resting_until=rest)
            self._tell(ListenerChanged(desk.listener))
        self._free(desk)

    def _free(self, desk: Desk) -> None:
        desk.chats -= 1
        self._tell(SeatFreed(desk.listener.id))
        if desk.chats == 0 and self.t >= desk.shift.ends and desk.on:
            desk.on = False
            self._tell(ListenerOff(desk.listener.id))

    def _comes_on(self, shift: Shift) -> None:
        self.desks[shift.listener.id] = Desk(shift, shift.listener)
        self._at(shift.ends, self._drains, self.desks[shift.listener.id])
        self._tell(ListenerOn(shift.listener))

    def _drains(self, desk: Desk) -> None:
        desk.listener = replace(desk.listener, state=ShiftState.DRAINING)
        self._tell(ListenerChanged(desk.listener))
        if desk.chats == 0:
            desk.on = False
            self._tell(ListenerOff(desk.listener.id))

    def _back_at_the_desk(self, desk: Desk) -> None:
        if desk.on and desk.listener.state is ShiftState.AWAY:
            desk.listener = replace(desk.listener, state=ShiftState.READY)
            self._tell(ListenerChanged(desk.listener))
