"""What the safety desk and the case page show: reports, officers, pauses. No word of any chat is among it."""

from app.wire.base import Outgoing


class DeskCaseView(Outgoing, frozen=True, kw_only=True):
    """A report as coordinators see it; what only live memory knew is null once it is decided or over."""

    id: str
    week: str
    state: str
    """`open`, `decided`, `appealed` or `appealDecided`."""
    category: str
    about: str
    listener: str | None
    """The account it is about, or that reported."""
    band: str | None
    """The seeker's age, as they said it: adult, minor or undeclared."""
    stopped: bool
    """Whether a program stopped new offers at once."""
    sealed: bool
    hours_left: int | None
    """Until the words are gone."""
    extended: str
    handed_by: str | None
    """Who has opened it for the viewer."""
    handed_to: str | None
    """For whom the viewer has opened it."""
    decision: str | None
    rule: str | None
    reason: str | None
    took: str
    overturned: bool


class OfficerView(Outgoing, frozen=True, kw_only=True):
    """A safety officer, or a coordinator who has made a key and waits for two others."""

    id: str
    name: str
    officer: bool
    asked_by: str
    """Who has asked for a change, and needs a second person."""


class PausedView(Outgoing, frozen=True, kw_only=True):
    """A listener who gets nobody new until a person lifts it."""

    id: str
    name: str
    for_a_child: bool
    asked_by: str


class ConductWeekView(Outgoing, frozen=True, kw_only=True):
    """A week in which a listener's words gave cues."""

    week: str
    band: str
    """`low`, `some` or `much`."""


class ConductView(Outgoing, frozen=True, kw_only=True):
    """A listener's weeks, the newest first."""

    id: str
    name: str
    weeks: tuple[ConductWeekView, ...]


class SafetyDeskView(Outgoing, frozen=True, kw_only=True):
    """The whole desk."""

    wave: bool
    """Three reports within an hour."""
    enough: bool
    """Whether there are two officers: without them no words are kept."""
    officer: bool
    """Whether the viewer is one."""
    cases: tuple[DeskCaseView, ...]
    officers: tuple[OfficerView, ...]
    paused: tuple[PausedView, ...]
    conduct: tuple[ConductView, ...]


class KeyHolderView(Outgoing, frozen=True, kw_only=True):
    """An officer to whom something can be sealed."""

    id: str
    name: str
    key: str


class ShareView(Outgoing, frozen=True, kw_only=True):
    """An officer's own share of a case's key, sealed, and to whom they may hand it."""

    excerpt: str
    share: str
    wrapped: str
    """The officer's private key under their passphrase."""
    others: tuple[KeyHolderView, ...]


class WordsView(Outgoing, frozen=True, kw_only=True):
    """What an officer's browser needs to read a case that another officer has opened for them."""

    excerpt: str
    words: str
    share: str
    handed: str
    by: str
    wrapped: str
    hold: str
    """The offline key of a statutory hold; empty where nothing is ever held."""


class CaseView(Outgoing, frozen=True, kw_only=True):
    """What became of a report, for whoever has its code."""

    state: str
    category: str
    decision: str | None
    rule: str | None
    reason: str | None
    machine: bool
    """Whether a program took part: it stopped new offers at once, and decided nothing."""
    may_appeal: bool
    overturned: bool
    expires: str


class OwnCaseView(Outgoing, frozen=True, kw_only=True):
    """What was decided about a listener, for themselves."""

    id: str
    week: str
    state: str
    """`decided`, `appealed` or `appealDecided`."""
    category: str
    decision: str
    rule: str
    reason: str
    machine: bool
    """Whether a program stopped new offers before a person looked."""
    may_appeal: bool
    overturned: bool
    expires: str


class HeldYearView(Outgoing, frozen=True, kw_only=True):
    """How many cases a law made us hold in a year."""

    year: int
    n: int
