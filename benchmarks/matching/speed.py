"""How many events a second the matcher takes on one core, with so many waiting and so many on shift.

Saturated: everybody is busy and the line is as long as said; a chat ends, the seat is offered and taken, somebody new
joins. Each call of `handle` is an event.
"""

import gc
from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from time import process_time

from benchmarks.matching.people import LANGUAGES, RELATED, SHARES, START, TOPICS, ZIPF, Situation, shifts, weighted
from matching import AgeBand, Matcher, Offer, Rules, Ticket
from matching.events import ListenerOn, OfferAccepted, SeatFreed, TicketJoined

_PATIENT = Rules(wait_limit=timedelta(days=9), standby_after=timedelta(days=9))


@dataclass(frozen=True, slots=True)
class Speed:
    """What was reached."""

    waiting: int
    listeners: int
    events_a_second: float


def speed(waiting: int, listeners: int, *, events: int = 30_000, seed: int = 1) -> Speed:
    """Fill the line, then time freed seats, accepted offers and joins in turn."""
    chance = Random(seed)
    matcher = Matcher(rules=_PATIENT, related=RELATED)
    now = START
    hours = [one for one in shifts(Situation("speed", listeners, 0.9), seed) if one.begins <= 0][:listeners]
    for shift in hours:
        full = replace(shift.listener, taken=shift.listener.seats, burst=False)
        matcher.handle(ListenerOn(full), now)
    for number in range(waiting):
        now += timedelta(milliseconds=20)
        matcher.handle(TicketJoined(_ticket(number, chance, now), connected=True), now)
    busy = deque(shift.listener.id for shift in hours)
    beats = [now + timedelta(milliseconds=50 * number) for number in range(1, events + 1)]
    joins = [TicketJoined(_ticket(waiting + n, chance, beat), connected=True) for n, beat in enumerate(beats)]
    freed = {shift.listener.id: SeatFreed(shift.listener.id) for shift in hours}
    for listener in busy:  # everybody has had one chat, as after the first half-hour
        for decision in matcher.handle(freed[listener], beats[0]):
            if isinstance(decision, Offer):
                matcher.handle(OfferAccepted(decision.ticket.id, decision.listener.id), beats[0])
                waiting_again = replace(decision.ticket, id=f"again-{decision.ticket.id}")
                matcher.handle(TicketJoined(waiting_again, connected=True), beats[0])
    gc.collect()
    gc.disable()
    done, began = 0, process_time()
    for now, joined in zip(beats, joins, strict=True):
        listener = busy[0]
        busy.rotate(-1)
        done += 2
        for decision in matcher.handle(freed[listener], now):
            if isinstance(decision, Offer):
                matcher.handle(OfferAccepted(decision.ticket.id, decision.listener.id), now)
                done += 1
        matcher.handle(joined, now)
        if done >= events:
            break
    spent = process_time() - began
    gc.enable()
    return Speed(waiting, listeners, done / spent)


def _ticket(number: int, chance: Random, now: object) -> Ticket:
    tier = chance.random()
    return Ticket(
        id=f"s{number:07}",
        arrived=now,  # type: ignore[arg-type]
        seen=now,  # type: ignore[arg-type]
        language=weighted(chance, LANGUAGES, SHARES, 1)[0],
        topics=weighted(chance, TOPICS, ZIPF, 1),
        age_band=AgeBand.UNDECLARED if chance.random() < 0.3 else AgeBand.ADULT,
        urgency=2 if tier < 0.15 else 0,
    )
