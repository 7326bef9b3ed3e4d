"""A listener's time on duty: coming on, going away, draining, going off; and coming back after a restart."""

import contextlib
from collections.abc import Collection, Container
from dataclasses import replace
from datetime import datetime, timedelta

from app import clock
from app.identity.stub import Stub, open_stub
from app.live.chat import Chat
from app.live.hub import seeker_page
from app.live.interface import FactsChanged, Intake, TicketEntry
from app.records import audit
from app.records.tables import Staff
from app.records.unit_of_work import RecordsAway
from app.services.chat.keep_copies import restore_copies
from app.services.chat.keep_earlier import copy_earlier, take_earlier
from app.services.node import Node, has_chats
from app.services.shift.keep_duty import NeedsRest, load_duty
from app.services.shift.look_after import standing_break
from app.services.show import chat_view
from app.services.staff.learn import StillLearning, still_learns
from app.wire.events import Opened
from app.wire.requests import SetShift
from crisis import Watch
from matching import AgeBand, Listener, ListenerTier, ShiftState, Ticket, TicketState
from matching.care import seats_for
from matching.ranking import EVERYBODY_TAKES

TRIES = 4
LONGEST_SHIFT = timedelta(hours=12)
"""As long as a sign-in lasts: a clearance that ends meanwhile is not used any more."""


async def set_shift(node: Node, person: Staff, wish: SetShift, *, now: datetime) -> Listener | None:
    """Bring the shift to what the listener asks for; None when they are off. Raises StillLearning and NeedsRest."""
    if wish.state != "off" and still_learns(person, node.settings):
        raise StillLearning
    known = await node.live.listener(person.id)
    if known is None and wish.state != "off":
        await load_duty(node, person.id, now=now)
    if wish.state == "ready" and not node.duty.left(person.id, now):
        raise NeedsRest
    if wish.state == "off" or (wish.state == "draining" and not await has_chats(node, person.id)):
        await node.live.drop_listener(person.id)
        node.duty.stop(person.id)
        if known is not None:
            await _note(node, person, "ended a shift", now=now)
        return None
    if known is None:
        await _note(node, person, "began a shift", now=now)
    most = seats_for(person.chats_held, most=node.settings.limits.seats)
    rest = standing_break(node, person.id, now=now)
    wanted = wish.seats or (known.seats if known else person.seats)
    topics = wish.topics_tonight if wish.topics_tonight is not None else (known.topics if known else person.topics)
    not_tonight = wish.not_tonight if wish.not_tonight is not None else (known.opted_out if known else ())
    listener = replace(
        listener_of(person, now=now),
        topics=frozenset(topics),
        opted_out=(frozenset(not_tonight) | frozenset(person.opted_out)) - {EVERYBODY_TAKES},
        seats=max(1, min(wanted, most)),
        burst=wish.burst if wish.burst is not None else bool(known and known.burst),
        state=ShiftState(wish.state),
        resting_until=known.resting_until if known else (rest.until if rest else None),
        duty_ends=now + node.duty.left(person.id, now),
        idle_since=(known.idle_since if known else None) or now,
    )
    await node.live.put_listener(listener)
    return await node.live.listener(person.id)


def listener_of(person: Staff, *, now: datetime) -> Listener:
    """A member of staff as the line knows them: off duty, with one seat, until a shift says otherwise."""
    return Listener(
        id=person.id,
        name=person.name,
        languages=frozenset(person.languages),
        topics=frozenset(person.topics),
        opted_out=frozenset(person.opted_out),
        tier=ListenerTier.PROBATION if person.tier == "applicant" else ListenerTier(person.tier),
        cleared_for_minors=person.cleared_until is not None and person.cleared_until >= (now + LONGEST_SHIFT).date(),
        suspended=person.paused,
    )


async def reopen_chats(
    node: Node, person: Staff, stubs: tuple[str, ...], *, now: datetime, elsewhere: Container[str] = ()
) -> None:
    """Stand up again, here, the chats that the listener's page brings and that have no home any more."""
    for token in stubs:
        stub = open_stub(node.sealer, token)
        if stub is None or stub.listener != person.id or stub.chat in node.chats or stub.chat in elsewhere:
            continue
        with contextlib.suppress(FactsChanged):  # somebody else was quicker
            await _reopen(node, person, stub, now=now)


async def end_wrap_up(
    node: Node, person: Staff, *, heavy: bool, longer: bool = False, enough_of: Collection[str] = (), now: datetime
) -> Listener | None:
    """The listener has wrapped up: the pause ends now, unless it was heavy, a break runs, or they want a longer one.

    What they have had enough of is not for tonight, as if they had said so under their shift; nothing is kept of it.
    """
    listener = await node.live.listener(person.id)
    if listener is None:
        return None
    timing, until = node.settings.timing, listener.resting_until
    free = not heavy and standing_break(node, person.id, now=now) is None
    if longer:
        until = max(now + timing.crisis_break, until or now)
    elif free and until is not None and until - now <= timing.wrap_up:
        until = None
    opted_out = listener.opted_out | (frozenset(enough_of) - {EVERYBODY_TAKES})
    if (until, opted_out) != (listener.resting_until, listener.opted_out):
        await node.live.put_listener(replace(listener, resting_until=until, opted_out=opted_out))
    return await node.live.listener(person.id)


async def _reopen(node: Node, person: Staff, stub: Stub, *, now: datetime) -> None:
    if await node.live.finished(stub.ticket, now=now):
        return
    known = await node.live.entry(stub.ticket)
    entry = await _entry_of(node, stub, known, now=now)
    chat = Chat(
        id=stub.chat,
        epoch=clock.new_id(),
        ticket=stub.ticket,
        listener=person.id,
        listener_name=person.name,
        opened=stub.opened,
        watch=Watch.resume(stub.watch),
        ring=node.settings.limits.chat_ring,
        burst=node.settings.limits.burst,
        restarted=True,
        extended=stub.extended,
        minor=entry.ticket.age_band.needs_clearance,
        wanted=entry.wanted,
    )
    for side in chat.sides.values():
        side.spoke = now
    chat.answered = chat.begun = True  # it was in the middle of a talk
    node.hold(chat)
    await node.live.hold_seat(person.id, chat.id, home=node.life)
    chat.earlier = await take_earlier(node, chat.ticket)
    copy_earlier(node, chat, now=now)
    node.hub.send(seeker_page(chat.ticket), Opened(chat=chat_view(node, chat, entry, "seeker", now=now)))
    await restore_copies(node, chat, now=now)


async def _entry_of(node: Node, stub: Stub, known: TicketEntry | None, *, now: datetime) -> TicketEntry:
    """Return the chat's ticket. Raises FactsChanged when the seeker is in line again, elsewhere, or has left."""
    for _ in range(TRIES):
        if known is None:
            break
        if known.chat != stub.chat or known.aftermath is not None:
            raise FactsChanged
        with contextlib.suppress(FactsChanged):
            return await node.live.replace(replace(known, watch=stub.watch, chat_expected_until=None))
        known = await node.live.entry(stub.ticket)
    ticket = Ticket(
        id=stub.ticket,
        arrived=stub.arrived,
        language=stub.language,
        topics=stub.topics,
        age_band=AgeBand(stub.age_band),
        seen=now,
        urgency=stub.urgency,
        blocked=frozenset(stub.blocked),
        state=TicketState.MATCHED,
    )
    intake = Intake(country=stub.country)
    entry = TicketEntry(ticket=ticket, intake=intake, watch=stub.watch, joined=now, chat=stub.chat)
    await node.live.add(entry)
    return entry


async def _note(node: Node, person: Staff, did: str, *, now: datetime) -> None:
    with contextlib.suppress(RecordsAway):  # nobody who wants to listen, or to rest, waits for the records
        async with node.records.unit() as unit:
            await audit.note(unit, at=now, staff_id=person.id, did=did)
