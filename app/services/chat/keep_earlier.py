"""Between two listeners what was said waits in one node's memory, unread: the seeker may show it to whoever comes next.

A second node keeps a copy until the seeker has decided, so that it survives the death of one. It goes with the visit,
or after the longest wait; the store never has it.
"""

from datetime import datetime, timedelta

import msgspec

from app.live.chat import Chat
from app.live.earlier import Said, Waiting
from app.live.nodes.questions import NotReached
from app.services.node import Node

TAKE, KEEP, GIVE, FORGET = "take what was said", "keep what was said", "give what was said", "forget what was said"
_SAID = msgspec.msgpack.Decoder(tuple[Said, ...])


class _Copy(msgspec.Struct, frozen=True, array_like=True):
    ticket: str
    waiting: Waiting


class _Forget(msgspec.Struct, frozen=True, array_like=True):
    ticket: str
    but: str
    """The node that has the newest copy."""


def keep_earlier(node: Node, chat: Chat, *, now: datetime) -> None:
    """Keep what was said in this chat, which is about to be closed, for whoever goes on."""
    said = chat.everything()
    if not said:
        return
    waiting = Waiting(said, until=now + node.settings.timing.wait_limit)
    node.earlier[chat.ticket] = waiting
    if node.nodes is not None:
        node.nodes.claim(_address(chat.ticket))
        node.nodes.soon(_copy(node, chat.ticket, waiting))


async def take_earlier(node: Node, ticket: str, *, elsewhere: str | None = None) -> tuple[Said, ...]:
    """Return what was said before, for a chat that opens here: from here on it lives there, see `copy_earlier`."""
    said = _drop(node, ticket)
    if node.nodes is None:
        return said
    where = elsewhere or node.nodes.where(_address(ticket))
    if not said and where is not None:
        said = await _asked(node, where, TAKE, ticket)
    if not said:
        where = node.nodes.where(_copy_address(ticket))
        said = await _asked(node, where, GIVE, ticket) if where else _drop_copy(node, ticket)
    return said


def copy_earlier(node: Node, chat: Chat, *, now: datetime) -> None:
    """This chat's home is here now: another node keeps what its seeker has not decided about."""
    if chat.earlier_state == "kept" and node.nodes is not None:
        waiting = Waiting(chat.earlier, until=now + node.settings.timing.wait_limit)
        node.nodes.soon(_copy(node, chat.ticket, waiting))


def earlier_waits(node: Node, ticket: str) -> bool:
    """Whether something that was said waits for whoever comes next."""
    if ticket in node.earlier or ticket in node.copies.earlier:
        return True
    nodes = node.nodes
    return nodes is not None and any(nodes.where(one) is not None for one in (_address(ticket), _copy_address(ticket)))


def forget_copies(node: Node, ticket: str) -> None:
    """The seeker has decided: no copy is needed."""
    _drop_copy(node, ticket)
    if node.nodes is not None:
        node.nodes.tell_others(FORGET, msgspec.msgpack.encode(_Forget(ticket, "")))


async def drop_earlier(node: Node, *, now: datetime) -> None:
    """Drop what nobody will open any more."""
    for kept, drop in ((node.earlier, _drop), (node.copies.earlier, _drop_copy)):
        for ticket, waiting in list(kept.items()):
            entry = await node.live.entry(ticket)
            if entry is None or entry.aftermath is not None or now >= waiting.until:
                drop(node, ticket)


async def pass_on_earlier(node: Node) -> None:
    """This node goes: what waits here, and what it keeps for others, is kept elsewhere."""
    for ticket, waiting in (node.copies.earlier | node.earlier).items():
        await _copy(node, ticket, waiting)


def answer_for_earlier(node: Node) -> None:
    """Hand over to the other nodes what waits here, and keep copies for them."""
    nodes = node.nodes
    if nodes is None:
        return

    async def taken(body: bytes) -> bytes:
        return msgspec.msgpack.encode(_drop(node, body.decode()))

    async def keep(body: bytes) -> bytes:
        copy = msgspec.msgpack.decode(body, type=_Copy)
        node.copies.earlier[copy.ticket] = copy.waiting
        nodes.claim(_copy_address(copy.ticket))
        return b""

    async def give(body: bytes) -> bytes:
        kept = node.copies.earlier.get(body.decode())
        return msgspec.msgpack.encode(kept.said if kept is not None else ())

    async def forget(body: bytes) -> bytes:
        told = msgspec.msgpack.decode(body, type=_Forget)
        if told.but != node.life:
            _drop_copy(node, told.ticket)
        return b""

    nodes.questions.verbs |= {TAKE: taken, KEEP: keep, GIVE: give, FORGET: forget}


async def _copy(node: Node, ticket: str, waiting: Waiting) -> None:
    """Have one other node keep it, and none but that one."""
    nodes = node.nodes
    if nodes is None:
        return
    body = msgspec.msgpack.encode(_Copy(ticket, waiting))
    holder, kept = nodes.where(_address(ticket)), ""
    for other in sorted(nodes.others(), key=lambda one: one == holder):
        try:
            await nodes.questions.ask(other, KEEP, body, within=timedelta(seconds=1))
        except NotReached:
            continue
        kept = other
        break
    if not _undecided(node, ticket):
        kept = ""
    _drop_copy(node, ticket)
    nodes.tell_others(FORGET, msgspec.msgpack.encode(_Forget(ticket, kept)))


def _undecided(node: Node, ticket: str) -> bool:
    """Whether it still waits here, or a chat here has it and its seeker has not decided."""
    chat = node.chat_of(ticket)
    here = ticket in node.earlier or ticket in node.copies.earlier
    return here or (chat is not None and chat.earlier_state == "kept")


async def _asked(node: Node, other: str, what: str, ticket: str) -> tuple[Said, ...]:
    if node.nodes is None:
        return ()
    try:
        return _SAID.decode(await node.nodes.questions.ask(other, what, ticket.encode(), within=timedelta(seconds=1)))
    except NotReached:
        return ()


def _drop(node: Node, ticket: str) -> tuple[Said, ...]:
    waiting = node.earlier.pop(ticket, None)
    if waiting is not None and node.nodes is not None:
        node.nodes.release(_address(ticket))
    return waiting.said if waiting is not None else ()


def _drop_copy(node: Node, ticket: str) -> tuple[Said, ...]:
    copy = node.copies.earlier.pop(ticket, None)
    if copy is not None and node.nodes is not None:
        node.nodes.release(_copy_address(ticket))
    return copy.said if copy is not None else ()


def _address(ticket: str) -> str:
    return f"said:{ticket}"


def _copy_address(ticket: str) -> str:
    return f"said again:{ticket}"
