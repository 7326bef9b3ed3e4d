"""The listener's socket: the shift, the offers, and every chat at once, wherever its home is."""

import contextlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from litestar import WebSocket, websocket
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import bearer, staff_cookie
from app.live.hub import listener_page
from app.live.interface import OfferGone
from app.records.tables import Staff
from app.services.board.private_word import WordNotTaken, own_word, say_word
from app.services.know import NotSignedIn, NotYours, known_staff
from app.services.line.answer_offer import accept_offer, pass_offer
from app.services.line.take_back_offers import lapsed_meanwhile
from app.services.node import Node
from app.services.shift.keep_duty import NeedsRest
from app.services.shift.take_shift import listener_of, reopen_chats, set_shift
from app.services.show import chat_view, offer_view, shift_view
from app.services.staff.keep_sessions import page_under
from app.services.staff.learn import still_learns
from app.sockets.connection import NOT_YOURS, UNKNOWN, Connection, greeted, opened, ours
from app.sockets.desk import obey, talk_of
from app.sockets.elsewhere import chats_elsewhere, said_at_home
from app.sockets.talking import catch_up, is_talk
from app.wire import commands
from app.wire.events import ListenerReady, OfferLapsed, Pong, Refused
from app.wire.frames import LISTENER
from app.wire.requests import SetShift
from app.wire.views import ChatView

OUT_OF_REACH = "Your desk was out of reach for a while, so your shift ended. Say ready when you are back."
REACHES = "That looks like a number, an address, a link or a name elsewhere. Leave it out: they may not want it told."


@websocket("/ws/listener", opt={"role": "listener"})
async def listener_socket(socket: WebSocket[Any, Any, Any], node: NamedDependency[Node]) -> None:
    """Speak with a listener's desk until it closes."""
    async with opened(socket, node) as connection:
        token = _token(socket, node)
        person = await _listener(socket, node, connection, token)
        if person is None or token is None:
            return
        frames = connection.frames(LISTENER)
        hello = await greeted(connection, frames)
        if hello is None:
            return
        page = listener_page(person.id)
        node.hub.attach(page, connection)
        connection.at_once = partial(_at_once, node, connection, person.id)
        node.at_desk[person.id] = listener_of(person, now=clock.now())
        try:
            with page_under(node, token, connection):
                await _hello(node, connection, person, hello, now=clock.now())
                async for command in frames:
                    if not node.hub.owns(page, connection):
                        return
                    await _hear(node, connection, person, command, now=clock.now())
                    del command
        finally:
            node.hub.detach(page, connection)
            if not node.hub.present(page):
                node.at_desk.pop(person.id, None)
            node.told_desks.pop(person.id, None)


def _token(socket: WebSocket[Any, Any, Any], node: Node) -> str | None:
    """Return what the page shows; the cookie counts only from our own pages."""
    return bearer(socket) or (
        socket.cookies.get(staff_cookie("listener", node.settings)) if ours(socket, node) else None
    )


async def _listener(
    socket: WebSocket[Any, Any, Any], node: Node, connection: Connection, token: str | None
) -> Staff | None:
    """Return who is signed in."""
    if ours(socket, node) is False:
        connection.close(NOT_YOURS)
        return None
    try:
        person = await known_staff(node, token, role="listener", now=clock.now())
        if not still_learns(person, node.settings):
            return person
        connection.close(NOT_YOURS)
    except NotSignedIn:
        connection.close(UNKNOWN)
    except NotYours:
        connection.close(NOT_YOURS)
    return None


async def _hello(node: Node, connection: Connection, person: Staff, hello: commands.Hello, *, now: datetime) -> None:
    """Take the desk in, with its chats: those whose home is elsewhere, and those that have lost theirs."""
    connection.homes.clear()
    elsewhere = await chats_elsewhere(node, person.id)
    await _come_in(node, person, hello, elsewhere, now=now)
    await _greet(node, connection, person, hello, elsewhere, now=now)
    if node.nodes is not None:
        for home in {home for home, _ in elsewhere.values()}:
            node.nodes.say(home, listener_page(person.id), connection.said)


async def _come_in(
    node: Node, person: Staff, hello: commands.Hello, elsewhere: Mapping[str, object], *, now: datetime
) -> None:
    """Stand up again what a restart took: the shift as the page had it, and its chats."""
    restarted = hello.life is not None and hello.life != node.life
    wish = SetShift(state="ready", seats=hello.seats, burst=hello.burst, not_tonight=hello.not_tonight)
    if restarted and hello.shift is not None and await node.live.listener(person.id) is None:
        with contextlib.suppress(NeedsRest):
            await set_shift(node, person, wish, now=now)
        await reopen_chats(node, person, hello.stubs, elsewhere=elsewhere, now=now)
        with contextlib.suppress(NeedsRest):
            await set_shift(node, person, msgspec.structs.replace(wish, state=hello.shift), now=now)
    elif hello.stubs:
        await reopen_chats(node, person, hello.stubs, elsewhere=elsewhere, now=now)


async def _greet(
    node: Node,
    connection: Connection,
    person: Staff,
    hello: commands.Hello,
    elsewhere: Mapping[str, tuple[str, ChatView]],
    *,
    now: datetime,
) -> None:
    """Say how everything stands, then what the desk has missed."""
    listener = await node.live.listener(person.id)
    ended = listener is None and hello.shift is not None and hello.life == node.life
    shift = await shift_view(node, listener, of=person.id, now=now, notice=OUT_OF_REACH if ended else None)
    lapsed = await lapsed_meanwhile(node, person.id)
    standing = [offer for offer in await node.live.offers() if offer.listener == person.id]
    entries = {entry.ticket.id: entry for entry in await node.live.entries()}
    # Nothing is awaited from here on: what begins or ends meanwhile is not contradicted by how it was before.
    open_chats = [chat for chat in node.chats_with(person.id) if chat.ticket in entries]
    chats = [chat_view(node, chat, entries[chat.ticket], "listener", now=now) for chat in open_chats]
    offers = [offer_view(node, one, entries[one.ticket], now=now) for one in standing if one.ticket in entries]
    connection.say(
        ListenerReady(
            name=person.name,
            life=node.life,
            shift=shift,
            offers=tuple(offers),
            chats=(*(view for _, view in elsewhere.values()), *chats),
            lapsed=lapsed,
            word=own_word(node, person.id, now=now),
        )
    )
    catch_up(connection, open_chats, hello, role="listener")


def _at_once(node: Node, connection: Connection, listener: str, command: Any) -> bool:
    """Do what is said in a chat."""
    if not (is_talk(command) and node.hub.owns(listener_page(listener), connection)):
        return False
    home = node.home_of_chat(command.chat)
    if not said_at_home(node, connection, listener_page(listener), command.chat, home):
        talk_of(node, connection, listener, command, now=clock.now())
    return True


def _said_at_home(node: Node, connection: Connection, listener: str, chat: str) -> bool:
    home = node.home_of_chat(chat)
    if home is None or node.nodes is None:
        return False
    node.nodes.say(home, listener_page(listener), connection.said)
    return True


async def _hear(node: Node, connection: Connection, person: Staff, command: Any, *, now: datetime) -> None:
    match command:
        case commands.Ping():
            connection.say(Pong())
        case commands.Hello():
            await _hello(node, connection, person, command, now=now)
        case commands.PrivateWord():
            try:
                await say_word(node, person.id, person.name, command.text, now=now)
            except WordNotTaken:
                connection.say(Refused(code="wordNotTaken", detail=REACHES))
        case commands.Accept() | commands.Pass():
            await _answer(node, connection, person, command, now=now)
        case _:
            if not _said_at_home(node, connection, person.id, command.chat):
                await obey(node, connection, person.id, command, now=now)


async def _answer(
    node: Node, connection: Connection, person: Staff, command: commands.Accept | commands.Pass, *, now: datetime
) -> None:
    listener = await node.live.listener(person.id)
    try:
        if listener is None:
            raise OfferGone
        if isinstance(command, commands.Accept):
            await accept_offer(node, listener, command.offer, now=now)
        else:
            await pass_offer(node, listener, command.offer, now=now)
    except OfferGone:
        connection.say(OfferLapsed(offer=command.offer, reason="late"))
