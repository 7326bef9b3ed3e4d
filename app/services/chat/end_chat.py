"""End a chat, say why to both, free the seat, drop the text at once; or put the seeker back at the head of the line."""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from app import clock
from app.live.chat import Chat
from app.live.hub import listener_page, seeker_page
from app.live.interface import Aftermath, StoreAway, TicketEntry
from app.live.nodes.copies import drop_copies
from app.live.notes import Alert, Break, Happened, Over, about_words
from app.services.amend import amend
from app.services.cases.seal_excerpt import excerpt_of
from app.services.chat.keep_earlier import keep_earlier
from app.services.line.show_place import wait_view
from app.services.line.take_back_offers import withdraw_offers_of
from app.services.node import Node, has_chats
from app.services.shift.tally import tally
from app.services.show import notice_to, shift_view
from app.wire.base import EARLIER_CHATS
from app.wire.events import Ended, Place, ShiftChanged
from app.words import later
from crisis import Tier
from matching import ShiftState

EndReason = Literal[
    "seekerEnded",
    "listenerEnded",
    "exit",
    "timeOver",
    "quiet",
    "reported",
    "endedForSafety",
    "abuse",
    "tooYoung",
    "adultsOnly",
    "notForSupport",
]
LeaveReason = Literal["changed", "listenerLost", "listenerLeft", "silentAfterDanger", "unsafe", "aged", "turnedAway"]
TRY_AGAIN = 1013
"""The close code after which a page comes back by itself."""

NOTICES: dict[str, str] = {
    "changed": later("You asked for somebody else. That is fine. You are next, and you need not tell it all again."),
    "listenerLost": later(
        "%(name)s's connection is gone; it was nothing you said. You are next, and you need not tell it all again."
    ),
    "listenerLeft": later(
        "%(name)s cannot go on; it was nothing you said. You are next, and you need not tell it all again."
    ),
    "unsafe": later(
        "We ended that chat: something was written that must never be. It was not your fault. You are next, with "
        "somebody else, and you can report it."
    ),
    "aged": later(
        "Thank you for saying how old you are. You are next, with somebody who is there for people your age."
    ),
    "turnedAway": later(
        "%(name)s ended the chat, since it did not seem to be about support. Somebody else can listen to you."
    ),
    "silentAfterDanger": later("We kept the chat open for a while. You are next whenever you write again."),
}


class ConfirmEnd(Exception):
    """The seeker may be in danger: ending has to be said twice."""


async def end_chat(node: Node, chat: Chat, reason: EndReason, *, now: datetime) -> None:
    """End the chat for good. Its text is gone from here when this returns, but for its last words, sealed."""
    entry = await _out_of_line(node, chat)
    aftermath = await _aftermath(node, chat, reason, now=now)
    await _close(node, chat, reason, now=now)
    if entry is None:
        return
    watch = chat.watch.state()

    def over(fresh: TicketEntry) -> TicketEntry:
        intake = fresh.intake.without_words()
        return replace(talking(fresh), aftermath=aftermath, chat=None, intake=intake, watch=watch)

    await amend(node, entry, over)


async def end_by_listener(node: Node, chat: Chat, *, confirmed: bool, now: datetime) -> None:
    """End on the listener's word. At HIGH or above they confirm it, and the board is told."""
    await confirm_end(node, chat, confirmed=confirmed, now=now)
    await end_chat(node, chat, "listenerEnded", now=now)


async def confirm_end(node: Node, chat: Chat, *, confirmed: bool, now: datetime) -> None:
    """Return when a listener may end this chat, and tell the board if it was in danger. Raises ConfirmEnd."""
    if chat.watch.tier >= Tier.HIGH:
        if not confirmed:
            raise ConfirmEnd
        await node.live.notes.put(_ended_in_danger(node, chat, now=now))


async def put_back(node: Node, chat: Chat, reason: LeaveReason, *, now: datetime) -> None:
    """The seeker goes on with somebody else, at the head of the line."""
    entry = await _out_of_line(node, chat)
    before = await _aftermath(node, chat, reason, now=now)
    if entry is not None and reason != "unsafe":  # what must never be written is shown to nobody
        keep_earlier(node, chat, now=now)
    await _close(node, chat, reason, now=now)
    if entry is None:
        return
    without = chat.listener if reason in {"changed", "listenerLeft", "unsafe", "turnedAway"} else None
    state = chat.watch.state()

    def in_line(fresh: TicketEntry) -> TicketEntry:
        if fresh.aftermath is not None:
            return fresh  # they left
        urgency = max(fresh.ticket.urgency, int(state.tier))
        back_in_line = talking(fresh).ticket.back_at_head(at=now, without=without)
        ticket = replace(back_in_line, urgency=urgency, head=reason != "turnedAway")
        intake = replace(fresh.intake, first_message="")
        stands = replace(fresh, ticket=ticket, chat=None, watch=state, intake=intake, before=_with(fresh, before))
        stands = replace(stands, notice=NOTICES[reason], notice_of=chat.listener_name)
        return replace(stands, concerns=frozenset(), wanted=chat.wanted, asks_in=False, guest=None)

    back = await amend(node, entry, in_line)
    await node.live.notes.put(Happened(id=clock.new_id(), what="back", at=now))
    if back is not None and back.aftermath is None:
        place = Place(wait=await wait_view(node, back, now=now), reason=notice_to(back))
        node.hub.send(seeker_page(chat.ticket), place)


async def take_over(node: Node, chat: Chat, *, now: datetime) -> None:
    """Somebody else goes on: the one who handed over has finished, and rests. Either may still report the other."""
    before = await _aftermath(node, chat, "handedOver", now=now)
    keep_earlier(node, chat, now=now)
    await _close(node, chat, "handedOver", now=now)
    entry = await node.live.entry(chat.ticket)
    if entry is not None:
        await amend(node, entry, lambda fresh: replace(fresh, before=_with(fresh, before)))


async def take_apart(node: Node, chat: Chat, *, now: datetime) -> None:
    """The seeker's page never answered: the listener is free for the next person without a mark, the place is kept."""
    chat.end("notThere")
    drop_copies(node.nodes, chat, up_to=None)
    node.let_go(chat)
    page = seeker_page(chat.ticket)
    node.hub.send(listener_page(chat.listener), Ended(chat=chat.id, reason="notThere"))
    node.hub.shut(page, TRY_AGAIN)  # a page that is there after all comes back, and is seen
    await node.live.free_seat(chat.listener, chat.id)
    entry = await _out_of_line(node, chat)
    if entry is not None:

        def waits(fresh: TicketEntry) -> TicketEntry:
            if fresh.aftermath is not None:
                return fresh
            return replace(fresh, ticket=talking(fresh).ticket.not_there(), chat=None, matched_after=None)

        await amend(node, entry, waits)
        long_ago = now - node.settings.timing.seeker_seen - timedelta(seconds=1)
        await node.live.touch(chat.ticket, now=long_ago)


async def _out_of_line(node: Node, chat: Chat) -> TicketEntry | None:
    """Return the chat's ticket. Was it being handed over, nobody is looked for any more."""
    entry = await node.live.entry(chat.ticket)
    if entry is None or not entry.ticket.in_line:
        return entry
    with contextlib.suppress(StoreAway):  # then they lapse
        await withdraw_offers_of(node, chat.ticket)
    return await node.live.entry(chat.ticket)


def talking(entry: TicketEntry) -> TicketEntry:
    """Return the entry as that of a chat, with nobody looked for."""
    return replace(entry, ticket=entry.ticket.matched()) if entry.ticket.in_line else entry


async def _aftermath(node: Node, chat: Chat, reason: str, *, now: datetime) -> Aftermath:
    listener = await node.live.listener(chat.listener)
    return Aftermath(
        ended=now,
        reason=reason,
        listener=chat.listener,
        listener_name=chat.listener_name,
        listener_tier=listener.tier.value if listener else "full",
        messages=chat.seq,
        talked=now - chat.opened,
        chat=chat.id,
        excerpt=excerpt_of(node, chat, now=now),
    )


def _with(entry: TicketEntry, over: Aftermath) -> tuple[Aftermath, ...]:
    return (*entry.before, over)[-EARLIER_CHATS:]


async def _close(node: Node, chat: Chat, reason: str, *, now: datetime) -> None:
    tier = chat.watch.peak
    if chat.concerns:
        await node.live.notes.put(concern_of(node, chat, now=now))
    chat.end(reason)
    drop_copies(node.nodes, chat, up_to=None)
    node.let_go(chat)
    for page in (seeker_page(chat.ticket), listener_page(chat.listener)):
        node.hub.send(page, Ended(chat=chat.id, reason=reason))
    node.unwritten.held[chat.listener] += 1
    tally(node, chat.listener, "sessions", now=now)
    if tier >= Tier.HIGH:
        tally(node, chat.listener, "crisis", now=now)
    await node.live.free_seat(chat.listener, chat.id)
    await _rest(node, chat.listener, tier, now=now)


async def _rest(node: Node, listener_id: str, peak: Tier, *, now: datetime) -> None:
    """A minute's pause after a chat, ten after a crisis; a draining listener with no chat left goes off shift."""
    listener = await node.live.listener(listener_id)
    if listener is None:
        return
    timing = node.settings.timing
    if peak >= Tier.HIGH:  # it is kept beside the shift, which may end and begin anew meanwhile
        await node.live.notes.put(Break(id=listener_id, until=now + timing.crisis_break))
    pause = timing.crisis_break if peak >= Tier.HIGH else timing.wrap_up
    until = max(now + pause, listener.resting_until or now)  # a longer break that runs goes on
    rested = replace(listener, resting_until=until, idle_since=now)
    await node.live.put_listener(rested)
    if listener.state is ShiftState.DRAINING and not await has_chats(node, listener_id):
        await node.live.drop_listener(listener_id)
        over = await shift_view(
            node, None, of=listener_id, now=now, notice="Your shift is over. Thank you for being there."
        )
        node.hub.send(listener_page(listener_id), ShiftChanged(shift=over))


def _ended_in_danger(node: Node, chat: Chat, *, now: datetime) -> Alert:
    over = Over(
        kinds=tuple(sorted(chat.watch.kinds)),
        listener=chat.listener_name,
        minutes=int((now - chat.opened).total_seconds() // 60),
        until=now + node.settings.timing.aftermath,
    )
    return Alert(id=chat.ticket, tier=int(chat.watch.tier), since=now, over=over)


def concern_of(node: Node, chat: Chat, *, now: datetime) -> Alert:
    """Return the alert about what was said in a chat that is over: kinds and the listener, never words."""
    over = Over(
        kinds=tuple(sorted(chat.concerns)),
        listener=chat.listener_name,
        minutes=int((now - chat.opened).total_seconds() // 60),
        until=now + node.settings.timing.aftermath,
    )
    return Alert(id=about_words(chat.ticket), tier=int(Tier.HIGH), since=now, over=over)
