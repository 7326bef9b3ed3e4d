"""Chats and pages that are at two nodes: a page's words to the chat's home, and what the home says back.

The home does exactly what it would do for a page of its own; here is only the way there and back.
"""

import asyncio
from datetime import timedelta

import msgspec

from app import clock
from app.live.nodes.across import COME_BACK
from app.live.nodes.envelopes import MakeRoom, Said, Shut, ToPage
from app.live.nodes.questions import NotReached
from app.services.node import Node
from app.services.show import chat_view
from app.sockets.connection import Connection
from app.wire.frames import encode
from app.wire.views import ChatView

VIEWS = "chats of a listener"
ANSWER_WITHIN = timedelta(seconds=1)
"""A home that does not say this soon that it has the chat may lose it to a listener's stub."""
_VIEWS = msgspec.json.Decoder(tuple[ChatView, ...])


def said_at_home(node: Node, connection: Connection, page: str, chat: str, home: str | None) -> bool:
    """Hand on what a page says in a chat, if the chat's home is another node.

    When the chat has moved since the page last spoke, what it said then may not have been taken: it comes back, and
    says that first.
    """
    if node.nodes is None:
        return False
    if connection.homes.setdefault(chat, home) != home:
        connection.close(COME_BACK)
    elif home is None:
        return False
    else:
        node.nodes.say(home, page, connection.said)
    return True


class FarPage:
    """A page that is open at another node."""

    def __init__(self, node: Node, at: str, said: Said) -> None:
        self._node, self._at, self._address, self._stamp = node, at, said.address, said.stamp

    def make_room(self, frames: int) -> None:
        """Let a page that resumes have this many frames at once."""
        self._send(MakeRoom(self._address, frames))

    def say(self, event: msgspec.Struct) -> None:
        """Send an event to this page alone."""
        self._send(ToPage(self._address, encode(event).decode(), self._stamp))

    def close(self, code: int) -> None:
        """Close it."""
        self._send(Shut(self._address, code, self._stamp))

    def _send(self, envelope: MakeRoom | ToPage | Shut) -> None:
        if self._node.nodes is not None:
            self._node.nodes.send(self._at, envelope)


async def chats_elsewhere(node: Node, listener: str) -> dict[str, tuple[str, ChatView]]:
    """Return the listener's chats whose home is another node, each with that node. Who does not answer has none."""
    nodes = node.nodes
    if nodes is None:
        return {}

    async def of(home: str) -> tuple[ChatView, ...]:
        try:
            return _VIEWS.decode(await nodes.questions.ask(home, VIEWS, listener.encode(), within=ANSWER_WITHIN))
        except NotReached:
            return ()

    homes = nodes.others()
    told = await asyncio.gather(*(of(home) for home in homes))
    return {view.id: (home, view) for home, views in zip(homes, told, strict=True) for view in views}


async def show_chats(node: Node, body: bytes) -> bytes:
    """Answer another node: the chats of this listener whose home is here."""
    views = []
    for chat in node.chats_with(body.decode()):
        entry = await node.live.entry(chat.ticket)
        if entry is not None:
            views.append(chat_view(node, chat, entry, "listener", now=clock.now()))
    return msgspec.json.encode(views)
