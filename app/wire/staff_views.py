"""What the API and the pages show to listeners and coordinators: offers, shifts, the board, people, reports."""

from typing import Literal

from app.wire.base import Outgoing
from app.wire.views import ResourceView


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
    called: str = ""
    """What they would like to be called: a made-up name, or nothing."""
    pronouns: str = ""
    hands_over: bool = False
    """They are in a chat, whose listener asks for somebody else to go on."""
    note: str = ""
    """What that listener wrote; the seeker can read it too."""
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
    not_tonight: tuple[str, ...] = ()
    """Topics that are not offered, tonight or ever."""
    break_until: str | None = None
    """When the break after a crisis is over (ISO moment), while there is one."""
    waits_for_coordinator: bool = False
    """On probation: nobody is offered before a coordinator is on duty."""


class DebriefView(Outgoing, frozen=True, kw_only=True):
    """A coordinator sees that somebody would like to talk it over."""

    taken_by: str | None
    """Who has said "I have this" already."""


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
    join: Literal["no", "may", "mine"] = "no"
    """Whether a coordinator may come into the chat; or you are in it, or have asked to be."""
    calls_you: bool = False
    """Whether it rings for you: on duty at once, and for everybody when nobody is, or nobody took it for a minute."""


class WordView(Outgoing, frozen=True, kw_only=True):
    """A listener's private word, on the board: theirs, never the seeker's."""

    handle: str
    listener: str
    text: str
    minutes: int
    taken_by: str | None
    answer: str
    """The one line that went back."""
    rings: int
    calls_you: bool


class OwnWordView(Outgoing, frozen=True, kw_only=True):
    """A listener's own private word, on their desk."""

    text: str
    to: tuple[str, ...]
    """The coordinators on duty; with nobody there the listener is told what to do meanwhile."""
    seen_by: str | None
    answer: str


class CareView(Outgoing, frozen=True, kw_only=True):
    """A listener to whom a coordinator should speak."""

    id: str
    name: str
    why: Literal["debrief", "breaks", "heavy"]
    taken_by: str | None = None


class OnShiftView(Outgoing, frozen=True, kw_only=True):
    """A listener on shift, as the board shows them: how full they are, never with whom."""

    id: str
    name: str
    state: Literal["ready", "away", "draining", "paused"]
    load: Literal["free", "room", "full"]
    seats: int


class BoardView(Outgoing, frozen=True, kw_only=True):
    """The live board, in bands. Nothing here singles out a seeker."""

    mood: Literal["calm", "watch", "danger"]
    """`danger`: somebody may be, or has been asked for; `watch`: somebody waits too long, or something is broken."""
    headline: str
    """The one sentence to read from across the room."""
    degraded: tuple[str, ...]
    """Parts of the service that do not do their work."""
    opens: str | None
    """Outside the hours: when they begin again, in words."""
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
    ready: str
    busy: str
    away: str
    people: tuple[OnShiftView, ...]
    """Who is on shift, by name."""
    lost_listeners: int
    back_at_head: int
    urgent_now: int
    """How many of those who wait are in danger: they stand among the alerts one by one anyway."""
    on_duty: tuple[str, ...]
    """The coordinators on duty whose board is open."""
    you_are_on_duty: bool
    alerts: tuple[AlertView, ...]
    words: tuple[WordView, ...]
    """Listeners' private words, the oldest first."""
    care: tuple[CareView, ...]
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
    link: str
    """The same for a person: the code stands behind the #, so that no server sees it in an address."""


class NewcomerView(Outgoing, frozen=True, kw_only=True):
    """Who has joined: the second factor's secret for an authenticator app, and recovery codes, shown once."""

    name: str
    secret: str
    uri: str
    recovery_codes: tuple[str, ...]


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


class AuditView(Outgoing, frozen=True, kw_only=True):
    """Who of the staff did what."""

    at: str
    who: str
    did: str
    target: str


class CellView(Outgoing, frozen=True, kw_only=True):
    """One published count, rounded to five; null is hidden, which counts under ten always are."""

    period: str
    question: str
    v1: str
    v2: str
    n: int | None


class PracticeTurnView(Outgoing, frozen=True, kw_only=True):
    """A bubble of a practice chat; without text it is a silence."""

    author: Literal["seeker", "listener"]
    text: str


class PracticeView(Outgoing, frozen=True, kw_only=True):
    """What a scripted seeker answers."""

    turns: tuple[PracticeTurnView, ...]
    over: bool
    """Whether they have gone."""
