"""Put this node among the others: what they may ask of it, and what happens here when one of them goes or comes."""

from functools import partial

from litestar.types import ASGIApp

from app import clock
from app.live.chat import ROLES, Chat
from app.live.hub import seeker_page
from app.live.nodes.across import COME_BACK, Nodes
from app.services.chat.at_home import answer_for_chats
from app.services.chat.join_chat import answer_for_guests
from app.services.chat.keep_copies import answer_for_copies
from app.services.chat.keep_earlier import answer_for_earlier
from app.services.chat.post_message import page_of, posted
from app.services.drain import MOVE, take_chat
from app.services.know import answer_for_sessions
from app.services.node import Node
from app.services.show import chat_view
from app.sockets.elsewhere import VIEWS, show_chats
from app.sockets.from_afar import FromAfar
from app.sockets.requests import REQUEST, answer_request
from app.wire.events import Opened


class Neighbours:
    """The other nodes, as long as this one lives."""

    def __init__(self, node: Node, url: str, key: bytes) -> None:
        self._node = node
        self._far = FromAfar(node)
        nodes = Nodes(url, key, node.life, node.hub)
        nodes.said, nodes.lost = self._far.take, node.lose
        nodes.gone, nodes.back, nodes.came = self._resync, self._greet_again, self._came
        node.nodes = node.hub.across = nodes
        self._nodes = nodes

    async def open(self, app: ASGIApp) -> None:
        """Come in."""
        answer_for_chats(self._node)
        answer_for_guests(self._node)
        answer_for_copies(self._node)
        answer_for_earlier(self._node)
        answer_for_sessions(self._node)
        self._nodes.questions.verbs |= {
            VIEWS: partial(show_chats, self._node),
            REQUEST: partial(answer_request, app),
            MOVE: partial(take_chat, self._node),
        }
        await self._nodes.open()

    async def close(self) -> None:
        """Leave for good."""
        await self._far.close()
        await self._nodes.close()

    def _resync(self, other: str, spoke: set[str]) -> None:
        """Something between here and there was lost: whose chat is at both says hello again, and what it holds."""
        for page in spoke:
            self._node.hub.shut(page, COME_BACK)
        for chat in list(self._node.chats.values()):
            for role in ROLES:
                if self._nodes.where(page_of(chat, role)) == other:
                    self._nodes.shut(page_of(chat, role), COME_BACK)

    def _greet_again(self, address: str) -> None:
        """A chat that had lost its home has it back: a seeker's page that waits here asks anew. Or it is the page of a
        chat here: what was said while nobody knew where it is went nowhere, so it says what it holds.
        """
        kind, _, ticket = address.partition(":")
        if kind == "home" and self._node.hub.here(seeker_page(ticket)) is not None:
            self._node.hub.shut(seeker_page(ticket), COME_BACK)
        if any(page_of(chat, role) == address for chat in self._node.chats.values() for role in ROLES):
            self._nodes.shut(address, COME_BACK)

    def _came(self, address: str) -> None:
        """A seeker's page opened at another node while the chat opened here: neither knew of the other."""
        kind, _, ticket = address.partition(":")
        chat = self._node.chat_of(ticket) if kind == "seeker" else None
        if chat is not None and not chat.answered:
            self._nodes.soon(self._open_late(chat))

    async def _open_late(self, chat: Chat) -> None:
        entry = await self._node.live.entry(chat.ticket)
        if entry is None or chat.answered:
            return
        page = page_of(chat, "seeker")
        self._node.hub.send(page, Opened(chat=chat_view(self._node, chat, entry, "seeker", now=clock.now())))
        for message in chat.after(0):
            self._node.hub.send(page, posted(chat, message))
