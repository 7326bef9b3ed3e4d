"""A seeker turns on the listener: a word first, then a pause, then the end. Despair is never muted, nor are oaths.

Somebody in danger is warned and never slowed or sent away: they are why the listener is here.
"""

from collections.abc import Collection
from datetime import datetime

from app.live.chat import Chat
from app.live.hub import seeker_page
from app.safety.cues import Cue
from app.safety.rules import is_directed_abuse
from app.services.chat.check_words import OVER, SLOWLY
from app.services.node import Node
from app.wire.events import Notice, NoticeKind
from crisis import Tier

WARNED, SLOWED, ENDED = 1, 2, 3
"""Strikes."""


def keep_peace(node: Node, chat: Chat, cues: Collection[Cue], *, now: datetime) -> tuple[str, str] | None:
    """Count what is aimed at the listener. Returns why the message is not sent, or None."""
    if chat.slow_until is not None and now < chat.slow_until and chat.watch.tier < Tier.HIGH:
        return "slowDown", SLOWLY
    if not is_directed_abuse(cues):
        return None
    chat.strikes += 1
    if chat.watch.tier >= Tier.HIGH or chat.strikes == WARNED:
        _tell(node, chat, "warned")
        return None
    if chat.strikes == SLOWED:
        chat.slow_until = now + node.settings.timing.slow
        _tell(node, chat, "slowed")
        return None
    chat.due |= {"abuse"}
    node.to_read.put_nowait((chat, 0, now))
    return "ended", OVER


def _tell(node: Node, chat: Chat, kind: NoticeKind) -> None:
    chat.noticed.add(kind)
    node.hub.send(seeker_page(chat.ticket), Notice(chat=chat.id, kind=kind))
