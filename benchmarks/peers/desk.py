"""What the Python peers know of a chat: whose pages are open, and the last number."""

from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs

import msgspec

SIZE = 512
"""Bytes of a frame, padded as ours are."""
P = TypeVar("P")


class Said(msgspec.Struct, gc=False):
    """A frame of a page."""

    type: str
    chat: str
    ref: str = ""
    text: str = ""
    seq: int = 0


class Posted(msgspec.Struct, tag="posted", gc=False):
    """A message, to both pages."""

    chat: str
    epoch: str
    seq: int
    author: str = msgspec.field(name="from")
    text: str
    ref: str


class Delivered(msgspec.Struct, tag="delivered", gc=False):
    """Everything up to seq stands on the other page."""

    chat: str
    epoch: str
    seq: int


SAID = msgspec.json.Decoder(Said)
_ENCODE = msgspec.json.Encoder().encode


class Chat(Generic[P]):
    """Two pages and a number."""

    def __init__(self) -> None:
        self.seq = 0
        self.pages: dict[str, P] = {}


class Chats(Generic[P]):
    """All chats of a relay."""

    def __init__(self) -> None:
        self._chats: dict[str, Chat[P]] = {}

    def join(self, query: str, page: P) -> tuple[Chat[P], str]:
        """Take a page in by its address, `?chat=…&role=…`."""
        asked = parse_qs(query)
        chat, role = self._chats.setdefault(asked["chat"][0], Chat()), asked["role"][0]
        chat.pages[role] = page
        return chat, role


def answer(chat: Chat[Any], role: str, frame: bytes) -> tuple[bytes, list[Any]]:
    """Return what to send, and to which pages."""
    said = SAID.decode(frame)
    if said.type == "post":
        chat.seq += 1
        event = Posted(said.chat, "epoch", chat.seq, role, said.text, said.ref)
        return _ENCODE(event).ljust(SIZE), list(chat.pages.values())
    other = "listener" if role == "seeker" else "seeker"
    return _ENCODE(Delivered(said.chat, "epoch", said.seq)).ljust(SIZE), [chat.pages[other]]
