"""The one matcher that the service, the simulator and the property tests drive: events in, decisions out.

It does no input or output and has no clock: time comes with each event, and `next_wake` says when to come back though
nothing happens. The same events at the same moments give the same decisions, so a log can be played again. It keeps
its own count of seats and offers; the store behind it has the last word, and says so with `OfferWithdrawn`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from matching import events
from matching.answers import Answers
from matching.duty import Duty
from matching.events import Decision, Event
from matching.floor import Choice, Floor
from matching.moments import micros, moment_of
from matching.offers import Rules
from matching.policy import Policy
from matching.ranking import Related
from matching.seekers import Seekers


class Matcher:
    """Who is put to whom, from one event to the next."""

    def __init__(
        self,
        *,
        policy: Policy | None = None,
        rules: Rules | None = None,
        related: Related | None = None,
        choice: Callable[[Floor], Choice] | None = None,
    ) -> None:
        """`related` says which topics come close to one; `choice` sets another policy beside ours, to compare."""
        self._floor = Floor(policy or Policy(), rules or Rules(), related or {}, choice)
        seekers, duty, answers = Seekers(self._floor), Duty(self._floor), Answers(self._floor)
        self._on: dict[type, Callable[[Any], None]] = {
            events.TicketJoined: seekers.ticket_joined,
            events.TicketChanged: seekers.ticket_changed,
            events.TicketGone: seekers.ticket_gone,
            events.SeekerSeen: seekers.seeker_seen,
            events.SeekerAbsent: seekers.seeker_absent,
            events.ListenerOn: duty.listener_on,
            events.ListenerChanged: duty.listener_changed,
            events.ListenerOff: duty.listener_off,
            events.SeatTaken: duty.seat_taken,
            events.SeatFreed: duty.seat_freed,
            events.BreakOver: duty.break_over,
            events.OfferStands: answers.offer_stands,
            events.OfferAccepted: answers.offer_accepted,
            events.OfferPassed: answers.offer_passed,
            events.OfferLapsed: answers.offer_lapsed,
            events.OfferWithdrawn: answers.offer_withdrawn,
            events.TimePassed: self._time_passed,
        }

    def handle(self, event: Event, now: datetime) -> list[Decision]:
        """Take in what happened and return what follows, in order. What comes late or twice changes nothing."""
        floor = self._floor
        floor.now = max(floor.now, micros(now))
        decided: list[Decision] = []
        floor.out = decided
        floor.timers.ring(floor.now)
        self._on[type(event)](event)
        if floor.desks.released:
            floor.hand_on_released()
        return decided

    @property
    def next_wake(self) -> datetime | None:
        """When `TimePassed` should come at the latest, though nothing else happens."""
        due = self._floor.timers.next
        return None if due is None else moment_of(due)

    def waits(self, ticket: str) -> bool:
        """Whether the ticket stands in line. One whose wait was ended may stand there again, for another wait."""
        return ticket in self._floor.waiters

    def _time_passed(self, _: events.TimePassed) -> None:
        """What is due was done before the event was looked at."""


def replay(log: Iterable[tuple[Event, datetime]], matcher: Matcher) -> list[list[Decision]]:
    """Play a log of events again, and return what was decided at each."""
    return [matcher.handle(event, now) for event, now in log]
