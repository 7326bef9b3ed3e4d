"""What becomes of offers, as it moves the floor. An offer that stands no more is answered in vain, and without harm."""

from typing import Any

from matching import events
from matching.desks import Desk
from matching.events import Withdrawal
from matching.floor import Floor
from matching.line import Waiter
from matching.moments import micros


class Answers:
    """Each method takes in one event."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def offer_stands(self, event: events.OfferStands) -> None:
        """Made before our time, and counted in the desk's seats."""
        pair = self._pair(event)
        if pair is None or pair[1].id in pair[0].offers:
            return
        waiter, desk = pair
        waiter.held = False
        self._floor.stand_offer(waiter, desk, micros(event.lapses))
        self._floor.place(waiter)

    def offer_accepted(self, event: events.OfferAccepted) -> None:
        """The ticket is out of the line, and whoever else was asked is thanked."""
        pair = self._pair(event)
        if pair is None:
            return self._already_matched(event.ticket)
        waiter, desk = pair
        desk.lapses = 0
        if desk.id in waiter.offers:
            self._floor.drop_offer(waiter, desk, declined=False)
            desk.taken += 1
            return self._floor.leave(waiter, Withdrawal.QUICKER)
        desk.taken += 1  # we had let it lapse; the store had not
        self._floor.leave(waiter, Withdrawal.QUICKER)
        return self._floor.serve(desk)

    def offer_passed(self, event: events.OfferPassed) -> None:
        """Somebody else is asked; it costs nothing."""
        self._came_to_nothing(event, declined=True)

    def offer_lapsed(self, event: events.OfferLapsed) -> None:
        """Somebody else is asked; three in a row are too many."""
        self._came_to_nothing(event, declined=True, lapsed=True)

    def offer_withdrawn(self, event: events.OfferWithdrawn) -> None:
        """Nobody declined."""
        self._came_to_nothing(event, declined=False)

    def _came_to_nothing(self, event: Any, *, declined: bool, lapsed: bool = False) -> None:
        pair = self._pair(event)
        if pair is None or pair[1].id not in pair[0].offers:
            return
        waiter, desk = pair
        self._floor.drop_offer(waiter, desk, declined=declined)
        if lapsed:
            self._floor.count_lapse(desk)
        elif declined:
            desk.lapses = 0
        self._floor.back_in_line(waiter)
        self._floor.serve(desk)

    def _pair(self, event: Any) -> tuple[Waiter, Desk] | None:
        waiter, desk = self._floor.waiters.get(event.ticket), self._floor.on_shift.get(event.listener)
        return None if waiter is None or desk is None else (waiter, desk)

    def _already_matched(self, ticket: str) -> None:
        """By a listener who has gone off shift since."""
        waiter = self._floor.waiters.get(ticket)
        if waiter is not None:
            self._floor.leave(waiter, Withdrawal.QUICKER)
