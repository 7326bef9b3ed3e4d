"""A page without JavaScript keeps nothing: what it was told is sent has a copy at a second node, until it is delivered.

So it survives the death of one node. A copy is in that node's memory only, for minutes, and goes with the chat.
"""

import asyncio
from datetime import datetime, timedelta

import msgspec

from app import clock
from app.live.chat import Chat, ChatEnded, Message, TooFast
from app.live.nodes.copies import DROP, Copy, Dropped
from app.live.nodes.questions import NotReached
from app.services.chat.post_message import announce
from app.services.node import Node

KEEP, GIVE = "keep a copy", "give copies"
KEPT = timedelta(minutes=5)
"""Longer than a chat waits for its listener; a copy that nobody asked for by then is forgotten."""


_COPIES = msgspec.msgpack.Decoder(list[Copy])


async def keep_copy(node: Node, chat: Chat, message: Message) -> None:
    """Have another node keep this text until it is delivered. Who has nobody to ask says so: see `in_one_place`."""
    if message.seq <= chat.sides["listener"].delivered:
        return
    body = msgspec.msgpack.encode(Copy(chat.id, message.seq, message.ref, message.text))
    for other in node.nodes.others() if node.nodes is not None else ():
        if await _kept_at(node, other, body):
            chat.copied = True
            return
    chat.uncopied = max(chat.uncopied, message.seq)


def in_one_place(chat: Chat) -> bool:
    """Whether something that the seeker was told is sent would be lost, were this node killed now."""
    return chat.uncopied > chat.sides["listener"].delivered


async def restore_copies(node: Node, chat: Chat, *, now: datetime) -> None:
    """A chat has a home again, here: say again what its old home had not delivered."""
    found = {copy.ref: copy for copy in node.copies.of(chat.id)}
    if node.nodes is not None:
        told = await asyncio.gather(*(_ask(node, other, chat.id) for other in node.nodes.others()))
        found |= {copy.ref: copy for kept in told for copy in kept}
    for copy in sorted(found.values(), key=lambda one: one.seq):
        try:
            message, new = chat.post("seeker", ref=copy.ref, text=copy.text, at=now)
        except (ChatEnded, TooFast):
            return
        if new:
            announce(node, chat, message)
            node.to_read.put_nowait((chat, message.seq, now))
    node.copies.drop(chat.id, None)


def answer_for_copies(node: Node) -> None:
    """Keep copies for the other nodes."""
    if node.nodes is None:
        return
    copies = node.copies

    async def keep(body: bytes) -> bytes:
        copies.keep(msgspec.msgpack.decode(body, type=Copy), now=clock.now())
        return b""

    async def drop(body: bytes) -> bytes:
        told = msgspec.msgpack.decode(body, type=Dropped)
        copies.drop(told.chat, told.up_to)
        return b""

    async def give(body: bytes) -> bytes:
        return msgspec.msgpack.encode(copies.of(body.decode()))

    node.nodes.questions.verbs |= {KEEP: keep, DROP: drop, GIVE: give}


async def _kept_at(node: Node, other: str, body: bytes) -> bool:
    if node.nodes is None:
        return False
    try:
        await node.nodes.questions.ask(other, KEEP, body, within=timedelta(seconds=1))
    except NotReached:
        return False
    return True


async def _ask(node: Node, other: str, chat: str) -> list[Copy]:
    if node.nodes is None:
        return []
    try:
        return _COPIES.decode(await node.nodes.questions.ask(other, GIVE, chat.encode(), within=timedelta(seconds=1)))
    except NotReached:
        return []
