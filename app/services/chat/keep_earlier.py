"""Between two listeners what was said waits in one node's memory, unread: the seeker may show it to whoever comes next.

It goes with the visit, after the longest wait, or with its node; the store never has it.
"""

from datetime import datetime, timedelta

import msgspec

from app.live.chat import Chat
from app.live.earlier import Said, Waiting
from app.live.nodes.questions import NotReached
from app.services.node import Node

TAKE = "take what was said"
_SAID = msgspec.msgpack.Decoder(tuple[Said, ...])


def keep_earlier(node: Node, chat: Chat, *, now: datetime) -> None:
    """Keep what was said in this chat, which is about to be closed, for whoever goes on."""
    said = chat.everything()
    if said:
        node.earlier[chat.ticket] = Waiting(said, until=now + node.settings.timing.wait_limit)
        if node.nodes is not None:
            node.nodes.claim(_address(chat.ticket))


async def take_earlier(node: Node, ticket: str, *, elsewhere: str | None = None) -> tuple[Said, ...]:
    """Return what was said before, for a chat that opens here: from here on it lives in that chat alone."""
    here = _drop(node, ticket)
    where = elsewhere or (node.nodes.where(_address(ticket)) if node.nodes is not None else None)
    if here or where is None or node.nodes is None:
        return here
    try:
        return _SAID.decode(await node.nodes.questions.ask(where, TAKE, ticket.encode(), within=timedelta(seconds=1)))
    except NotReached:
        return ()


def earlier_waits(node: Node, ticket: str) -> bool:
    """Whether something that was said waits for whoever comes next."""
    return ticket in node.earlier or (node.nodes is not None and node.nodes.where(_address(ticket)) is not None)


async def drop_earlier(node: Node, *, now: datetime) -> None:
    """Drop what nobody will open any more."""
    for ticket, waiting in list(node.earlier.items()):
        entry = await node.live.entry(ticket)
        if entry is None or entry.aftermath is not None or now >= waiting.until:
            _drop(node, ticket)


def answer_for_earlier(node: Node) -> None:
    """Hand over to the other nodes what waits here."""
    if node.nodes is None:
        return

    async def taken(body: bytes) -> bytes:
        return msgspec.msgpack.encode(_drop(node, body.decode()))

    node.nodes.questions.verbs |= {TAKE: taken}


def _drop(node: Node, ticket: str) -> tuple[Said, ...]:
    waiting = node.earlier.pop(ticket, None)
    if waiting is not None and node.nodes is not None:
        node.nodes.release(_address(ticket))
    return waiting.said if waiting is not None else ()


def _address(ticket: str) -> str:
    return f"said:{ticket}"
