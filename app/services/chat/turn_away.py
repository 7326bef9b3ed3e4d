"""A listener ends a chat with somebody who is not here for support. The third such mark on a ticket ends the visit."""

from dataclasses import replace
from datetime import datetime

from app.live.chat import Chat
from app.services.amend import amend
from app.services.chat.end_chat import confirm_end, end_chat, put_back
from app.services.node import Node


async def turn_away(node: Node, chat: Chat, *, confirmed: bool, now: datetime) -> None:
    """Mark the ticket and end the chat; the seeker may wait for somebody else, at their place. Raises ConfirmEnd."""
    await confirm_end(node, chat, confirmed=confirmed, now=now)
    entry = await node.live.entry(chat.ticket)
    if entry is None:
        return
    marked = await amend(node, entry, lambda fresh: replace(fresh, turned_away=fresh.turned_away + 1))
    if marked is not None and marked.turned_away >= node.settings.limits.turned_away:
        await end_chat(node, chat, "notForSupport", now=now)
    else:
        await put_back(node, chat, "turnedAway", now=now)
