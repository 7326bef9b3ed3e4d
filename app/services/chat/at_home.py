"""What one node does to a chat whose home is another: it is asked to do it, by name.

The home decides as it would for itself; a home that cannot be reached has nothing to decide any more.
"""

from app import clock
from app.live.nodes.questions import NotReached
from app.services.chat.end_chat import put_back, take_over
from app.services.chat.hand_over import stay_on
from app.services.house.look_again import look_again
from app.services.house.tell import LOOK_AGAIN
from app.services.node import Node

STAY_ON, TAKE_OVER, PUT_BACK, LEFT = "stay on", "take over", "put back", "listener left"


async def stay_on_anywhere(node: Node, ticket: str) -> bool:
    """Nobody came to take the ticket's chat over; False when no chat is open."""
    chat = node.chat_of(ticket)
    if chat is not None:
        await stay_on(node, chat)
        return True
    return await _ask_home(node, ticket, STAY_ON) is not None


async def take_over_anywhere(node: Node, ticket: str) -> str | None:
    """End the open chat of a ticket that somebody else has taken over; return its note, or None when there is none."""
    home = node.home_of(ticket)
    if home is None:
        return None
    note = await _ask_home(node, ticket, TAKE_OVER)
    return note.decode() if note is not None else None


async def put_back_anywhere(node: Node, ticket: str) -> bool:
    """The seeker asked for somebody else; False when no chat is open elsewhere."""
    return await _ask_home(node, ticket, PUT_BACK) is not None


async def leave_seeker_anywhere(node: Node, ticket: str) -> bool:
    """The listener cannot go on; False when no chat is open elsewhere."""
    return await _ask_home(node, ticket, LEFT) is not None


def answer_for_chats(node: Node) -> None:
    """Answer other nodes about the chats whose home is here."""
    if node.nodes is None:
        return

    async def stays(body: bytes) -> bytes:
        chat = node.chat_of(body.decode())
        if chat is not None:
            await stay_on(node, chat)
        return b""

    async def goes(body: bytes) -> bytes:
        chat = node.chat_of(body.decode())
        if chat is None:
            return b""
        note = chat.handing_over.note if chat.handing_over else ""
        await take_over(node, chat, now=clock.now())
        return note.encode()

    async def back(body: bytes) -> bytes:
        chat = node.chat_of(body.decode())
        if chat is not None:
            await put_back(node, chat, "changed", now=clock.now())
        return b""

    async def left(body: bytes) -> bytes:
        chat = node.chat_of(body.decode())
        if chat is not None:
            await put_back(node, chat, "listenerLeft", now=clock.now())
        return b""

    async def looks(_body: bytes) -> bytes:
        await look_again(node)
        return b""

    node.nodes.questions.verbs |= {STAY_ON: stays, TAKE_OVER: goes, PUT_BACK: back, LEFT: left, LOOK_AGAIN: looks}


async def _ask_home(node: Node, ticket: str, what: str) -> bytes | None:
    home = node.home_of(ticket)
    if home is None or node.nodes is None:
        return None
    try:
        return await node.nodes.questions.ask(home, what, ticket.encode())
    except NotReached:
        return None
