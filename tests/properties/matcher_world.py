"""The store and its people around a matcher, as plain as can be: who waits, who holds what, and every rule checked.

It believes no count of the matcher's: seats, offers and passes are counted here from events and decisions alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from matching import (
    Decision,
    EndWait,
    Event,
    Listener,
    Matcher,
    Offer,
    PageStandby,
    Policy,
    PutAway,
    Rules,
    ShiftState,
    Ticket,
    Withdraw,
    may_burst,
    may_serve,
)
from matching.events import OfferAccepted, TicketGone
from matching.ranking import URGENT, may_ever_serve
from tests.unit.matching.cast import NOW

RELATED: Mapping[str, frozenset[str]] = {"grief": frozenset({"family"}), "family": frozenset({"grief", "school"})}


@dataclass
class World:
    """Facts as the store has them, the log, and the checks."""

    policy: Policy = field(default_factory=Policy)
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        self.matcher = Matcher(policy=self.policy, rules=self.rules, related=RELATED)
        self.now = NOW
        self.log: list[tuple[Event, datetime]] = []
        self.decided: list[list[Decision]] = []
        self.line: dict[str, Ticket] = {}
        self.seen: dict[str, datetime | None] = {}  # None: connected
        self.absent: set[str] = set()
        self.on: dict[str, Listener] = {}
        self.chats: Counter[str] = Counter()
        self.offers: dict[tuple[str, str], Offer] = {}
        self.declined: dict[tuple[str, str], datetime] = {}
        self.lapses: Counter[str] = Counter()
        self.matched: set[str] = set()
        self.overtaken: Counter[str] = Counter()
        self.ended: set[str] = set()
        self.paged: Counter[str] = Counter()

    def tell(self, event: Event) -> list[Decision]:
        """Pass an event on, and check everything decided against the facts."""
        decisions = self.matcher.handle(event, self.now)
        self.log.append((event, self.now))
        self.decided.append(decisions)
        if isinstance(event, OfferAccepted):
            self._accept(event)
        if isinstance(event, TicketGone):
            self.line.pop(event.ticket, None)
        for decision in decisions:
            self._check(decision)
        self._check_nothing_left()
        return decisions

    def taken(self, listener: str) -> int:
        """Seats held: chats and offers."""
        return self.chats[listener] + sum(1 for _, one in self.offers if one == listener)

    def facts(self, listener: str) -> Listener:
        """The listener with the seats taken now."""
        return replace(self.on[listener], taken=self.taken(listener))

    def present(self, ticket: str) -> bool:
        """Whether the seeker was seen within the time that the rules give."""
        seen = self.seen[ticket]
        return ticket not in self.absent and (seen is None or self.now - seen <= self.rules.seen_within)

    def _accept(self, event: OfferAccepted) -> None:
        self.offers.pop((event.ticket, event.listener))
        assert event.ticket not in self.matched, "two chats for one ticket"
        self.matched.add(event.ticket)
        del self.line[event.ticket]
        self.chats[event.listener] += 1

    def _check(self, decision: Decision) -> None:
        if isinstance(decision, Offer):
            self._check_offer(decision)
        elif isinstance(decision, Withdraw):
            pair = (decision.ticket, decision.listener)
            offer = self.offers.pop(pair)
            if decision.reason == "late":
                assert self.now >= offer.lapses
                self.declined[pair] = self.now
                self.lapses[decision.listener] += 1
        elif isinstance(decision, PutAway):
            assert self.lapses[decision.listener] == 3
            self.lapses[decision.listener] = 0
            self.on[decision.listener] = replace(self.on[decision.listener], state=ShiftState.AWAY)
        elif isinstance(decision, EndWait):
            self._check_end(decision)
        elif isinstance(decision, PageStandby):
            self.paged[decision.ticket] += 1
            assert self.paged[decision.ticket] == 1

    def _check_offer(self, offer: Offer) -> None:
        ticket, pair = self.line[offer.ticket.id], (offer.ticket.id, offer.listener.id)
        listener = self.facts(offer.listener.id)
        allowed = may_burst if offer.burst else may_serve
        assert allowed(ticket, listener, now=self.now) is None
        assert listener.taken < listener.seats + offer.burst
        assert self.present(ticket.id), "offered though nobody has seen the seeker"
        assert pair not in self.offers
        assert self.now - self.declined.get(pair, NOW - timedelta(days=9)) >= self.rules.asked_again_after
        assert offer.lapses == self.now + self.rules.offer
        assert offer.why.endswith(".")
        self.offers[pair] = offer
        at_once = sum(1 for one, _ in self.offers if one == ticket.id)
        assert at_once <= (self.policy.offers_at_once if ticket.urgency >= URGENT else 1)
        if not offer.burst:
            self._count_overtaking(ticket, listener)

    def _count_overtaking(self, ticket: Ticket, listener: Listener) -> None:
        """The oldest overdue ticket that this seat could have served is passed over at most three times in a row."""
        could = [one for one in self.line.values() if one.urgency < URGENT and self._could_have(one, listener)]
        oldest = min(could, key=lambda one: (one.since or one.arrived, one.id), default=None)
        self.overtaken[ticket.id] = 0
        if oldest is None or (ticket.since or ticket.arrived) <= (oldest.since or oldest.arrived):
            return
        self.overtaken[oldest.id] += 1
        assert self.overtaken[oldest.id] <= self.policy.overtaken_at_most, "overtaken too often"

    def _could_have(self, ticket: Ticket, listener: Listener) -> bool:
        pair = (ticket.id, listener.id)
        return (
            ticket.waited(self.now) >= self.policy.overdue_after
            and not any(one == ticket.id for one, _ in self.offers)
            and self.present(ticket.id)
            and may_ever_serve(ticket, listener) is None
            and self.now - self.declined.get(pair, NOW - timedelta(days=9)) >= self.rules.asked_again_after
        )

    def _check_end(self, decision: EndWait) -> None:
        ticket = self.line.pop(decision.ticket)
        limit = self.rules.absent_limit if decision.absent else self.rules.wait_limit
        assert ticket.waited(self.now) >= limit
        assert decision.absent or not any(one == ticket.id for one, _ in self.offers), "ended while somebody is asked"
        self.ended.add(ticket.id)

    def _check_nothing_left(self) -> None:
        """Whoever could be offered to somebody has been, but for the seats kept back for a minute."""
        for ticket in self.line.values():
            standing = sum(1 for one, _ in self.offers if one == ticket.id)
            if standing or not self.present(ticket.id):
                continue
            kept = ticket.waited(self.now) < self.policy.kept_back and ticket.urgency < URGENT and not ticket.head
            for id_ in self.on:
                pair = (ticket.id, id_)
                if self.now - self.declined.get(pair, NOW - timedelta(days=9)) < self.rules.asked_again_after:
                    continue
                if may_serve(ticket, self.facts(id_), now=self.now) is None:
                    assert kept, f"{ticket.id} waits though {id_} is free"
                    one = self.on[id_]
                    assert len(one.languages) > 1 or one.cleared_for_minors, "kept back though it serves one pool only"
