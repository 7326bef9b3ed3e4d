"""A matcher on a stage: say what happens, see who is asked."""

from datetime import timedelta
from typing import Any

from matching import Decision, Event, Listener, Matcher, Offer, Policy, Rules, Ticket
from matching.events import ListenerOn, TicketJoined, TimePassed
from tests.unit.matching.cast import NOW, listener, ticket

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
