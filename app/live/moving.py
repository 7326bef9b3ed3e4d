"""A whole chat on its way to another node: its epoch, numbers and messages stay, so that its pages notice nothing."""

from datetime import datetime, timedelta

import msgspec

from app.live.chat import Chat, HandingOver, Message, Role, Side
from app.wire.views import PeerState
from crisis import Watch, WatchState


class _Side(msgspec.Struct, frozen=True, array_like=True):
    delivered: int
    seen: int
    spoke: datetime
    gone_since: datetime | None
    state: PeerState
    posts: list[datetime]


class _Message(msgspec.Struct, frozen=True, array_like=True):
    seq: int
    author: Role
    text: str
    ref: str


class _Whole(msgspec.Struct, frozen=True):
    id: str
    epoch: str
    ticket: str
    listener: str
    listener_name: str
    opened: datetime
    watch: WatchState
    ring: int
    burst: int
    note: str
    handing_over: tuple[str, datetime] | None
    answered: bool
    begun: bool
    moment_until: datetime | None
    restarted: bool
    extended: timedelta
    noticed: set[str]
    seq: int
    seeker: _Side
    listening: _Side
    messages: list[_Message]


def packed(chat: Chat) -> bytes:
    """Return the chat as it stands."""
    seeker, listening = (
        _Side(side.delivered, side.seen, side.spoke, side.gone_since, side.state, list(side.posts))
        for side in (chat.sides["seeker"], chat.sides["listener"])
    )
    over = chat.handing_over
    whole = _Whole(
        id=chat.id,
        epoch=chat.epoch,
        ticket=chat.ticket,
        listener=chat.listener,
        listener_name=chat.listener_name,
        opened=chat.opened,
        watch=chat.watch.state(),
        ring=chat.ring,
        burst=chat.burst,
        note=chat.note,
        handing_over=(over.note, over.asked) if over else None,
        answered=chat.answered,
        begun=chat.begun,
        moment_until=chat.moment_until,
        restarted=chat.restarted,
        extended=chat.extended,
        noticed=chat.noticed,
        seq=chat.seq,
        seeker=seeker,
        listening=listening,
        messages=[_Message(one.seq, one.author, one.text, one.ref) for one in chat.after(0)],
    )
    return msgspec.msgpack.encode(whole)


def unpacked(body: bytes) -> Chat:
    """Return the chat as it stood."""
    whole = msgspec.msgpack.decode(body, type=_Whole)
    chat = Chat(
        id=whole.id,
        epoch=whole.epoch,
        ticket=whole.ticket,
        listener=whole.listener,
        listener_name=whole.listener_name,
        opened=whole.opened,
        watch=Watch.resume(whole.watch),
        ring=whole.ring,
        burst=whole.burst,
        note=whole.note,
        handing_over=HandingOver(*whole.handing_over) if whole.handing_over else None,
        answered=whole.answered,
        begun=whole.begun,
        moment_until=whole.moment_until,
        restarted=whole.restarted,
        extended=whole.extended,
        noticed=whole.noticed,
    )
    sides: tuple[tuple[Side, _Side], ...] = (
        (chat.sides["seeker"], whole.seeker),
        (chat.sides["listener"], whole.listening),
    )
    for side, was in sides:
        side.delivered, side.seen, side.spoke = was.delivered, was.seen, was.spoke
        side.gone_since, side.state = was.gone_since, was.state
        side.posts.extend(was.posts)
    chat.take_up(whole.seq, [Message(one.seq, one.author, one.text, one.ref) for one in whole.messages])
    return chat
