"""What one page knows of one chat, and what it owes: the outbox, the numbering, the ticks.

The twin of `frontend/src/conversation.ts`, rule for rule, for people made of Python. It decides what is shown once,
what is sent again and when to ask anew; it knows no socket and no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Author = Literal["seeker", "listener"]
Fate = Literal["sending", "sent", "delivered", "seen"]
Frame = dict[str, Any]

_RANK: dict[Fate, int] = {"sending": 0, "sent": 1, "delivered": 2, "seen": 3}
RESYNCS_PER_GAP = 3
"""Asking more often than this for the same missing messages is in vain: go on from what the server has."""


@dataclass(slots=True)
class Message:
    """One bubble on the page."""

    ref: str
    author: Author
    text: str
    seq: int = 0
    """The number the server gave it in this epoch; 0 while it has none."""
    fate: Fate = "sending"


class Screen(Protocol):
    """Where bubbles stand."""

    def show(self, message: Message) -> None:
        """Add a bubble at the end."""

    def mark(self, message: Message) -> None:
        """Show how far a bubble has come."""

    def take_back(self, message: Message, code: str) -> None:
        """Give a text that was not taken back to its author."""


class Out(Protocol):
    """The way to the server."""

    def send(self, command: Frame) -> None:
        """Send a frame, if there is a socket; what must not be lost stays in the outbox."""

    def resync(self) -> None:
        """Say hello again: something is missing, or the server began a new life."""


class Conversation:
    """See the module."""

    def __init__(self, me: Author, chat: str, epoch: str, screen: Screen, out: Out) -> None:
        self.me, self.chat, self.epoch = me, chat, epoch
        self.last_seq = 0
        self._messages: dict[str, Message] = {}
        self._outbox: dict[str, Message] = {}
        self._screen, self._out = screen, out
        self._settled = False  # between hello and its answer a new post would overtake what is to be sent again
        self._resyncing = False
        self._gap = (0, 0, 0)
        self._reached: dict[Fate, int] = {"delivered": 0, "seen": 0}  # an echo may arrive after the news of it

    @property
    def outbox(self) -> list[Message]:
        """The author's own texts that do not yet stand on the other page, oldest first."""
        return list(self._outbox.values())

    def write(self, text: str, ref: str) -> None:
        """Show what was written, and post it as soon as the server listens."""
        message = Message(ref, self.me, text)
        self._messages[ref] = self._outbox[ref] = message
        self._screen.show(message)
        if self._settled:
            self._post(message)

    def lost(self) -> None:
        """The socket is gone: what is written now waits for the next hello."""
        self._settled = False

    def resume(self, view: Mapping[str, Any]) -> None:
        """The server answered hello. What came after our last seq follows as `posted`."""
        self._resyncing, self._settled = False, True
        if view["epoch"] != self.epoch:
            self._begin_epoch(view["epoch"])
        self._raise_up_to(view["delivered"], "delivered")
        self._raise_up_to(view["seen"], "seen")
        self._acknowledge()
        for message in self.outbox:
            if message.fate == "sending":
                self._post(message)

    def posted(self, event: Mapping[str, Any]) -> None:
        """Show what is new, once and in order; acknowledge it."""
        seq: int = event["seq"]
        if event["epoch"] != self.epoch:
            self._ask()
        elif seq <= self.last_seq:
            self._number(event)
            self._acknowledge()
        elif seq > self.last_seq + 1 and not self._nothing_older(seq):
            self._ask()
        else:
            self.last_seq = seq
            self._take(event)

    def delivered(self, seq: int, epoch: str) -> None:
        """Everything up to seq of this epoch stands on the other page."""
        if epoch == self.epoch:
            self._raise_up_to(seq, "delivered")

    def seen(self, seq: int, epoch: str) -> None:
        """Everything up to seq of this epoch was before the other's eyes."""
        if epoch == self.epoch:
            self._raise_up_to(seq, "seen")

    def refused(self, ref: str, code: str) -> bool:
        """The server would not take it: the text goes back to its author."""
        message = self._outbox.get(ref)
        if message is None or message.seq > 0:
            return False
        del self._messages[ref], self._outbox[ref]
        self._screen.take_back(message, code)
        return True

    def _take(self, event: Mapping[str, Any]) -> None:
        if not self._number(event):
            message = Message(event["ref"], event["from"], event["text"], event["seq"], "sent")
            self._messages[message.ref] = message
            self._screen.show(message)
        if event["from"] != self.me:
            self._acknowledge()

    def _begin_epoch(self, epoch: str) -> None:
        self.epoch, self.last_seq = epoch, 0
        self._reached = {"delivered": 0, "seen": 0}
        for message in self._messages.values():
            message.seq = 0
        for message in self._outbox.values():
            message.fate = "sending"
            self._screen.mark(message)

    def _nothing_older(self, seq: int) -> bool:
        if self._resyncing:
            return False
        start, end, times = self._gap
        times = times + 1 if (start, end) == (self.last_seq, seq) else 1
        self._gap = (self.last_seq, seq, times)
        return times > RESYNCS_PER_GAP

    def _ask(self) -> None:
        if not self._resyncing:
            self._resyncing, self._settled = True, False
            self._out.resync()

    def _acknowledge(self) -> None:
        if self.last_seq > 0:
            self._out.send({"type": "delivered", "chat": self.chat, "epoch": self.epoch, "seq": self.last_seq})

    def _post(self, message: Message) -> None:
        post = {"type": "post", "chat": self.chat, "ref": message.ref, "text": message.text, "epoch": self.epoch}
        self._out.send(post)

    def _number(self, event: Mapping[str, Any]) -> bool:
        """Whether this text stands here already; now it has its number, and the ticks that belong to it."""
        known = self._messages.get(event["ref"])
        if known is None:
            return False
        known.seq = event["seq"]
        self._raise(known, "sent")
        for fate, reached in self._reached.items():
            if known.author == self.me and known.seq <= reached:
                self._raise(known, fate)
        return True

    def _raise_up_to(self, seq: int, fate: Fate) -> None:
        self._reached[fate] = max(self._reached[fate], seq)
        mine = self._outbox if fate == "delivered" else self._messages
        for message in list(mine.values()):
            if message.author == self.me and 0 < message.seq <= seq:
                self._raise(message, fate)

    def _raise(self, message: Message, fate: Fate) -> None:
        if _RANK[fate] > _RANK[message.fate]:
            message.fate = fate
            if _RANK[fate] >= _RANK["delivered"]:
                self._outbox.pop(message.ref, None)
            self._screen.mark(message)
