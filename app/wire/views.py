"""What the API and the pages show of a thing."""

from typing import Literal

import msgspec

from app.wire.base import Outgoing

RoleName = Literal["seeker", "listener"]
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


class LineView(ResourceView, frozen=True, kw_only=True):
    """A line as coordinators correct it."""

    key: str
    services: dict[str, str]
    """An emergency number's separate numbers: ambulance, police, fire."""
    some_only: bool
    confidence: str
    sources: tuple[str, ...]
    stale: bool
    """Whether no person has tried it within half a year."""
    hidden: bool
    corrected: bool
    """Whether it is the coordinators' word, not our file's."""


class WaitView(Outgoing, frozen=True, kw_only=True):
    """The honest place in line. Minutes; null when nothing honest can be said."""

    position: int
    eligible: int
    """Listeners on shift who may take this ticket."""
    wait_low: int | None
    wait_high: int | None
    ends_in: int = 0
    """Minutes until this wait ends honestly, should nobody come."""


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
    author: RoleName
    text: str
    ref: str


class ReasonView(Outgoing, frozen=True, kw_only=True):
    """Why a message was read as it was: the kind, and where it stands (UTF-16 units, as browsers count)."""

    kind: str
    start: int
    end: int


class OfferView(Outgoing, frozen=True, kw_only=True):
    """An offer on the listener's desk."""

    offer: str
    topics: tuple[str, ...]
    language: str
    minor: bool
    waited: int
    """Seconds."""
    urgency: int
    first_message: str
    why: str
    lapses_in: float
    """Seconds left to answer."""


class ShiftView(Outgoing, frozen=True, kw_only=True):
    """A listener's shift."""

    state: Literal["ready", "away", "draining", "off"]
    seats: int
    taken: int
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    waiting: int
    """Tickets in line, all of them: the line itself is not shown."""
    burst: bool = False
    minutes_left: int | None = None
    """Minutes on duty until the day's or the week's rest begins; null before the shift."""
    back_at: str | None = None
    """When there is duty left again (ISO moment), where all of it is used up."""
    notice: str | None = None


class ChatView(Outgoing, frozen=True, kw_only=True):
    """A chat as its two people get it when they arrive or come back."""

    id: str
    epoch: str
    with_: str = msgspec.field(name="with")
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
    readable: bool = True
    """Whether crisis can read this language."""
    note: str = ""
    """What the listener before wrote for the one who goes on; both can read it."""
    handing_over: bool = False
    """Somebody else is being looked for."""
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


class BandView(Outgoing, frozen=True, kw_only=True):
    """A topic or language and how many wait for it, in bands."""

    name: str
    waiting: str


class AlertView(Outgoing, frozen=True, kw_only=True):
    """A chat or waiting ticket in danger: kind, tier and listener; never words."""

    handle: str
    tier: int
    kinds: tuple[str, ...]
    listener: str | None
    minutes: int
    taken_by: str | None = None
    """The coordinator who said "I have this"."""
    rings: int = 0
    """How often it has rung, since nobody took it: again every thirty seconds."""


class BoardView(Outgoing, frozen=True, kw_only=True):
    """The live board, in bands. Nothing here singles out a seeker."""

    door: Literal["open", "busy", "urgentOnly", "closed"]
    door_told: bool
    """Whether that is a coordinator's word, and not the counts'."""
    waiting: str
    by_topic: tuple[BandView, ...]
    by_language: tuple[BandView, ...]
    unmet: tuple[str, ...]
    longest_wait: str
    over_five_minutes: str
    open_chats: str
    urgent: str
    ready: int
    busy: int
    away: int
    lost_listeners: int
    back_at_head: int
    alerts: tuple[AlertView, ...]
    at: str


class DoorView(Outgoing, frozen=True, kw_only=True):
    """Who may join just now, and whether a coordinator said so."""

    door: Literal["open", "busy", "urgentOnly", "closed"]
    told: bool


class PersonView(Outgoing, frozen=True, kw_only=True):
    """A member of staff, as coordinators see them."""

    id: str
    name: str
    role: Literal["listener", "coordinator"]
    tier: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    cleared_for_minors: bool
    paused: bool


class InvitationView(Outgoing, frozen=True, kw_only=True):
    """A fresh invitation; the code is shown once."""

    code: str
    role: str


class SecondFactorView(Outgoing, frozen=True, kw_only=True):
    """The second factor's secret, shown once, for an authenticator app."""

    name: str
    secret: str
    uri: str


class SignedInView(Outgoing, frozen=True, kw_only=True):
    """Who signed in, and which page is theirs."""

    name: str
    role: Literal["listener", "coordinator"]
    page: str


class ReportView(Outgoing, frozen=True, kw_only=True):
    """A report case: week, category and decision; no text, no person."""

    week: str
    category: str
    decision: str | None


class FiledView(Outgoing, frozen=True, kw_only=True):
    """A report was taken; the code lets its author ask later, without a name."""

    case_code: str


class AuditView(Outgoing, frozen=True, kw_only=True):
    """Who of the staff did what."""

    at: str
    who: str
    did: str
    target: str


class CellView(Outgoing, frozen=True, kw_only=True):
    """One published count: under ten hidden, the rest rounded to five."""

    period: str
    question: str
    v1: str
    v2: str
    n: int
