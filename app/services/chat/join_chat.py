"""A coordinator comes into a chat, by name, where the listener has asked for one, or somebody is in the gravest danger.

Both people are told. The coordinator sees what is written from then on, and nothing from before. Either of the two can
say no, before and later, except in an emergency. Into a minor's chat comes only who is cleared for minors.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from app import clock
from app.live.chat import Chat, Guest
from app.live.hub import listener_page, seeker_page
from app.live.nodes.questions import NotReached
from app.safety.contact import find_contact
from app.services.amend import amend
from app.services.chat.post_message import announce
from app.services.node import Node
from app.services.show import guest_view
from app.wire.events import GuestCame
from crisis import Tier

COMES_AFTER = timedelta(seconds=20)
"""How long the two have to say no before a coordinator comes in. Later they still can."""
GUEST = "guest"
Refusal = Literal["", "noChat", "unasked", "minors", "taken", "reaches"]


class Wish(msgspec.Struct, frozen=True):
    """What a coordinator wants of a chat, wherever its home is."""

    ticket: str
    do: Literal["join", "look", "say", "leave"]
    id: str
    name: str
    cleared: bool = False
    text: str = ""
    ref: str = ""


class Line(msgspec.Struct, frozen=True):
    """A message as a coordinator in the chat sees it."""

    author: str
    text: str


class Seen(msgspec.Struct, frozen=True):
    """A chat as a coordinator in it sees it: from their coming on."""

    why: Refusal = ""
    state: Literal["asks", "in", "gone"] = "gone"
    listener: str = ""
    lines: tuple[Line, ...] = ()


_WISH, _SEEN = msgspec.msgpack.Decoder(Wish), msgspec.msgpack.Decoder(Seen)


async def ask_in(node: Node, chat: Chat, *, on: bool) -> None:
    """The listener would like a coordinator in this chat; or does not any more."""
    chat.asks_in = on
    await _keep(node, chat)


async def visit(node: Node, wish: Wish, *, now: datetime) -> Seen:
    """Do what a coordinator wants, at the chat's home; who cannot come in is told why."""
    chat = node.chat_of(wish.ticket)
    if chat is not None:
        return await _visit(node, chat, wish, now=now)
    home = node.home_of(wish.ticket)
    if home is None or node.nodes is None:
        return Seen(why="noChat")
    try:
        return _SEEN.decode(await node.nodes.questions.ask(home, GUEST, msgspec.msgpack.encode(wish)))
    except NotReached:
        return Seen(why="noChat")


def answer_for_guests(node: Node) -> None:
    """Answer other nodes, whose coordinators come into chats here."""
    if node.nodes is None:
        return

    async def comes(body: bytes) -> bytes:
        wish = _WISH.decode(body)
        chat = node.chat_of(wish.ticket)
        seen = await _visit(node, chat, wish, now=clock.now()) if chat else Seen(why="noChat")
        return msgspec.msgpack.encode(seen)

    node.nodes.questions.verbs[GUEST] = comes


async def admit(node: Node, chat: Chat, *, now: datetime) -> None:
    """Nobody said no: the coordinator comes in."""
    guest = chat.guest
    if guest is not None and guest.state == "asks" and (_grave(chat) or now - guest.asked >= COMES_AFTER):
        await _become(node, chat, replace(guest, state="in", since=chat.seq))


async def refuse_guest(node: Node, chat: Chat) -> bool:
    """One of the two would rather not; in an emergency that is not theirs to say, and False is returned."""
    if chat.guest is None or chat.guest.state == "gone" or _grave(chat):
        return False
    await _become(node, chat, replace(chat.guest, state="gone"))
    return True


async def _visit(node: Node, chat: Chat, wish: Wish, *, now: datetime) -> Seen:
    mine = chat.guest is not None and chat.guest.id == wish.id and chat.guest.state != "gone"
    if wish.do == "join" and not mine:
        why = _why_not(chat, wish)
        if why:
            return Seen(why=why)
        chat.asks_in = False
        await _become(node, chat, Guest(id=wish.id, name=wish.name, asked=now, state="asks"))
        await admit(node, chat, now=now)
    elif not mine:
        return Seen(why="noChat")
    elif wish.do == "leave" and chat.guest is not None:
        await _become(node, chat, replace(chat.guest, state="gone"))
    elif wish.do == "say" and chat.guest is not None and chat.guest.state == "in" and wish.text:
        if find_contact(wish.text, known=node.sayable) is not None:
            return msgspec.structs.replace(_seen(chat), why="reaches")
        message, new = chat.post("coordinator", ref=wish.ref, text=wish.text, at=now)
        if new:
            announce(node, chat, message)
    return _seen(chat)


def _why_not(chat: Chat, wish: Wish) -> Refusal:
    if chat.guest is not None and chat.guest.state != "gone":
        return "taken"
    if not chat.asks_in and not _grave(chat):
        return "unasked"
    return "minors" if chat.minor and not wish.cleared else ""


def _seen(chat: Chat) -> Seen:
    guest = chat.guest
    if guest is None:
        return Seen(why="noChat")
    lines = chat.after(guest.since) if guest.state == "in" else []
    said = tuple(Line(one.author, one.text) for one in lines)
    return Seen(state=guest.state, listener=chat.listener_name, lines=said)


def _grave(chat: Chat) -> bool:
    return chat.watch.tier >= Tier.EMERGENCY


async def _become(node: Node, chat: Chat, guest: Guest) -> None:
    chat.guest = guest
    view = guest_view(chat)
    if view is not None:
        node.hub.relay((seeker_page(chat.ticket), listener_page(chat.listener)), GuestCame(chat=chat.id, guest=view))
    await _keep(node, chat)


async def _keep(node: Node, chat: Chat) -> None:
    """Let the boards at all nodes know of it."""
    entry = await node.live.entry(chat.ticket)
    guest = chat.guest.id if chat.guest and chat.guest.state != "gone" else None
    if entry is not None:
        await amend(node, entry, lambda fresh: replace(fresh, asks_in=chat.asks_in, guest=guest))
