"""The seeker's socket: the place in line, then the chat, whose home may be another node."""

import contextlib
from datetime import datetime
from functools import partial
from typing import Any

from litestar import WebSocket, websocket
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import seeker_cookie
from app.identity.seeker_pass import PassUnknown
from app.live.chat import Chat
from app.live.hub import seeker_page
from app.live.interface import StoreAway, TicketEntry
from app.live.nodes.across import COME_BACK
from app.services.chat.end_chat import end_chat
from app.services.chat.join_chat import refuse_guest
from app.services.chat.open_earlier import forget_earlier, open_earlier
from app.services.chat.post_message import take_moment
from app.services.chat.read_message import show_due_card
from app.services.know import known_seeker
from app.services.line.come_back import TicketOver
from app.services.line.still_there import stir
from app.services.node import Node
from app.services.show import chat_view, ticket_view
from app.sockets.connection import NOT_YOURS, UNKNOWN, Connection, Speaks, greeted, opened, ours
from app.sockets.elsewhere import said_at_home
from app.sockets.talking import Talk, catch_up, is_talk, refuse_ended, talk
from app.wire import commands
from app.wire.events import Pong, SeekerReady
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
        hello = await greeted(connection, frames)
        if hello is None:
            return
        token = hello.pass_ or (socket.cookies.get(seeker_cookie(node.settings)) if from_us else None)
        try:
            entry = await known_seeker(node, token, now=clock.now(), chat=next(iter(hello.chats), None))
        except (PassUnknown, TicketOver):
            connection.close(UNKNOWN)
            return
        ticket = entry.ticket.id
        del entry  # a page stays open longer than the first message is kept
        page = seeker_page(ticket)
        node.hub.attach(page, connection)
        connection.at_once = partial(_at_once, node, connection, ticket)
        try:
            await _hear(node, connection, ticket, hello, now=clock.now())
            async for command in frames:
                if not node.hub.owns(page, connection):
                    return
                await _hear(node, connection, ticket, command, now=clock.now())
                del command
        finally:
            if node.hub.detach(page, connection):
                with contextlib.suppress(StoreAway):
                    await node.live.touch(ticket, now=clock.now())
            node.told.pop(f"place:{ticket}", None)


def _at_once(node: Node, connection: Connection, ticket: str, command: Any) -> bool:
    """Do what is said in a chat."""
    if not (is_talk(command) and node.hub.owns(seeker_page(ticket), connection)):
        return False
    if not said_at_home(node, connection, seeker_page(ticket), command.chat, node.home_of(ticket)):
        talk_of(node, connection, ticket, command, now=clock.now())
    return True


async def _hear(node: Node, connection: Connection, ticket: str, command: Any, *, now: datetime) -> None:
    """Do what the page says; where the chat has its home elsewhere, it is said there."""
    if isinstance(command, commands.Hello):
        connection.homes.clear()
    if not _said_at_home(node, connection, ticket):
        await obey(node, connection, ticket, command, now=now)


def _said_at_home(node: Node, connection: Connection, ticket: str) -> bool:
    home = node.home_of(ticket)
    if home is None or node.nodes is None:
        return False
    node.nodes.say(home, seeker_page(ticket), connection.said)
    return True


async def _greet(node: Node, connection: Speaks, entry: TicketEntry, hello: commands.Hello, *, now: datetime) -> None:
    """Say where the seeker stands, then everything the page has missed.

    A chat that opened at another node meanwhile is not contradicted: its home answers.
    """
    ticket = await ticket_view(node, entry, now=now)
    # Nothing is awaited between looking at the chat and saying it.
    chat = node.chat_of(entry.ticket.id)
    if chat is None and node.home_of(entry.ticket.id) is not None:
        if not (isinstance(connection, Connection) and _said_at_home(node, connection, entry.ticket.id)):
            connection.close(COME_BACK)
        return
    view = chat_view(node, chat, entry, "seeker", now=now) if chat else None
    connection.say(SeekerReady(ticket=ticket, chat=view))
    if chat is not None:
        _answered(chat)
        catch_up(connection, [chat], hello, role="seeker")
        await show_due_card(node, chat, now=now)


async def obey(node: Node, connection: Speaks, ticket: str, command: Any, *, now: datetime) -> None:
    """Do what a seeker's page says, here or at another node."""
    if is_talk(command):
        talk_of(node, connection, ticket, command, now=now)
        return
    if isinstance(command, commands.Ping):
        with contextlib.suppress(StoreAway):
            await node.live.touch(ticket, now=now)
        _answered(node.chat_of(ticket))
        connection.say(Pong())
        return
    if isinstance(command, commands.Here):
        waits = await node.live.entry(ticket)
        if waits is not None:
            await stir(node, waits, now=now)
        return
    if isinstance(command, commands.Hello):
        entry = await node.live.entry(ticket)
        if entry is None:
            connection.close(UNKNOWN)
        else:
            await _greet(node, connection, entry, command, now=now)
        return
    chat = _chat(node, connection, ticket, command)
    if chat is None:
        return
    if isinstance(command, commands.RefuseGuest):
        await refuse_guest(node, chat)
    elif isinstance(command, commands.Moment):
        take_moment(node, chat, "seeker", now=now)
    elif isinstance(command, commands.ShowEarlier):
        (open_earlier if command.show else forget_earlier)(node, chat)
    elif isinstance(command, commands.End):
        await end_chat(node, chat, "seekerEnded", now=now)


def talk_of(node: Node, connection: Speaks, ticket: str, command: Talk, *, now: datetime) -> None:
    """Do what a seeker says in the chat. Nothing is awaited."""
    chat = _chat(node, connection, ticket, command)
    if chat is not None:
        talk(node, connection, chat, "seeker", command, now=now)


def _chat(node: Node, connection: Speaks, ticket: str, command: Any) -> Chat | None:
    """Return the chat that the command is about, if it is the seeker's; the page is there, and says so."""
    chat = node.chats.get(command.chat)
    if chat is None or chat.ticket != ticket:
        refuse_ended(connection, command)
        return None
    _answered(chat)
    return chat


def _answered(chat: Chat | None) -> None:
    """The page is there: the listener did not say yes to nobody."""
    if chat is not None:
        chat.answered = True
