"""A whole chat on its way to another node: its epoch, numbers and messages stay, so that its pages notice nothing."""

from collections import deque
from dataclasses import fields
from datetime import datetime
from typing import get_type_hints

import msgspec

from app.live.chat import Chat, Message, Role
from app.wire.views import PeerState
from crisis import Watch, WatchState


class _Side(msgspec.Struct, frozen=True, array_like=True):
    delivered: int
    seen: int
    spoke: datetime
    gone_since: datetime | None
    socket_at: datetime | None
    state: PeerState
    posts: list[datetime]


class _Whole(msgspec.Struct, frozen=True):
    facts: dict[str, msgspec.Raw]
    """Every field of a chat that is plain, by its name; not that it moves, for where it arrives it does no more."""
    watch: WatchState
    seq: int
    sides: dict[Role, _Side]
    messages: list[Message]
    home: str | None = None


_KINDS = get_type_hints(Chat)
_NOT_PLAIN = {"watch", "seq", "sides", "moving"}
_PLAIN = tuple(one.name for one in fields(Chat) if one.name not in _NOT_PLAIN and one.name[0] != "_")


def packed(chat: Chat, *, home: str) -> bytes:
    """Return the chat as it stands, and the node that gives it up."""
    whole = _Whole(
        facts={name: msgspec.Raw(msgspec.msgpack.encode(getattr(chat, name))) for name in _PLAIN},
        watch=chat.watch.state(),
        seq=chat.seq,
        sides={
            role: _Side(
                **{one: getattr(side, one) for one in _Side.__struct_fields__ if one != "posts"}, posts=list(side.posts)
            )
            for role, side in chat.sides.items()
        },
        messages=chat.after(0),
        home=home,
    )
    return msgspec.msgpack.encode(whole)


def unpacked(body: bytes) -> tuple[Chat, str | None]:
    """Return the chat as it stood, and the node that gave it up."""
    whole = msgspec.msgpack.decode(body, type=_Whole)
    facts = {name: msgspec.msgpack.decode(raw, type=_KINDS[name]) for name, raw in whole.facts.items()}
    chat = Chat(watch=Watch.resume(whole.watch), **facts)
    for role, was in whole.sides.items():
        side = chat.sides[role]
        for name in _Side.__struct_fields__:
            setattr(side, name, deque(was.posts) if name == "posts" else getattr(was, name))
    chat.take_up(whole.seq, whole.messages)
    return chat, whole.home
