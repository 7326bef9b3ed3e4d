"""The seeker's socket: the place in line, then the chat."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import WebSocket, websocket
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import seeker_cookie
from app.identity.seeker_pass import PassUnknown
from app.live.chat import Chat, ChatEnded, TooFast
from app.live.hub import seeker_page
from app.live.interface import TicketEntry
from app.services.come_back import TicketOver
from app.services.end_chat import end_chat
from app.services.keep_time import show_due_card
from app.services.know import known_seeker
from app.services.node import Node
from app.services.post_message import note_delivered, note_seen, note_typing, post_message, posted, take_moment
from app.services.show import chat_view, ticket_view
from app.sockets.connection import NOT_YOURS, UNKNOWN, Connection, first_frame, opened, ours
from app.wire import commands
from app.wire.events import Pong, Refused, SeekerReady
from app.wire.frames import SEEKER


@websocket("/ws/seeker", opt={"role": "seeker"})
async def seeker_socket(socket: WebSocket[Any, Any, Any], node: NamedDependency[Node]) -> None:
    """Speak with a seeker's page until it leaves."""
    async with opened(socket, node) as connection:
        from_us = ours(socket, node)
        if from_us is False:
            connection.close(NOT_YOURS)
            return
        frames = connection.frames(SEEKER)
        hello = await first_frame(frames)
        if not isinstance(hello, commands.Hello):
            connection.close(UNKNOWN)
            return
        token = hello.pass_ or (socket.cookies.get(seeker_cookie(node.settings)) if from_us else None)
        try:
            entry = await known_seeker(node, token, now=clock.now(), chat=next(iter(hello.chats), None))
        except (PassUnknown, TicketOver):
            connection.close(UNKNOWN)
            return
        page = seeker_page(entry.ticket.id)
        node.hub.attach(page, connection)
        try:
            await _greet(node, connection, entry, hello, now=clock.now())
            async for command in frames:
                if not node.hub.owns(page, connection):
                    return
                await _obey(node, connection, entry.ticket.id, command, now=clock.now())
        finally:
            if node.hub.detach(page, connection):
                await node.live.touch(entry.ticket.id, now=clock.now())
            node.told.pop(f"place:{entry.ticket.id}", None)


async def _greet(
    node: Node, connection: Connection, entry: TicketEntry, hello: commands.Hello, *, now: datetime
) -> None:
    """Say where the seeker stands, then everything the page has missed."""
    chat = node.chat_of(entry.ticket.id)
    view = chat_view(node, chat, entry, "seeker", now=now) if chat else None
    connection.say(SeekerReady(ticket=await ticket_view(node, entry, now=now), chat=view))
    if chat is not None:
        resend(connection, [chat], hello)
        await show_due_card(node, chat, now=now)


def resend(connection: Connection, chats: Sequence[Chat], hello: commands.Hello) -> None:
    """Send what came after the last seq that the page holds of each chat; all of it when that was another epoch."""
    missed = []
    for chat in chats:
        same = hello.epochs.get(chat.id) == chat.epoch
        missed += [posted(chat, one) for one in chat.after(hello.chats.get(chat.id, 0) if same else 0)]
    connection.make_room(len(missed))
    for event in missed:
        connection.say(event)


async def _obey(node: Node, connection: Connection, ticket: str, command: Any, *, now: datetime) -> None:
    if isinstance(command, commands.Ping):
        await node.live.touch(ticket, now=now)
        connection.say(Pong())
        return
    if isinstance(command, commands.Hello):
        entry = await node.live.entry(ticket)
        if entry is not None:
            await _greet(node, connection, entry, command, now=now)
        return
    chat = node.chats.get(command.chat)
    if chat is None or chat.ticket != ticket:
        detail = "This chat has ended. What you wrote is kept on your page."
        connection.say(Refused(code="noChat", detail=detail, ref=getattr(command, "ref", None)))
        return
    match command:
        case commands.Post():
            say(node, connection, chat, "seeker", command, now=now)
        case commands.Delivered():
            note_delivered(node, chat, "seeker", command.seq)
        case commands.Seen():
            note_seen(node, chat, "seeker", command.seq)
        case commands.Typing():
            note_typing(node, chat, "seeker", now=now)
        case commands.Moment():
            take_moment(node, chat, now=now)
        case commands.End():
            await end_chat(node, chat, "seekerEnded", now=now)


def say(node: Node, connection: Connection, chat: Chat, role: Any, post: commands.Post, *, now: datetime) -> None:
    """Relay a post, or refuse it kindly; the author's page keeps the text."""
    try:
        post_message(node, chat, role, ref=post.ref, text=post.text, now=now)
    except TooFast:
        detail = "A little slower, please. What you wrote is kept."
        connection.say(Refused(code="tooFast", detail=detail, ref=post.ref))
    except ChatEnded:
        connection.say(Refused(code="noChat", detail="This chat has ended.", ref=post.ref))
