"""What seekers do, as it moves the floor: join, change, leave, come and go from their page."""

from collections import deque

from matching import events
from matching.events import Withdrawal
from matching.floor import Floor
from matching.line import Waiter
from matching.moments import FOREVER, length
from matching.ranking import Standing, may_ever_serve
from matching.tickets import Ticket, TicketState


class Seekers:
    """Each method takes in one event."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._joins: deque[bool] = deque(maxlen=floor.policy.doubted_over)

    def ticket_joined(self, event: events.TicketJoined) -> None:
        """Somebody stands in line."""
        floor, ticket = self._floor, event.ticket
        if ticket.id in floor.waiters:
            floor.leave(floor.waiters[ticket.id], Withdrawal.LEFT)
        if not ticket.in_line:
            return
        waiter = Waiter(ticket, connected=event.connected, asked_again=length(floor.rules.asked_again_after))
        floor.waiters[waiter.id] = waiter
        self._joins.append(ticket.self_reported and waiter.standing is Standing.URGENT)
        waiter.doubted = self._doubted(ticket)
        for again in waiter.barred.values():
            if again < FOREVER:
                floor.timers.set(again, floor.place, waiter)
        if ticket.state is TicketState.OFFERED:
            waiter.held = True
            floor.timers.set(floor.now + length(floor.rules.offer), self._let_go, waiter)
        floor.place(waiter)
        floor.climb(waiter)

    def ticket_changed(self, event: events.TicketChanged) -> None:
        """Facts are others; offers that no longer fit are taken back."""
        floor = self._floor
        waiter = floor.waiters.get(event.ticket.id)
        if waiter is None:
            return
        floor.line.step_out(waiter)
        waiter.learn(event.ticket)
        waiter.doubted = self._doubted(event.ticket)
        unfit = [floor.on_shift[one] for one in waiter.offers]
        unfit = [desk for desk in unfit if may_ever_serve(event.ticket, desk.listener)]
        for desk in unfit:
            floor.take_back(waiter, desk, Withdrawal.NOT_YOURS)
        floor.place(waiter)
        for desk in unfit:
            floor.serve(desk)
        floor.climb(waiter)

    def ticket_gone(self, event: events.TicketGone) -> None:
        """Out of the line."""
        waiter = self._floor.waiters.get(event.ticket)
        if waiter is not None:
            self._floor.leave(waiter, Withdrawal.LEFT)

    def seeker_seen(self, event: events.SeekerSeen) -> None:
        """The page is there, or was a moment ago."""
        waiter = self._floor.waiters.get(event.ticket)
        if waiter is None:
            return
        gone = waiter.connected and not event.connected
        found = waiter.inside and self._floor.line.present(waiter, self._floor.now)
        waiter.seen, waiter.connected = self._floor.now, event.connected
        if not found:  # seats that were free meanwhile passed it by
            self._floor.place(waiter)
        if gone:  # its silence is counted from here
            self._floor.climb(waiter)

    def seeker_absent(self, event: events.SeekerAbsent) -> None:
        """The page is not there; the place is kept."""
        waiter = self._floor.waiters.get(event.ticket)
        if waiter is None:
            return
        long_ago = self._floor.now - length(self._floor.rules.seen_within) - 1
        waiter.seen = long_ago if waiter.connected else min(waiter.seen, long_ago)
        waiter.connected = False
        self._floor.line.step_out(waiter)
        self._floor.climb(waiter)

    def _doubted(self, ticket: Ticket) -> bool:
        """Whether too many of late say "now" without a sign in words, and this is one of them."""
        policy = self._floor.policy
        if not ticket.self_reported or len(self._joins) < policy.doubted_from:
            return False
        return sum(self._joins) > policy.doubted_share * len(self._joins)

    def _let_go(self, waiter: Waiter) -> None:
        """The offer that was said to stand was never heard of."""
        waiter.held = False
        self._floor.place(waiter)
