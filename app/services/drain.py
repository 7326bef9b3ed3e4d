"""This node is asked to stop: its chats go on at others as they are, and its pages are told to come back at once.

Where no other node answers, the listener's stubs and both outboxes bring a chat back, as after a crash.
"""

import contextlib

from app import clock
from app.live.across import COME_BACK
from app.live.chat import ROLES, Chat
from app.live.hub import seeker_page
from app.live.moving import packed, unpacked
from app.live.questions import NotReached
from app.services.node import Node
from app.services.post_message import page_of

MOVE = "take this chat"


async def hand_over_all(node: Node) -> None:
    """Give every chat to another node, then send every page away; the server stops when this returns."""
    if node.nodes is None:
        return
    for chat in list(node.chats.values()):
        chat.moving = True  # what is said from here on would be lost: it is not taken, and is said again there
        for role in ROLES:
            node.hub.shut(page_of(chat, role), COME_BACK)
        await _move(node, chat)
    node.nodes.leave()
    node.hub.close_all(COME_BACK)


async def take_chat(node: Node, body: bytes) -> bytes:
    """Be the home of a chat that another node gives up."""
    chat = unpacked(body)
    await node.live.hold_seat(chat.listener, chat.id, home=node.life)
    node.hold(chat)
    for message in chat.after(0):
        if message.author == "seeker" and message.seq > chat.sides["listener"].delivered:
            node.to_read.put_nowait((chat, message.seq, clock.now()))
    return b""


async def _move(node: Node, chat: Chat) -> None:
    if node.nodes is None:
        return
    near = node.nodes.where(seeker_page(chat.ticket))
    others = sorted(node.nodes.others(), key=lambda other: other != near)
    for other in others:
        with contextlib.suppress(NotReached):
            await node.nodes.questions.ask(other, MOVE, packed(chat))
            return
