"""The listener adds a quarter of an hour, as often as both need it."""

from datetime import datetime, timedelta

from app.live.chat import Chat
from app.services.chat.post_message import tell
from app.services.node import Node

_MINUTE = timedelta(minutes=1)


def extend_chat(node: Node, chat: Chat, *, now: datetime) -> None:
    """Move the chat's end, let its notice speak again, and tell both."""
    timing = node.settings.timing
    chat.extended += timing.chat_extension
    chat.noticed.discard("timeSoon")
    left = chat.opened + timing.chat + chat.extended - now
    tell(node, chat, "extended", minutes=int(left / _MINUTE))
