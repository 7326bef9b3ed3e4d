"""A matcher on a stage: say what happens, see who is asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from matching import Decision, Event, Listener, Matcher, Offer, Policy, Rules, Ticket, TicketState
from matching.events import ListenerOn, TicketJoined, TimePassed
from matching.ranking import Standing, standing
from tests.unit.matching.cast import NOW, SECOND, listener, ticket

RELATED = {"grief": frozenset({"family"}), "family": frozenset({"grief"})}


class Stage:
    """Starts empty, at NOW."""

    def __init__(self, **weights: Any) -> None:
        self.matcher = Matcher(policy=Policy(**weights), rules=Rules(), related=RELATED)
        self.now = NOW

    def on(self, id_: str, **facts: Any) -> list[Decision]:
        """A listener comes on shift."""
        return self.tell(ListenerOn(self.listener(id_, **facts)))

    def joins(self, id_: str, **facts: Any) -> list[Decision]:
        """A seeker joins, whose page is there."""
        facts = {"waited": NOW - self.now, "seen": self.now} | facts
        return self.tell(TicketJoined(self.ticket(id_, **facts), connected=True))

    def tell(self, event: Event) -> list[Decision]:
        """Anything else that happens."""
        return self.matcher.handle(event, self.now)

    def after(self, seconds: float) -> list[Decision]:
        """Time passes, and the service comes back at each wake."""
        then, decided = self.now + timedelta(seconds=seconds), []
        while (wake := self.matcher.next_wake) is not None and wake <= then:
            self.now = wake
            decided += self.tell(TimePassed())
        self.now = then
        return [*decided, *self.tell(TimePassed())]

    @staticmethod
    def listener(id_: str, **facts: Any) -> Listener:
        """As in the cast, with plain sets."""
        sets = {name: frozenset(value) for name, value in facts.items() if isinstance(value, set)}
        return listener(id_, **(facts | sets))

    @staticmethod
    def ticket(id_: str, **facts: Any) -> Ticket:
        """As in the cast."""
        return ticket(id_, **facts)


def asked(decisions: list[Decision]) -> list[tuple[str, str]]:
    """Who is asked to take whom."""
    return [(one.ticket.id, one.listener.id) for one in decisions if isinstance(one, Offer)]


def first_offer(waiting: Sequence[Ticket], on_shift: Sequence[Listener]) -> Offer | None:
    """What a matcher that reads these facts at NOW offers first: the line in its order, one listener for each."""
    matcher = Matcher(policy=Policy(offers_at_once=1), rules=Rules())
    for one in sorted(on_shift, key=lambda one: one.id):
        matcher.handle(ListenerOn(replace(one, burst=False)), NOW)
    for one in sorted(waiting, key=_rank):
        if one.state is not TicketState.WAITING:
            continue
        for decision in matcher.handle(TicketJoined(one), NOW):
            if isinstance(decision, Offer):
                return replace(decision, listener=next(asked for asked in on_shift if asked.id == decision.listener.id))
    return None


def _rank(one: Ticket) -> tuple[int, timedelta, str]:
    """Urgent, the head, then the weighted wait; smallest first."""
    place = standing(one)
    weight = Policy().elevated if place is Standing.ELEVATED else 1
    return (min(place, Standing.ELEVATED), -weight * (one.waited(NOW) + SECOND), one.id)
