"""What the matcher has to be told: the difference between the facts it knew and the facts as they are.

Comparing facts, instead of reporting from each verb that changes one, forgets nothing: a change that no verb reported,
or that came from elsewhere, is told like any other. It decides nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from app.live.facts import Facts
from app.live.hub import seeker_page
from app.services.line.still_there import set_aside
from app.services.node import Node
from crisis import Tier
from matching import Event, Listener, ShiftState, Ticket, TicketState, events

K = TypeVar("K")


async def facts_of(node: Node, *, now: datetime) -> Facts:
    """Read the facts. Who is on probation is as good as away while no coordinator is on duty."""
    known = await node.live.everything()
    entries = known.entries
    chats = {one.chat: (one.ticket.id, one.listener) for one in entries if one.chat and one.listener}
    grave = {one.listener for one in entries if one.listener and one.watch.tier >= Tier.HIGH}
    standing = {one.ticket.id: one for one in entries if one.ticket.in_line and one.aftermath is None}
    aside = {id_: gone for id_, one in standing.items() if (gone := set_aside(node, one, now=now))}
    line = {id_: aside.get(id_, one.ticket) for id_, one in standing.items()}
    return Facts(
        line=line,
        tickets={one.ticket.id: one.ticket for one in entries},
        connected=frozenset(one for one in line if one not in aside and node.hub.present(seeker_page(one))),
        listeners={
            one.id: _beside_danger(one, one.id in grave) for one in node.all_as_they_serve(known.listeners, now)
        },
        offers={(one.ticket, one.listener): one for one in known.offers},
        chats=chats,
    )


def _beside_danger(listener: Listener, in_crisis: bool) -> Listener:  # noqa: FBT001  # a fact, not a switch
    """Return the same value where nothing is another: what did not change is not compared."""
    return listener if listener.in_crisis is in_crisis else replace(listener, in_crisis=in_crisis)


def news(before: Facts, after: Facts) -> Iterator[Event]:
    """Say what has changed, in an order in which each event finds the ones it builds on."""
    for ticket, known in before.line.items():
        fact = after.line.get(ticket)
        if fact is not None and _another_wait(known, fact):
            yield events.TicketGone(ticket)
    answered = list(_answers(before, after))
    yield from answered
    taken = {one.ticket for one in answered if isinstance(one, events.OfferAccepted)}
    yield from _desks_at_work(before, after)
    yield from _line(before, after)
    yield from _desks_open(before, after, taken=taken)  # last: a seat goes to whoever of the whole line ranks first
    for pair in _new(before.offers, after.offers):
        yield events.OfferStands(*pair, lapses=after.offers[pair].lapses)


def _answers(before: Facts, after: Facts) -> Iterator[Event]:
    opened = set(after.chats.values())
    for pair, offer in before.offers.items():
        ticket, listener = pair
        if pair in after.offers:
            continue
        known = after.tickets.get(ticket)
        if pair in opened:
            yield events.OfferAccepted(ticket, listener)
        elif known is not None and known.declined.get(listener, offer.made) > offer.made:
            late = known.declined[listener] >= offer.lapses
            yield events.OfferLapsed(ticket, listener) if late else events.OfferPassed(ticket, listener)
        else:
            yield events.OfferWithdrawn(ticket, listener)


def _desks_at_work(before: Facts, after: Facts) -> Iterator[Event]:
    for listener in _new(after.listeners, before.listeners):
        yield events.ListenerOff(listener)
    for listener, fact in after.listeners.items():
        known = before.listeners.get(listener)
        if known is not fact and known is not None and known.state is ShiftState.READY:
            yield from _changed(known, fact)


def _desks_open(before: Facts, after: Facts, *, taken: set[str]) -> Iterator[Event]:
    for listener, fact in after.listeners.items():
        known = before.listeners.get(listener)
        if known is not fact and known is not None and known.state is not ShiftState.READY:
            yield from _changed(known, fact)
    for chat in _new(after.chats, before.chats):
        yield events.SeatFreed(before.chats[chat][1])
    for chat in _new(before.chats, after.chats):
        ticket, listener = after.chats[chat]
        if ticket not in taken and listener in before.listeners:
            yield events.SeatTaken(listener)
    for listener in _new(before.listeners, after.listeners):
        yield events.ListenerOn(after.listeners[listener])


def _new(before: Mapping[K, object], after: Mapping[K, object]) -> list[K]:
    """Return what is only in the second, in its order: the same facts are always told in the same order."""
    return [key for key in after if key not in before]


def _changed(known: Listener, fact: Listener) -> Iterator[Event]:
    if _desk(known) != _desk(fact):
        yield events.ListenerChanged(fact)


def _line(before: Facts, after: Facts) -> Iterator[Event]:
    """A ticket of which an offer stands joins as offered: it is held until `OfferStands` says who was asked."""
    asked = {ticket for ticket, _ in _new(before.offers, after.offers)}
    for ticket in _new(after.line, before.line):
        yield events.TicketGone(ticket)
    for ticket, fact in after.line.items():
        known, connected = before.line.get(ticket), ticket in after.connected
        if known is None or _another_wait(known, fact):
            state = TicketState.OFFERED if ticket in asked else TicketState.WAITING
            yield events.TicketJoined(replace(fact, state=state), connected=connected)
            continue
        if known is not fact and _ticket(known) != _ticket(fact):
            yield events.TicketChanged(fact)
        if connected != (ticket in before.connected) or (fact.seen > known.seen and not connected):
            yield events.SeekerSeen(ticket, connected=connected)


def _another_wait(known: Ticket, fact: Ticket) -> bool:
    """Whether it met somebody and is back, all since we looked; or was given to somebody and its page was not there."""
    return known.since != fact.since or fact.seen < known.seen


def _ticket(ticket: Ticket) -> Ticket:
    """Return what of a ticket the matcher cannot know by its own decisions."""
    return replace(ticket, version=0, state=TicketState.WAITING, declined={}, seen=ticket.arrived)


def _desk(listener: Listener) -> Listener:
    """Return what of a listener the matcher cannot know by its own count."""
    return replace(listener, taken=0, idle_since=None)
