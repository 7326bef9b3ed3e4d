"""What a page says over its socket: one tagged union, decoded once, refused when it does not fit."""

from typing import Annotated, Literal

import msgspec

from app.wire.base import Id, Incoming, Ref, Seq, Text
from app.wire.requests import NotTonight, ReportReason

MAX_FRAME = 32_768
"""Bytes in one frame, either way."""


LONGEST_LINE = 200
Line = Annotated[str, msgspec.Meta(max_length=LONGEST_LINE)]
"""One line between staff."""


class Command(Incoming, frozen=True, kw_only=True, tag_field="type"):
    """Something a page wants done."""


class Hello(Command, frozen=True, kw_only=True, tag="hello"):
    """The first frame: who I am, what I hold, and of which server life."""

    pass_: Annotated[str, msgspec.Meta(max_length=2_048)] | None = msgspec.field(default=None, name="pass")
    chats: dict[Id, Seq] = {}
    """The last seq I hold, for each chat on my page."""
    epochs: dict[Id, Id] = {}
    """The epoch those seqs belong to, for each chat on my page."""
    stubs: Annotated[tuple[str, ...], msgspec.Meta(max_length=8)] = ()
    """A listener's sealed stubs, which reopen chats after a restart."""
    life: Id | None = None
    """The server life that my page last spoke with: after a restart it is another."""
    shift: Literal["ready", "away", "draining"] | None = None
    """The shift my page stands in, should the server not know of one any more."""
    burst: bool = False
    seats: Annotated[int, msgspec.Meta(ge=1, le=3)] | None = None
    not_tonight: NotTonight | None = None


class Post(Command, frozen=True, kw_only=True, tag="post"):
    """Say something. The same ref twice is the same message once."""

    chat: Id
    ref: Ref
    text: Text
    confirmed: bool = False
    """I was asked, and want it sent as it is."""
    epoch: Id | None = None
    """The epoch that my page knows: under a newer one this is not taken, and comes again behind what came before it."""


class Typing(Command, frozen=True, kw_only=True, tag="typing"):
    """I am writing (at most one every few seconds; never a keystroke)."""

    chat: Id


class Delivered(Command, frozen=True, kw_only=True, tag="delivered"):
    """Everything up to this seq stands on my page."""

    chat: Id
    seq: Seq
    epoch: Id | None = None
    """The epoch that I counted in: the same number means something else in another one, and says nothing there."""


class Seen(Command, frozen=True, kw_only=True, tag="seen"):
    """Everything up to this seq was in front of my eyes."""

    chat: Id
    seq: Seq
    epoch: Id | None = None
    """As in `Delivered`."""


class Moment(Command, frozen=True, kw_only=True, tag="moment"):
    """I need a moment: I am still here. It pauses every clock of silence, and the other person knows."""

    chat: Id


class Here(Command, frozen=True, kw_only=True, tag="here"):
    """Somebody is at the page that waits."""


class Extend(Command, frozen=True, kw_only=True, tag="extend"):
    """The listener adds fifteen minutes."""

    chat: Id


class ShowEarlier(Command, frozen=True, kw_only=True, tag="showEarlier"):
    """The seeker lets the listener read what was said before them; or it is forgotten unread."""

    chat: Id
    show: bool = True


class End(Command, frozen=True, kw_only=True, tag="end"):
    """End the chat. At HIGH or above a listener has to say so twice."""

    chat: Id
    confirmed: bool = False
    not_for_support: bool = False
    """A listener's mark: this person is not here to be listened to. Three such marks end the visit."""


class Younger(Command, frozen=True, kw_only=True, tag="younger"):
    """The listener has understood that the seeker is under 18, or under 13: the chat is a minor's from here on."""

    chat: Id
    than: Literal["13", "18"]


class HandOver(Command, frozen=True, kw_only=True, tag="handOver"):
    """The listener asks for somebody else to go on. The chat stays open until they are here; both may read the note."""

    chat: Id
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


class AskIn(Command, frozen=True, kw_only=True, tag="askIn"):
    """The listener would like a coordinator in this chat; or does not any more."""

    chat: Id
    on: bool = True


class RefuseGuest(Command, frozen=True, kw_only=True, tag="refuseGuest"):
    """I would rather the coordinator did not come in, or went again. In an emergency they stay."""

    chat: Id


class StayOn(Command, frozen=True, kw_only=True, tag="stayOn"):
    """The listener goes on after all."""

    chat: Id


class Accept(Command, frozen=True, kw_only=True, tag="accept"):
    """The listener takes the offer."""

    offer: Id


class Pass(Command, frozen=True, kw_only=True, tag="pass"):
    """The listener passes the offer on, which costs nothing."""

    offer: Id


class Flag(Command, frozen=True, kw_only=True, tag="flag"):
    """The listener judges the danger: elevated, high or emergency."""

    chat: Id
    tier: Literal["elevated", "high", "emergency"]


class ReportChat(Command, frozen=True, kw_only=True, tag="report"):
    """The listener says that something was wrong, in the chat or while it is wrapped up. It ends the chat."""

    chat: Id
    reason: ReportReason
    block: bool = True


class PrivateWord(Command, frozen=True, kw_only=True, tag="word"):
    """The listener says a line to whoever is on duty, in the place of an earlier one; an empty one takes it back."""

    text: Line


class Ping(Command, frozen=True, kw_only=True, tag="ping"):
    """Are you there?"""


class Take(Command, frozen=True, kw_only=True, tag="take"):
    """The coordinator has seen this alert, and looks after it."""

    handle: Id


class AnswerWord(Command, frozen=True, kw_only=True, tag="answer"):
    """The coordinator has seen this private word, and answers with a line."""

    handle: Id
    text: Line


class Settle(Command, frozen=True, kw_only=True, tag="settle"):
    """This private word is taken care of: it is forgotten."""

    handle: Id


SeekerCommand = Hello | Post | Typing | Delivered | Seen | Moment | RefuseGuest | Here | ShowEarlier | End | Ping
ListenerCommand = (
    Hello
    | Post
    | Typing
    | Delivered
    | Seen
    | Moment
    | Extend
    | HandOver
    | AskIn
    | RefuseGuest
    | StayOn
    | End
    | Younger
    | Accept
    | Pass
    | Flag
    | ReportChat
    | PrivateWord
    | Ping
)
BoardCommand = Hello | Take | AnswerWord | Settle | Ping
