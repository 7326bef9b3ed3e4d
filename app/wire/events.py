"""What the server says over a socket. Past tense where something happened; padded by `app.wire.frames`."""

from typing import ClassVar, Literal

import msgspec

from app.wire.base import OURS, Outgoing
from app.wire.staff_views import BoardView, OfferView, OwnWordView, ShiftView
from app.wire.views import (
    AuthorName,
    ChatView,
    GuestView,
    Manner,
    PeerState,
    ReasonView,
    ResourceView,
    TicketView,
    WaitView,
)


class Event(Outgoing, frozen=True, kw_only=True, tag_field="type"):
    """Something that a page should know."""

    at_least: ClassVar[int] = 0
    """Bytes to which its frame is padded, however little it says."""


class SeekerReady(Event, frozen=True, kw_only=True, tag="ready"):
    """Who you are here, and everything your page needs to stand where the server stands."""

    ticket: TicketView
    chat: ChatView | None


class ListenerReady(Event, frozen=True, kw_only=True, tag="ready"):
    """The shift, the offers that stand, and every open chat; what was missed follows as `posted`."""

    name: str
    life: str
    """Of this start of the server; it comes back in the next `hello`."""
    shift: ShiftView
    offers: tuple[OfferView, ...]
    chats: tuple[ChatView, ...]
    lapsed: tuple[str, ...] = ()
    """The offers that were taken back since this desk last said hello: it may have slept through them."""
    word: OwnWordView | None = None


class BoardReady(Event, frozen=True, kw_only=True, tag="ready"):
    """The board as it is; each `board` after it replaces it whole."""

    board: BoardView


class Place(Event, frozen=True, kw_only=True, tag="place"):
    """Your place, again. The reason says why it changed unexpectedly, in words for a person."""

    wait: WaitView
    reason: str | None = None


class Redirected(Event, frozen=True, kw_only=True, tag="redirected"):
    """The wait has ended without a listener; the after page says what there is instead."""

    reason: str


class Offered(Event, frozen=True, kw_only=True, tag="offer"):
    """Somebody you can help. Answer before it lapses."""

    offer: OfferView


class OfferLapsed(Event, frozen=True, kw_only=True, tag="offerLapsed"):
    """The offer is gone: too late, the seeker left, somebody was quicker, or somebody else is asked instead."""

    offer: str
    reason: Literal["late", "left", "taken", "elsewhere"]


class Paged(Event, frozen=True, kw_only=True, tag="paged"):
    """Somebody waits whom you could help, and nobody who is ready can. Nothing is expected of you."""

    topics: tuple[str, ...]
    language: str
    minor: bool
    urgent: bool


class ShiftChanged(Event, frozen=True, kw_only=True, tag="shift"):
    """Your shift, again."""

    shift: ShiftView


class Opened(Event, frozen=True, kw_only=True, tag="opened"):
    """A chat is open."""

    chat: ChatView


class Posted(Event, frozen=True, kw_only=True, tag="posted"):
    """A message. To its author the echo is the acknowledgement: the server has it."""

    chat: str
    epoch: str
    seq: int
    from_: AuthorName = msgspec.field(name="from")
    text: str
    ref: str


class EarlierSaid(Event, frozen=True, kw_only=True, tag="earlier"):
    """For the listener: a message from before them, which the seeker has opened. Numbers count from 1 each time."""

    chat: str
    number: int
    from_: AuthorName = msgspec.field(name="from")
    listener: str
    """Who listened then."""
    text: str


class DeliveredTo(Event, frozen=True, kw_only=True, tag="delivered"):
    """Everything up to seq stands on the other page. A page that knows another epoch learns nothing from it."""

    chat: str
    epoch: str
    seq: int


class SeenBy(Event, frozen=True, kw_only=True, tag="seen"):
    """Everything up to seq was before the other's eyes."""

    chat: str
    epoch: str
    seq: int


class TypingNow(Event, frozen=True, kw_only=True, tag="typing"):
    """The other is writing."""

    chat: str


class MomentTaken(Event, frozen=True, kw_only=True, tag="moment"):
    """The other person needs a moment, and is still here."""

    chat: str


class Peer(Event, frozen=True, kw_only=True, tag="peer"):
    """Whether the other's page is there."""

    chat: str
    state: PeerState


NoticeKind = Literal[
    "timeSoon",
    "extended",
    "quietAsk",
    "quietWarn",
    "held",
    "yourTurn",
    "listenerQuiet",
    "handOver",
    "handOverOff",
    "wantsFound",
    "noSecrets",
    "sextortion",
    "warned",
    "slowed",
    "ageLowered",
    "tooYoung",
    "earlierOpen",
    "earlierGone",
]
"""What a chat's clock says, or what was noticed in it. For the listener alone: `yourTurn`, `wantsFound`, `ageLowered`,
`tooYoung`; for the seeker alone: `listenerQuiet`, `noSecrets`, `sextortion`, `warned`, `slowed`."""


class Notice(Event, frozen=True, kw_only=True, tag="notice"):
    """The chat's clock speaks, before it does anything."""

    at_least = OURS
    chat: str
    kind: NoticeKind
    minutes: int = 0


class GuestCame(Event, frozen=True, kw_only=True, tag="guest"):
    """A coordinator asks to come into the chat, is in it, or has gone again."""

    chat: str
    guest: GuestView


class Nudge(Event, frozen=True, kw_only=True, tag="nudge"):
    """A message was not sent yet: it holds what may be better kept. The same text, `confirmed`, is sent."""

    chat: str
    ref: str
    code: str
    """Which question this is."""
    kinds: tuple[str, ...]
    masked: str
    """The text with dots over what was found."""
    detail: str
    """The question, in words for a person."""


class Card(Event, frozen=True, kw_only=True, tag="card"):
    """Crisis resources for the seeker; the card itself is in the page from the first load."""

    at_least = OURS
    tier: int
    kinds: tuple[str, ...]
    manner: Manner
    resources: tuple[ResourceView, ...]
    written_first: bool = False
    """Whether ways to write come before a voice."""


class Alert(Event, frozen=True, kw_only=True, tag="alert"):
    """For the listener: how a message was read, and why."""

    chat: str
    seq: int
    tier: int
    kinds: tuple[str, ...]
    reasons: tuple[ReasonView, ...]
    guidance: str
    asks: tuple[str, ...] = ()
    """Questions in words that a listener can use as they are."""
    stub: str | None = None
    """The chat's sealed facts anew, so that a restart remembers the tier."""
    alone: bool = False
    """From HIGH up: no coordinator is on duty."""


class AlertTaken(Event, frozen=True, kw_only=True, tag="alertTaken"):
    """For the listener: a coordinator has seen the alert."""

    chat: str
    by: str


class WordStands(Event, frozen=True, kw_only=True, tag="word"):
    """For the listener: how the private word to whoever is on duty stands; null once it is taken care of."""

    word: OwnWordView | None


class Ended(Event, frozen=True, kw_only=True, tag="ended"):
    """The chat is over, and why."""

    chat: str
    reason: str


class BoardChanged(Event, frozen=True, kw_only=True, tag="board"):
    """The board, whole."""

    board: BoardView


class Filed(Event, frozen=True, kw_only=True, tag="filed"):
    """The listener's report was taken. Its code is in this frame and nowhere else."""

    chat: str
    case_code: str


class Refused(Event, frozen=True, kw_only=True, tag="refused"):
    """A frame was not taken. The code is for machines, the detail for people."""

    code: str
    detail: str
    ref: str | None = None


class Pong(Event, frozen=True, kw_only=True, tag="pong"):
    """I am."""


SeekerEvent = (
    SeekerReady
    | Place
    | Redirected
    | Opened
    | Posted
    | DeliveredTo
    | SeenBy
    | TypingNow
    | MomentTaken
    | Peer
    | Notice
    | GuestCame
    | Nudge
    | Card
    | Ended
    | Refused
    | Pong
)
ListenerEvent = (
    ListenerReady
    | Offered
    | OfferLapsed
    | Paged
    | ShiftChanged
    | Opened
    | Posted
    | EarlierSaid
    | DeliveredTo
    | SeenBy
    | TypingNow
    | MomentTaken
    | Peer
    | Notice
    | GuestCame
    | Nudge
    | Alert
    | AlertTaken
    | WordStands
    | Filed
    | Ended
    | Refused
    | Pong
)
BoardEvent = BoardReady | BoardChanged | Refused | Pong
