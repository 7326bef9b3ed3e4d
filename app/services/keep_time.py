"""What happens because time passes: offers lapse, waits end, quiet chats close, lost listeners are noticed.

No clock ends a chat in which somebody may be in danger.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from app.live.chat import ROLES, Chat, Role, other
from app.live.hub import listener_page, seeker_page
from app.live.interface import TicketEntry
from app.services.end_chat import EndReason, change, end_chat, put_back
from app.services.forget import forget_finished
from app.services.leave_line import expire, redirect
from app.services.node import Node
from app.services.post_message import page_of
from app.services.read_message import show_card
from app.services.take_back_offers import lapse_offers, withdraw_offers_of
from app.settings import Timing
from app.wire.events import Notice, Peer
from app.wire.views import PeerState
from crisis import Tier
from matching import Rung, ShiftState, TicketState, rung_of

NoticeKind = Literal["timeSoon", "quietAsk", "quietWarn", "held"]
LOST_CHAT = "Our server had to start again, and your listener did not come back in time. You are next."


class Due(NamedTuple):
    """What a chat's clock says now: something to tell, or an end."""

    notice: NoticeKind | None = None
    end: EndReason | Literal["silentAfterDanger"] | None = None


async def keep_time(node: Node, *, now: datetime) -> None:
    """Do everything that is due. Safe to call at any time and as often as one likes."""
    await lapse_offers(node, now=now)
    for chat in list(node.chats.values()):
        await _watch_pages(node, chat, now=now)
        if chat.id in node.chats:
            await _run_clock(node, chat, now=now)
    await _lose_shifts(node, now=now)
    for entry in await node.live.entries():
        await _step(node, entry, now=now)
    await forget_finished(node, now=now)
    node.tally.forget(before=now - timedelta(hours=1), told_before=now - node.settings.timing.aftermath)


async def _step(node: Node, entry: TicketEntry, *, now: datetime) -> None:
    """One waiting ticket's step on the ladder, or the end of waiting for a chat to come back."""
    ticket = entry.ticket
    if node.hub.present(seeker_page(ticket.id)):
        await node.live.touch(ticket.id, now=now)
        entry = replace(entry, ticket=replace(ticket, seen=now))
    if entry.chat_expected_until and now >= entry.chat_expected_until and node.chat_of(ticket.id) is None:
        at_head = entry.ticket.back_at_head(at=now)
        await change(node, replace(entry, ticket=at_head, chat=None, chat_expected_until=None, notice=LOST_CHAT))
        return
    if entry.aftermath is not None or not entry.ticket.in_line:
        return
    rung = rung_of(entry.ticket, now=now, rules=node.rules)
    if rung in {Rung.ENDING, Rung.GONE}:
        if entry.ticket.state is TicketState.OFFERED:
            if rung is Rung.ENDING:
                return  # somebody is being asked this moment: let them answer
            await withdraw_offers_of(node, ticket.id)
            entry = await node.live.entry(ticket.id) or entry
        await (redirect if rung is Rung.ENDING else expire)(node, entry, now=now)


async def _watch_pages(node: Node, chat: Chat, *, now: datetime) -> None:
    """Tell each person whether the other's page is there; a listener who stays away is lost."""
    entry = await node.live.entry(chat.ticket)
    for role in ROLES:
        here = node.hub.present(page_of(chat, role))
        if role == "seeker" and entry is not None and not here:  # without JavaScript the page asks again and again
            here = now - entry.ticket.seen <= node.settings.timing.seeker_seen
        _tell_peer(node, chat, role, here=here, now=now)
    side = chat.sides["listener"]
    if side.gone_since is not None and now - side.gone_since >= node.settings.timing.listener_lost:
        node.tally.lost.append(now)
        await put_back(node, chat, "listenerLost", now=now)


def _tell_peer(node: Node, chat: Chat, role: Role, *, here: bool, now: datetime) -> None:
    side, timing = chat.sides[role], node.settings.timing
    side.gone_since = None if here else side.gone_since or now
    state: PeerState = "here"
    if side.gone_since is not None:
        gone_for = now - side.gone_since
        if gone_for < timing.away_after:
            return
        state = "gone" if gone_for >= timing.quiet_ask else "away"
    if side.state != state:
        side.state = state
        node.hub.send(page_of(chat, other(role)), Peer(chat=chat.id, state=state))


async def _lose_shifts(node: Node, *, now: datetime) -> None:
    """Nobody without an open desk stays ready; a shift without chats ends when the desk stays closed."""
    for listener in await node.live.listeners():
        if node.hub.present(listener_page(listener.id)):
            node.told.pop(f"gone:{listener.id}", None)
            continue
        since = node.told.setdefault(f"gone:{listener.id}", now)
        if not isinstance(since, datetime) or now - since < node.settings.timing.listener_lost:
            continue
        if not node.chats_with(listener.id):
            await node.live.drop_listener(listener.id)
            node.told.pop(f"gone:{listener.id}", None)
        elif listener.state is ShiftState.READY:
            await node.live.put_listener(replace(listener, state=ShiftState.AWAY))


async def _run_clock(node: Node, chat: Chat, *, now: datetime) -> None:
    if chat.watch.tier >= Tier.HIGH:
        chat.noticed.discard("timeSoon")  # the clock stands still, and says it again once it goes on
    for due in due_now(chat, node.settings.timing, now=now):
        if due.notice:
            chat.noticed.add(due.notice)
            if due.notice == "timeSoon":
                _give_time(chat, node.settings.timing, now=now)
            _say(node, chat, due.notice, now=now)
        if due.end == "silentAfterDanger":
            await put_back(node, chat, due.end, now=now)
        elif due.end:
            await end_chat(node, chat, due.end, now=now)


def _give_time(chat: Chat, timing: Timing, *, now: datetime) -> None:
    """Danger held the clock past the end: once it has passed, the notice still comes with its full time."""
    if now - chat.opened - chat.extended >= timing.chat:
        chat.extended = now - chat.opened - timing.chat_notice


def _say(node: Node, chat: Chat, kind: NoticeKind, *, now: datetime) -> None:
    timing = node.settings.timing
    ends = {
        "timeSoon": chat.opened + timing.chat + chat.extended,
        "held": chat.quiet_since + timing.emergency_held,
    }
    left = ends.get(kind, chat.quiet_since + timing.quiet_end) - now
    minutes = max(0, round(left.total_seconds() / 60))
    node.hub.relay(
        (page_of(chat, "seeker"), page_of(chat, "listener")), Notice(chat=chat.id, kind=kind, minutes=minutes)
    )


def due_now(chat: Chat, timing: Timing, *, now: datetime) -> Iterator[Due]:
    """Say what this chat's clock has to say now; each notice once. At HIGH or above nothing ends but after the hold."""
    quiet, age = now - chat.quiet_since, now - chat.opened - chat.extended
    danger = chat.watch.tier >= Tier.HIGH
    if danger:
        if quiet >= timing.quiet_ask and "held" not in chat.noticed:
            yield Due(notice="held")
        if quiet >= timing.emergency_held:
            yield Due(end="silentAfterDanger")
        return
    if age >= timing.chat_notice and "timeSoon" not in chat.noticed:
        yield Due(notice="timeSoon")
    elif age >= timing.chat:
        yield Due(end="timeOver")
        return
    if quiet >= timing.quiet_end:
        yield Due(end="quiet")
    elif quiet >= timing.quiet_warn and "quietWarn" not in chat.noticed:
        yield Due(notice="quietWarn")
    elif timing.quiet_ask <= quiet < timing.quiet_warn and "quietAsk" not in chat.noticed:
        yield Due(notice="quietAsk")


async def show_due_card(node: Node, chat: Chat, *, now: datetime) -> None:
    """Show a card that no page could show before: the seeker has come back."""
    entry = await node.live.entry(chat.ticket)
    if entry is not None:
        show_card(node, chat, entry, now=now)
