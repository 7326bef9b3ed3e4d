"""Do what a check has decided and could not wait for: alert, keep, end."""

from dataclasses import replace
from datetime import datetime

from app.live.chat import Chat
from app.live.hub import seeker_page
from app.services.chat.card import make_card
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.read_message import keep_watch, tell_danger
from app.services.node import Node
from crisis import Kind


async def follow_up(node: Node, chat: Chat, *, now: datetime) -> None:
    """Do all that is due in this chat, once."""
    due, chat.due = chat.due, frozenset()
    if chat.ended is not None or not due:
        return
    if "unsafe" in due:
        await _keep_apart(node, chat, now=now)
        return
    if "abuse" in due:
        await end_chat(node, chat, "abuse", now=now)
        return
    if "alert" in due:
        await tell_danger(node, chat, now=now)
    entry = await keep_watch(node, chat)
    if "lines" in due and entry is not None:
        kinds = (Kind.EXPLOITATION,)
        node.hub.send(seeker_page(chat.ticket), make_card(node, entry, chat.watch.tier, kinds, now=now))


async def _keep_apart(node: Node, chat: Chat, *, now: datetime) -> None:
    """What was said must never be said to a child: somebody else goes on, and this listener is offered nobody new."""
    listener = await node.live.listener(chat.listener)
    if listener is not None:
        await node.live.put_listener(replace(listener, suspended=True))
    await put_back(node, chat, "unsafe", now=now)
