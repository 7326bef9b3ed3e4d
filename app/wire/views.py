"""What the API and the pages show of a thing to seekers, and to anybody: tickets, chats, lines, topics."""

from typing import Literal

import msgspec

from app.wire.base import Outgoing

RoleName = Literal["seeker", "listener"]
AuthorName = Literal["seeker", "listener", "coordinator"]
PeerState = Literal["here", "away", "gone"]
Manner = Literal["hard", "now", "friend", "gentle"]
"""How a card arrives: open; whole, in an emergency; for who worries about somebody else; folded."""


class TopicView(Outgoing, frozen=True, kw_only=True):
    """One topic of the catalogue."""

    slug: str
    name: str
    description: str
    related: tuple[str, ...]
    open: bool


class ResourceView(Outgoing, frozen=True, kw_only=True):
    """A line, site or text service outside."""

    name: str
    kind: str
    country: str
    phone: str | None
    tel: str | None
    """The link that dials it."""
    also: tuple[str, ...] = ()
    """Further numbers of the same line."""
    sms: str | None
    text_to: str | None
    """The link that writes to it."""
    word: str = ""
    """What to text to the number, where a word is asked for."""
    messaging: str = ""
    """An app and the number in it, as text."""
    chat_url: str | None
    website: str | None
    hours: str
    languages: tuple[str, ...]
    cost: str
    checked: str | None
    """The day a person last dialled or opened it (ISO date), or null: not yet checked by us."""
    note: str = ""
    open: bool | None = None
    """Whether it answers now, by the clock of its country; null where that is not known."""
    written: bool = False
    """Whether it can be reached without speaking aloud."""
    facts: str = ""
    """Hours, cost and the like in one line of words."""
    tried: str = ""
    """When a person of ours last tried it, in words."""


class WaitView(Outgoing, frozen=True, kw_only=True):
    """The honest place in line. Minutes; null when nothing honest can be said."""

    position: int
    eligible: int
    """Listeners on shift who may take this ticket."""
    wait_low: int | None
    wait_high: int | None
    ends_in: int = 0
    """Minutes until this wait ends honestly, should nobody come."""
    where: str = ""
    how_long: str = ""
    """The same in words, in the language of the seeker's pages."""
    asks: str = ""
    """Whether somebody is still there, in words; nothing where it is not asked."""


class TicketView(Outgoing, frozen=True, kw_only=True):
    """A seeker's own ticket."""

    id: str
    state: Literal["waiting", "offered", "matched", "left", "expired", "redirected"]
    topics: tuple[str, ...]
    language: str
    age_band: str
    first_message: str
    wait: WaitView | None
    chat: str | None
    """The open chat. A ticket that is matched, not over and without a chat lives through a restart: its listener's
    page may still bring the chat back."""
    over: bool
    """The visit has ended; the last page says what is true now."""
    notice: str | None = None
    """Why the seeker waits again, in words for a person."""


class JoinedView(Outgoing, frozen=True, kw_only=True):
    """The answer to joining: the pass (keep it secret, send it as a bearer token) and the ticket."""

    pass_: str = msgspec.field(name="pass")
    ticket: TicketView


class PriceView(Outgoing, frozen=True, kw_only=True):
    """What a place in line costs just now."""

    challenge: str | None
    """An ALTCHA challenge as JSON, good for ten minutes; null while nothing is asked for."""


class LimitsView(Outgoing, frozen=True, kw_only=True):
    """The rules of a chat, said at its start. Minutes."""

    minutes: int
    notice_at: int
    quiet_ask: int
    quiet_warn: int
    quiet_end: int


class MessageView(Outgoing, frozen=True, kw_only=True):
    """One message of a chat."""

    seq: int
    author: AuthorName
    text: str
    ref: str


class ReasonView(Outgoing, frozen=True, kw_only=True):
    """Why a message was read as it was: the kind, and where it stands (UTF-16 units, as browsers count)."""

    kind: str
    start: int
    end: int


class GuestView(Outgoing, frozen=True, kw_only=True):
    """A coordinator who asks to come into a chat, is in it, or has gone again."""

    name: str
    state: Literal["asks", "in", "gone"]
    refusable: bool
    """Whether either of the two may say no: always, except in an emergency."""


class ChatView(Outgoing, frozen=True, kw_only=True):
    """A chat as its two people get it when they arrive or come back."""

    id: str
    epoch: str
    with_: str = msgspec.field(name="with")
    pronouns: str = ""
    """The seeker's, if they said them; for the listener."""
    limits: LimitsView
    minutes_left: int
    peer: PeerState
    delivered: int
    """The last seq that stands on the other page."""
    seen: int
    ended: str | None
    """Why it ended, or null while it is open."""
    stub: str | None = None
    """For the listener's page: sealed facts that reopen this chat after a restart."""
    topics: tuple[str, ...] = ()
    language: str = "en"
    minor: bool = False
    tier: int = 0
    kinds: tuple[str, ...] = ()
    guidance: str = ""
    asks: tuple[str, ...] = ()
    seen_by: str | None = None
    """The coordinator who has taken the alert about this chat."""
    alone: bool = False
    """For the listener, from HIGH up: no coordinator is on duty."""
    readable: bool = True
    """Whether crisis can read this language."""
    note: str = ""
    """What the listener before wrote for the one who goes on; both can read it."""
    handing_over: bool = False
    """Somebody else is being looked for."""
    earlier: Literal["kept", "open"] | None = None
    """Something was said before with somebody else: the listener reads it only once the seeker has opened it."""
    guest: GuestView | None = None
    asks_in: bool = False
    """The listener has asked for a coordinator in this chat."""
    restarted: bool = False
    """The server started again in the middle: earlier text is only on the two pages."""


class StatusView(Outgoing, frozen=True, kw_only=True):
    """Whether anybody is there, for the landing page."""

    open: bool
    door: Literal["open", "busy", "urgentOnly", "closed"]
    listeners: str
    """Listeners on shift, in bands: 0, 1-4, 5-9, 10+."""
    wait_low: int | None
    wait_high: int | None
    opens: str | None = None
    """While it is closed outside its hours: when people are taken in again, in words."""


class FiledView(Outgoing, frozen=True, kw_only=True):
    """A report was taken; the code lets its author ask later, without a name."""

    case_code: str
