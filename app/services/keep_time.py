"""What happens because time passes: the door, the chats, the duty of listeners, who is still there, who is forgotten.

Offers and waits have their time in the matcher.
"""

import contextlib
from dataclasses import replace
from datetime import datetime

from app.live.hub import listener_page, seeker_page
from app.live.interface import FactsChanged, TicketEntry
from app.services.amend import amend
from app.services.board.call_away import ask_coordinators
from app.services.board.private_word import forget_words
from app.services.cases.keep_cases import drop_old_words, look_at_cases
from app.services.cases.show_conduct import tell_conduct
from app.services.chat.end_chat import talking
from app.services.chat.keep_chats import keep_chats
from app.services.chat.keep_copies import KEPT
from app.services.chat.keep_earlier import drop_earlier
from app.services.forget import forget_finished
from app.services.line.come_back import note_seen
from app.services.line.keep_door import keep_door, look_at_door
from app.services.line.leave_line import expire
from app.services.node import Node, has_chats
from app.services.shift.keep_duty import keep_duty
from app.services.shift.look_after import keep_care
from app.words import later
from matching import ShiftState

LOST_CHAT = later("Our server had to start again, and your listener did not come back in time. You are next.")


async def keep_time(node: Node, *, now: datetime) -> None:
    """Do everything that is due. Safe to call at any time and as often as one likes."""
    await keep_here(node, now=now)
    await keep_line(node, now=now)


async def keep_here(node: Node, *, now: datetime) -> None:
    """Do what is due at every node: in the chats whose home is here."""
    await keep_chats(node, now=now)
    await look_at_door(node, now=now)
    await look_at_cases(node, now=now)
    await tell_conduct(node)
    node.copies.forget(before=now - KEPT)
    await drop_earlier(node, now=now)


async def keep_line(node: Node, *, now: datetime) -> None:
    """Do what is due once among all nodes."""
    await _lose_shifts(node, now=now)
    await keep_duty(node, now=now)
    await keep_door(node, now=now)
    for entry in await node.live.entries():
        await _step(node, entry, now=now)
    ask_coordinators(node, now=now)
    await keep_care(node, now=now)
    await drop_old_words(node, now=now)
    await forget_words(node, now=now)
    await forget_finished(node, now=now)


async def _step(node: Node, entry: TicketEntry, *, now: datetime) -> None:
    """Note that a waiting page is there, or never came; or end the waiting for a chat that a restart took."""
    ticket = entry.ticket
    if ticket.state.waits and node.hub.present(seeker_page(ticket.id)):
        await note_seen(node, entry, now=now)
    elif not ticket.came and entry.aftermath is None and now - entry.joined >= node.settings.timing.absent_limit:
        await expire(node, entry, now=now)
    if entry.chat is None:
        return
    homeless = node.chat_of(ticket.id) is None and node.home_of(ticket.id) is None
    if entry.chat_expected_until is None:
        if homeless and node.nodes is not None:  # the node that was its home is gone
            await _expect_back(node, entry, until=now + node.settings.timing.stub_wait)
    elif not homeless and node.nodes is not None:
        await _expect_back(node, entry, until=None)
    elif homeless and now >= entry.chat_expected_until:
        await amend(node, entry, lambda fresh: _given_up(fresh, entry, now=now))


def _given_up(fresh: TicketEntry, entry: TicketEntry, *, now: datetime) -> TicketEntry:
    """The chat did not come back: its seeker is next. One that came back this moment goes on."""
    if (fresh.chat, fresh.chat_expected_until) != (entry.chat, entry.chat_expected_until):
        return fresh
    at_head = talking(fresh).ticket.back_at_head(at=now)
    return replace(fresh, ticket=at_head, chat=None, chat_expected_until=None, notice=LOST_CHAT)


async def _expect_back(node: Node, entry: TicketEntry, *, until: datetime | None) -> None:
    with contextlib.suppress(FactsChanged):  # the next look finds it as it is then
        await node.live.replace(replace(entry, chat_expected_until=until))


async def _lose_shifts(node: Node, *, now: datetime) -> None:
    """Nobody without an open desk stays ready; a shift without chats ends when the desk stays closed."""
    for listener in await node.live.listeners():
        if node.hub.present(listener_page(listener.id)):
            node.told.pop(f"gone:{listener.id}", None)
            continue
        since = node.told.setdefault(f"gone:{listener.id}", now)
        if not isinstance(since, datetime) or now - since < node.settings.timing.listener_lost:
            continue
        if not await has_chats(node, listener.id):
            await node.live.drop_listener(listener.id)
            node.duty.stop(listener.id)
            node.told.pop(f"gone:{listener.id}", None)
        elif listener.state is ShiftState.READY:
            await node.live.put_listener(replace(listener, state=ShiftState.AWAY))
