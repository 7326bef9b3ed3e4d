"""The line and the desks together, and the offers that stand between them: what the matcher's events move.

It keeps three things true after every move: a ticket in line that could be offered is in the lanes, a desk with a
seat is in the heaps, and no offer stands between two who may not meet.
"""

from bisect import bisect
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from matching.desks import Desk, Desks
from matching.events import Decision, EndWait, PageStandby, PutAway, Withdraw, Withdrawal
from matching.heaps import Timers
from matching.line import Line, Waiter
from matching.listeners import LAPSES_TO_AWAY, ShiftState
from matching.moments import FOREVER, length, moment_of
from matching.offers import Offer, Rules, why
from matching.pairing import Pairing, Pick
from matching.policy import Policy
from matching.ranking import Related, Standing, may_ever_serve


class Choice(Protocol):
    """What chooses: our `Pairing`, or what a comparison puts in its place."""

    def urgent_for(self, desk: Desk, now: int, *, burst: bool = False) -> Waiter | None:
        """The urgent ticket for a seat like this one."""

    def ticket_for(self, desk: Desk, now: int) -> Waiter | None:
        """The ticket for this freed seat."""

    def desks_for(self, waiter: Waiter, now: int, wanted: int) -> list[Pick]:
        """The listeners to put this ticket to."""


class Floor:
    """See the module. `now` is set before each move; `out` collects what was decided."""

    def __init__(
        self, policy: Policy, rules: Rules, related: Related, choice: "Callable[[Floor], Choice] | None" = None
    ) -> None:
        self.policy, self.rules, self._related = policy, rules, related
        self.line, self.desks, self.timers = Line(rules), Desks(policy), Timers()
        self.waiters: dict[str, Waiter] = {}
        self.on_shift: dict[str, Desk] = {}
        self.now = self._number = 0
        self.out: list[Decision] = []
        self._offer, self._asked_again = length(rules.offer), length(rules.asked_again_after)
        self._kept_back, self._standby = length(policy.kept_back), length(rules.standby_after)
        self._limit, self._absent = length(rules.wait_limit), length(rules.absent_limit)
        self._steps = sorted({self._kept_back, self._standby, self._limit})
        self._pairing: Choice = choice(self) if choice else Pairing(self.line, self.desks, policy, related)

    def place(self, waiter: Waiter) -> None:
        """Put the ticket to whoever serves it best, or let it stand where freed seats find it."""
        wanted = self._wanted(waiter) - len(waiter.offers)
        if wanted <= 0 or waiter.gone or waiter.held or not self.line.present(waiter, self.now):
            return
        picks = self._pairing.desks_for(waiter, self.now, wanted)
        for pick in picks:
            self.offer(waiter, pick.desk, burst=pick.burst)
            self.desks.lay_out(pick.desk, self.now)
        if not waiter.inside and len(picks) < wanted:
            self.line.stand(waiter)

    def serve(self, desk: Desk) -> None:
        """Give the desk's free seats to who ranks first for each; what is left can be found by tickets."""
        if desk.gone:
            return
        self.desks.note(desk, self.now)
        while desk.counted and (waiter := self._pairing.ticket_for(desk, self.now)):
            self.offer(waiter, desk)
            self.desks.note(desk, self.now)
        if desk.burst_seat and desk.on_duty(self.now):
            urgent = self._pairing.urgent_for(desk, self.now, burst=True)
            if urgent:
                self.offer(urgent, desk, burst=True)
                self.desks.note(desk, self.now)
        self.desks.show(desk, self.now)

    def hand_on_released(self) -> None:
        """Serve again the desks whose last seat in a rare pool was kept back, and is the last no more."""
        while self.desks.released:
            language, _ = self.desks.released.popitem()
            for desk in list(self.desks.free[language].values()):
                self.serve(desk)

    def offer(self, waiter: Waiter, desk: Desk, *, burst: bool = False) -> None:
        """Put the ticket to the listener."""
        lapses = self.now + self._offer
        self.stand_offer(waiter, desk, lapses)
        desk.taken += 1
        now = moment_of(self.now)
        reason = why(waiter.ticket, desk.listener, now=now, related=self._related, burst=burst)
        self.out.append(
            Offer(
                ticket=waiter.ticket,
                listener=desk.listener,
                made=now,
                lapses=moment_of(lapses),
                why=reason,
                burst=burst,
            )
        )

    def stand_offer(self, waiter: Waiter, desk: Desk, lapses: int) -> None:
        """Note an offer whose seat is counted elsewhere."""
        self._number += 1
        waiter.offers[desk.id] = self._number
        waiter.barred[desk.id] = FOREVER
        desk.offers[waiter.id] = waiter
        if waiter.inside and len(waiter.offers) >= self._wanted(waiter):
            self.line.step_out(waiter)
        self.timers.set(lapses, self._out_of_time, waiter, desk, self._number)

    def drop_offer(self, waiter: Waiter, desk: Desk, *, declined: bool) -> None:
        """The offer stands no more: the seat is free, and the listener is not asked again too soon."""
        del waiter.offers[desk.id]
        del desk.offers[waiter.id]
        desk.taken -= 1
        if declined:
            again = self.now + self._asked_again
            waiter.barred[desk.id] = again
            self.timers.set(again, self.place, waiter)
        elif desk.id not in waiter.ticket.blocked | waiter.ticket.apart:
            del waiter.barred[desk.id]

    def back_in_line(self, waiter: Waiter) -> None:
        """An offer came to nothing: somebody else is asked, or the wait has come to its end meanwhile."""
        self.place(waiter)
        if not waiter.gone and self.now >= self._end_of(waiter):
            self.climb(waiter)

    def count_lapse(self, desk: Desk) -> None:
        """One more offer went by; the third in a row puts the listener on away."""
        desk.lapses += 1
        if desk.lapses < LAPSES_TO_AWAY or desk.listener.state is not ShiftState.READY:
            return
        desk.lapses = 0
        self.out.append(PutAway(desk.id))
        self.desks.close(desk)
        self.desks.count_in(desk, -1)
        desk.learn(replace(desk.listener, state=ShiftState.AWAY))
        self.take_back_unfit(desk)

    def take_back_unfit(self, desk: Desk) -> None:
        """Withdraw this desk's offers that its facts no longer allow."""
        for waiter in list(desk.offers.values()):
            if desk.gone or may_ever_serve(waiter.ticket, desk.listener):
                self.take_back(waiter, desk, Withdrawal.NOT_YOURS)
                self.back_in_line(waiter)

    def take_back(self, waiter: Waiter, desk: Desk, reason: Withdrawal, *, declined: bool = False) -> None:
        """Withdraw an offer, and say so."""
        self.drop_offer(waiter, desk, declined=declined)
        self.out.append(Withdraw(waiter.id, desk.id, reason))

    def leave(self, waiter: Waiter, reason: Withdrawal) -> None:
        """Take the ticket out of the line; who was asked is told, and free for the next."""
        waiter.gone = True
        del self.waiters[waiter.id]
        self.line.step_out(waiter)
        asked = [self.on_shift[listener] for listener in waiter.offers]
        for desk in asked:
            self.take_back(waiter, desk, reason)
        for desk in asked:
            self.serve(desk)

    def climb(self, waiter: Waiter) -> None:
        """Do what the ladder says is due for this ticket, and set the time of the next step."""
        waited = self.now - waiter.since
        silent = 0 if waiter.connected else self.now - waiter.seen
        absent = silent >= self._absent <= waited
        if absent or (self.now >= self._end_of(waiter) and not waiter.offers):
            self.out.append(EndWait(waiter.id, absent=absent))
            self.leave(waiter, Withdrawal.ABSENT)
            return
        if not waiter.paged and (waited >= self._standby or not self.desks.ready[waiter.key]):
            waiter.paged = True
            self.out.append(PageStandby(waiter.id, _PAGED[waited >= self._standby]))
        if waited >= self._kept_back:
            self.place(waiter)
        due = self._step_after(waiter, waited)
        if due != waiter.step and due > self.now:
            waiter.step = due
            self.timers.set(due, self._next_step, waiter, due)

    def _step_after(self, waiter: Waiter, waited: int) -> int:
        """When the ladder's next step is due."""
        step = self._steps[min(bisect(self._steps, waited), len(self._steps) - 1)]
        due = waiter.since + step
        if due > self.now and self.now < waiter.until:
            due = min(due, waiter.until)
        if waiter.connected:
            return due
        absent = max(waiter.seen, waiter.since) + self._absent
        return min(due, absent) if waited < step else absent

    def _end_of(self, waiter: Waiter) -> int:
        """When the wait comes to its honest end."""
        return min(waiter.since + self._limit, waiter.until)

    def _next_step(self, waiter: Waiter, due: int) -> None:
        if not waiter.gone and waiter.step == due:
            self.climb(waiter)

    def _out_of_time(self, waiter: Waiter, desk: Desk, number: int) -> None:
        if waiter.offers.get(desk.id) == number:
            self.take_back(waiter, desk, Withdrawal.LATE, declined=True)
            self.count_lapse(desk)
            self.back_in_line(waiter)
            self.serve(desk)

    def _wanted(self, waiter: Waiter) -> int:
        """To how many this ticket is put at once."""
        urgent = waiter.standing is Standing.URGENT and not waiter.doubted
        return self.policy.offers_at_once if urgent else 1


_PAGED = {True: "nobody has come for long", False: "nobody on shift can take this"}
