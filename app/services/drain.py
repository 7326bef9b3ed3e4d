"""This node is asked to stop: its chats go on at others as they are, and its pages are told to come back at once.

Where no other node answers, the listener's stubs and both outboxes bring a chat back, as after a crash. A node that is
alone can be asked to drain first: it takes nobody in any more, and waits for those who are here.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta

from app import clock
from app.live.chat import ROLES, Chat
from app.live.hub import seeker_page
from app.live.nodes.across import COME_BACK
from app.live.nodes.moving import packed, unpacked
from app.live.nodes.questions import NotReached
from app.services.chat.keep_earlier import copy_earlier, pass_on_earlier
from app.services.chat.post_message import page_of
from app.services.line.keep_door import look_at_door
from app.services.node import Node
from crisis import Tier

MOVE = "take this chat"
LOOK = timedelta(seconds=1)
HAND_OVER_WITHIN = timedelta(seconds=10)
"""What is not handed over by then comes back with its pages, as after a crash: whoever stops a process waits 30 s."""


async def hand_over_all(node: Node) -> None:
    """Give every chat to another node, then send every page away; the server stops when this returns."""
    if node.nodes is None:
        return
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HAND_OVER_WITHIN.total_seconds()):
            await _move_all(node)
            await pass_on_earlier(node)
    node.nodes.leave()
    node.hub.close_all(COME_BACK)


async def wait_for_chats(node: Node, show: Callable[[int], None]) -> None:
    """Close to whoever comes, and return when nobody talks or waits here, or it has lasted too long.

    Nobody in danger is left because of it. With other nodes there is nothing to wait for: the chats go on there.
    """
    if node.nodes is not None and node.nodes.others():
        return
    node.draining = True
    await look_at_door(node, now=clock.now())  # shut before it is said: nobody is taken in between
    until = clock.now() + node.settings.timing.drain
    while left := await _still_here(node, late=clock.now() >= until):
        show(left)
        node.live.changes.bump()
        await asyncio.sleep(LOOK.total_seconds())
    show(0)


async def _still_here(node: Node, *, late: bool) -> int:
    """Count who talks, and who waits: they are served for a while, or sent on with other help."""
    if late:
        return sum(chat.watch.tier >= Tier.HIGH for chat in node.chats.values())
    waiting = [one for one in await node.live.entries() if one.ticket.in_line and one.aftermath is None]
    return len(node.chats) + sum(one.chat is None for one in waiting)


async def take_chat(node: Node, body: bytes) -> bytes:
    """Be the home of a chat that another node gives up.

    Who slept when it was asked may hear of it when the chat has long gone on elsewhere: then it is not to be had any
    more, and the store knows it. Raises FactsChanged.
    """
    chat, giver = unpacked(body)
    await node.live.hold_seat(chat.listener, chat.id, home=node.life, given_by=giver)
    node.hold(chat)
    copy_earlier(node, chat, now=clock.now())
    for message in chat.after(0):
        if message.author == "seeker" and message.seq > chat.sides["listener"].delivered:
            node.to_read.put_nowait((chat, message.seq, clock.now()))
    return b""


async def _move_all(node: Node) -> None:
    silent = set[str]()
    for chat in list(node.chats.values()):
        chat.moving = True  # what is said from here on would be lost: it is not taken, and is said again there
        for role in ROLES:
            node.hub.shut(page_of(chat, role), COME_BACK)
        await _move(node, chat, silent)


async def _move(node: Node, chat: Chat, silent: set[str]) -> None:
    """Have another node take it; who was silent before is asked last."""
    if node.nodes is None:
        return
    near = node.nodes.where(seeker_page(chat.ticket))
    others = sorted(node.nodes.others(), key=lambda other: (other in silent, other != near))
    for other in others:
        if node.chats.get(chat.id) is not chat:
            return  # an earlier one took it, and only its answer was lost; or a page brought it back elsewhere
        try:
            await node.nodes.questions.ask(other, MOVE, packed(chat, home=node.life))
        except NotReached:
            silent.add(other)
        else:
            return
