"""Copies of what was told is sent to a page that keeps nothing itself: in memory at a second node, for minutes."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from app.live.chat import Chat
from app.live.earlier import Waiting
from app.live.nodes.across import Nodes

DROP = "drop copies"
"""What the home asks of whoever keeps copies."""


class Copy(msgspec.Struct, frozen=True, array_like=True):
    """A text that its author's page does not keep."""

    chat: str
    seq: int
    ref: str
    text: str


class Dropped(msgspec.Struct, frozen=True, array_like=True):
    """What needs no copy any more."""

    chat: str
    up_to: int | None
    """The last seq that was delivered; None when the chat is over."""


@dataclass(slots=True)
class Copies:
    """What this node keeps for others."""

    earlier: dict[str, Waiting] = field(default_factory=dict)
    """By ticket, what was said in visits and waits at another node."""
    _of: dict[str, list[tuple[datetime, Copy]]] = field(default_factory=dict)

    def keep(self, copy: Copy, *, now: datetime) -> None:
        """Keep one."""
        self._of.setdefault(copy.chat, []).append((now, copy))

    def drop(self, chat: str, up_to: int | None) -> None:
        """Drop what is delivered; None drops all of the chat."""
        left = [(at, copy) for at, copy in self._of.pop(chat, ()) if up_to is not None and copy.seq > up_to]
        if left:
            self._of[chat] = left

    def of(self, chat: str) -> list[Copy]:
        """Return the copies of a chat, in their order."""
        return sorted((copy for _, copy in self._of.get(chat, ())), key=lambda copy: copy.seq)

    def forget(self, *, before: datetime) -> None:
        """Drop what is older."""
        for chat, kept in list(self._of.items()):
            if kept[-1][0] < before:
                del self._of[chat]


def drop_copies(nodes: Nodes | None, chat: Chat, *, up_to: int | None) -> None:
    """It stands on the other page, or the chat is over: no copy is needed."""
    if chat.copied and nodes is not None:
        nodes.tell_others(DROP, msgspec.msgpack.encode(Dropped(chat.id, up_to)))
