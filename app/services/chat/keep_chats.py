"""What an open chat's clocks do: silence is asked about, time runs out, a page that is away is noticed.

No clock ends a chat in which somebody may be in danger.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from app import clock
from app.live.chat import ROLES, Chat, Role, other
from app.live.interface import StoreAway, TicketEntry
from app.live.nodes.across import COME_BACK
from app.live.notes import Happened
from app.services.chat.end_chat import EndReason, end_chat, put_back, take_apart
from app.services.chat.join_chat import admit
from app.services.chat.lower_age import keep_age
from app.services.chat.post_message import page_of, tell
from app.services.node import Node
from app.settings import Timing
from app.wire.events import NoticeKind, Peer
from app.wire.views import PeerState
from crisis import Tier

ASTRAY_AFTER = timedelta(seconds=5)
"""An answer takes a moment to reach the store; a chat that another node has reopened is not ours any more."""
SAME_MOMENT = timedelta(seconds=2)
"""A socket's end is itself a sign of life, and is noticed a second later at most."""
TO_ONE: dict[NoticeKind, Role] = {"yourTurn": "listener", "listenerQuiet": "seeker"}
"""Notices that concern one of the two alone."""


class Due(NamedTuple):
    """What a chat's clock says now: something to tell, or an end."""

    notice: NoticeKind | None = None
    end: EndReason | Literal["silentAfterDanger"] | None = None


async def keep_chats(node: Node, *, now: datetime) -> None:
    """Do everything that is due in every open chat."""
    for chat in list(node.chats.values()):
        await _watch_pages(node, chat, now=now)
        if chat.id in node.chats:
            await admit(node, chat, now=now)
            await keep_age(node, chat, now=now)
        if chat.id in node.chats:
            await _run_clock(node, chat, now=now)


async def _watch_pages(node: Node, chat: Chat, *, now: datetime) -> None:
    """Tell each person whether the other's page is there; a listener who stays away is lost."""
    timing = node.settings.timing
    if not chat.answered and now - chat.opened >= timing.answer:
        await take_apart(node, chat, now=now)
        return
    entry = await node.live.entry(chat.ticket)
    if await _is_astray(node, chat, entry, now=now):
        return
    for role in ROLES:
        _tell_peer(node, chat, role, here=_is_here(node, chat, role, entry, now=now), now=now)
    side = chat.sides["listener"]
    if side.gone_since is not None and now - side.gone_since >= timing.listener_lost:
        await node.live.notes.put(Happened(id=clock.new_id(), what="lost", at=now))
        await put_back(node, chat, "listenerLost", now=now)


async def _is_astray(node: Node, chat: Chat, entry: TicketEntry | None, *, now: datetime) -> bool:
    """Whether the line has long gone on without this chat, while this node was out of reach: then it is dropped.

    A chat that another node reopened and gave up again, since this one had it all along, is said to be here once more:
    between nodes the newest claim decides, and it is ours.
    """
    key = f"astray:{chat.id}"
    if node.nodes is None or entry is None or (entry.chat == chat.id and entry.home in {None, node.life}):
        node.told.pop(key, None)
        return False
    since = node.told.setdefault(key, now)
    if not isinstance(since, datetime) or now - since < ASTRAY_AFTER or not node.nodes.in_touch:
        return False
    node.told.pop(key, None)
    if entry.chat == chat.id:
        with contextlib.suppress(StoreAway):  # the next look finds it as it is then
            await node.live.hold_seat(chat.listener, chat.id, home=node.life)
        return False
    node.give_up(chat)
    for role in ROLES:
        node.hub.shut(page_of(chat, role), COME_BACK)  # wherever it is, it shows a chat that nobody has
    return True


def _is_here(node: Node, chat: Chat, role: Role, entry: TicketEntry | None, *, now: datetime) -> bool:
    """Whether a page is open; or, without JavaScript, asks again and again: who had a socket, asks since it went."""
    side = chat.sides[role]
    if node.hub.present(page_of(chat, role)):
        side.socket_at = now
        return True
    if role == "listener" or entry is None:
        return False
    asked = entry.ticket.seen
    asks = side.socket_at is None or asked - side.socket_at > SAME_MOMENT
    return asks and now - asked <= node.settings.timing.seeker_seen


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


async def _run_clock(node: Node, chat: Chat, *, now: datetime) -> None:
    timing = node.settings.timing
    if chat.watch.tier >= Tier.HIGH:
        chat.noticed.discard("timeSoon")  # the clock stands still, and says it again once it goes on
    for due in (*nudges_now(chat, timing, now=now), *due_now(chat, timing, now=now)):
        if due.notice:
            chat.noticed.add(due.notice)
            if due.notice == "timeSoon":
                _give_time(chat, timing, now=now)
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
    to = [TO_ONE[kind]] if kind in TO_ONE else ROLES
    tell(node, chat, kind, minutes=max(0, round(left / timedelta(minutes=1))), to=to)


def nudges_now(chat: Chat, timing: Timing, *, now: datetime) -> Iterator[Due]:
    """Say whether the seeker has waited long for a word: the listener is nudged, then the seeker has the choice."""
    since = chat.listener_owes_since
    if since is None or chat.sides["listener"].gone_since is not None:
        return
    patience = timing.next_word if chat.begun else timing.first_word
    if now - since >= patience and "yourTurn" not in chat.noticed:
        yield Due(notice="yourTurn")
    if now - since >= patience + timing.after_nudge and "listenerQuiet" not in chat.noticed:
        yield Due(notice="listenerQuiet")


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
