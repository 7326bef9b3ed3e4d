"""What happens because time passes: the door, the chats, the duty of listeners, who is still there, who is forgotten.

Offers and waits have their time in the matcher.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.live.hub import listener_page, seeker_page
from app.live.interface import TicketEntry
from app.services.end_chat import change
from app.services.forget import forget_finished
from app.services.keep_chats import keep_chats
from app.services.keep_door import keep_door
from app.services.keep_duty import keep_duty
from app.services.node import Node
from matching import ShiftState

LOST_CHAT = "Our server had to start again, and your listener did not come back in time. You are next."


async def keep_time(node: Node, *, now: datetime) -> None:
    """Do everything that is due. Safe to call at any time and as often as one likes."""
    await keep_chats(node, now=now)
    await _lose_shifts(node, now=now)
    await keep_duty(node, now=now)
    await keep_door(node, now=now)
    for entry in await node.live.entries():
        await _step(node, entry, now=now)
    await forget_finished(node, now=now)
    node.tally.forget(before=now - timedelta(hours=1), told_before=now - node.settings.timing.aftermath)


async def _step(node: Node, entry: TicketEntry, *, now: datetime) -> None:
    """Note that a waiting page is there; or end the waiting for a chat that a restart took."""
    ticket = entry.ticket
    if ticket.in_line and node.hub.present(seeker_page(ticket.id)):
        await node.live.touch(ticket.id, now=now)
    if entry.chat_expected_until and now >= entry.chat_expected_until and node.chat_of(ticket.id) is None:
        at_head = ticket.back_at_head(at=now)
        await change(node, replace(entry, ticket=at_head, chat=None, chat_expected_until=None, notice=LOST_CHAT))


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
            node.duty.stop(listener.id)
            node.told.pop(f"gone:{listener.id}", None)
        elif listener.state is ShiftState.READY:
            await node.live.put_listener(replace(listener, state=ShiftState.AWAY))
