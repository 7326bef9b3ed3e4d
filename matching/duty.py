"""What happens to listeners and their seats, as it moves the floor."""

from dataclasses import replace

from matching import events
from matching.desks import Desk
from matching.events import Withdrawal
from matching.floor import Floor
from matching.listeners import ShiftState
from matching.moments import micros


class Duty:
    """Each method takes in one event."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def listener_on(self, event: events.ListenerOn) -> None:
        """A desk opens."""
        floor = self._floor
        if event.listener.id in floor.on_shift:
            self.listener_changed(events.ListenerChanged(event.listener))
            return
        desk = Desk(event.listener)
        floor.on_shift[desk.id] = desk
        self._open_desk(desk)

    def listener_changed(self, event: events.ListenerChanged) -> None:
        """Its facts are others; offers that no longer fit are taken back."""
        floor, listener = self._floor, event.listener
        desk = floor.on_shift.get(listener.id)
        if desk is None:
            return
        floor.desks.close(desk)
        floor.desks.count_in(desk, -1)
        if desk.listener.state is not ShiftState.READY:
            desk.lapses = 0
        desk.learn(listener)
        if listener.in_crisis:  # beside somebody in danger there is no second chat: who was asked for goes to others
            for waiter in list(desk.offers.values()):
                floor.take_back(waiter, desk, Withdrawal.NOT_YOURS)
                floor.back_in_line(waiter)
        self._open_desk(desk)

    def _open_desk(self, desk: Desk) -> None:
        floor = self._floor
        floor.desks.count_in(desk, 1)
        floor.take_back_unfit(desk)
        ends = desk.listener.duty_ends
        for moment in (desk.rest, micros(ends) if ends else 0):
            if moment > floor.now:
                floor.timers.set(moment, floor.serve, desk)
        floor.serve(desk)

    def listener_off(self, event: events.ListenerOff) -> None:
        """It closes, and who was asked there is put to others."""
        floor = self._floor
        desk = floor.on_shift.pop(event.listener, None)
        if desk is None:
            return
        floor.desks.close(desk)
        floor.desks.count_in(desk, -1)
        desk.gone = True
        floor.take_back_unfit(desk)

    def seat_taken(self, event: events.SeatTaken) -> None:
        """One seat less."""
        desk = self._floor.on_shift.get(event.listener)
        if desk is not None:
            desk.taken += 1
            self._floor.serve(desk)

    def seat_freed(self, event: events.SeatFreed) -> None:
        """One seat more, and for whom."""
        desk = self._floor.on_shift.get(event.listener)
        if desk is not None:
            desk.taken = max(len(desk.offers), desk.taken - 1)
            desk.idle = self._floor.now
            self._floor.serve(desk)

    def break_over(self, event: events.BreakOver) -> None:
        """The pause is over by the listener's word."""
        desk = self._floor.on_shift.get(event.listener)
        if desk is not None:
            self.listener_changed(events.ListenerChanged(replace(desk.listener, resting_until=None)))
