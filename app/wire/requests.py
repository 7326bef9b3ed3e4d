"""Bodies of the JSON API, as clients send them."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from app.wire.base import EARLIER_CHATS, MAX_NAME, MAX_TEXT, Id, Incoming, Scale

AgeBandName = Literal["under13", "13-15", "16-17", "adult", "undeclared"]
SelfReport = Literal["no", "thoughts", "plan", "now", "undisclosed"]
Language = Annotated[str, msgspec.Meta(min_length=2, max_length=8, pattern="^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
LineKind = Literal[
    "emergency", "suicide", "crisis", "child", "abuse", "sexual_violence", "lgbtq", "substance", "directory"
]
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
Topic = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern="^[a-z0-9-]+$")]
NotTonight = Annotated[tuple[Topic, ...], msgspec.Meta(max_length=60)]
FirstMessage = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
MadeUpName = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
Pronouns = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
ReportReason = Literal["unsafe", "sexual", "harassing", "asked-for-contact", "child-at-risk", "threat", "other"]


Rule = Literal["kindness", "nothing-sexual", "stay-here", "children", "stay-with-danger", "honest-reports", "none"]
Decision = Literal["removed", "trained", "warned", "nothing"]
DecisionReason = Literal["words-show", "words-do-not", "pattern", "said-so", "no-words", "mistake"]


class JoinLine(Incoming, frozen=True, kw_only=True):
    """A seeker asks for somebody to talk to. Only the age band needs an answer."""

    age_band: AgeBandName
    topics: Annotated[tuple[Topic, ...], msgspec.Meta(max_length=3)] = ()
    language: Language = "en"
    feeling: Scale | None = None
    """How bad it is, 1 (all right) to 5 (unbearable)."""
    self_report: SelfReport = "undisclosed"
    first_message: FirstMessage = ""
    called: MadeUpName = ""
    """What the listener may call them. No contact details, whatever is confirmed."""
    pronouns: Pronouns = ""
    confirmed: bool = False
    """The first message holds contact details, and should be kept as it is."""
    country: Country | None = None
    hides: bool = False
    """Somebody may see the screen: the page hides itself when it goes into the background."""
    proof: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    """The answer to a challenge, after `proof-needed`; good once."""


class EditTicket(Incoming, frozen=True, kw_only=True):
    """The waiting seeker rewrites the first message, or states an age band after all."""

    first_message: FirstMessage | None = None
    confirmed: bool = False
    """It holds contact details, and should be kept as it is."""
    age_band: Literal["13-15", "16-17", "adult"] | None = None


class Report(Incoming, frozen=True, kw_only=True):
    """Somebody says that something was wrong. A category, never a text."""

    reason: ReportReason
    block: bool = True
    """Never to meet the other person again. For what is grave that holds in any case."""
    earlier: Annotated[int, msgspec.Meta(ge=0, le=EARLIER_CHATS)] = 0
    """A seeker's: about whom they had so many listeners ago, who handed over or was changed. The chat now goes on."""


class Verdict(Incoming, frozen=True, kw_only=True):
    """What a person decides about a case, chosen from our lists."""

    rule: Rule
    decision: Decision
    reason: DecisionReason


Sealed = Annotated[str, msgspec.Meta(min_length=1, max_length=400, pattern="^[A-Za-z0-9_-]+$")]


class OfficerKey(Incoming, frozen=True, kw_only=True):
    """A coordinator's new key pair: the public half, and the private one wrapped under a passphrase."""

    public: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern="^[A-Za-z0-9_-]+$")]
    wrapped: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern="^[0-9]+[.][A-Za-z0-9_-]+$")]


class HandShare(Incoming, frozen=True, kw_only=True):
    """An officer's share of a case's key, sealed anew to another officer."""

    to: Id
    share: Sealed


class HoldCase(Incoming, frozen=True, kw_only=True):
    """A case's key, sealed to the offline key of a statutory hold."""

    key: Sealed


class AskCase(Incoming, frozen=True, kw_only=True):
    """Somebody asks what became of a report."""

    case_code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class Feedback(Incoming, frozen=True, kw_only=True):
    """Three taps afterwards; each may be left out."""

    feeling: Scale | None = None
    heard: Literal["yes", "partly", "no"] | None = None
    safe: Literal["yes", "no"] | None = None


class SignIn(Incoming, frozen=True, kw_only=True):
    """A member of staff signs in: pseudonym, password, and the six digits or a recovery code."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    code: Annotated[str, msgspec.Meta(pattern="^([0-9]{6}|[0-9A-Za-z -]{16,24})$")]


class AcceptInvitation(Incoming, frozen=True, kw_only=True):
    """An invited person chooses a pseudonym and a password; the second factor's secret comes back once."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    name: Annotated[str, msgspec.Meta(min_length=2, max_length=40)]
    password: Annotated[str, msgspec.Meta(min_length=12, max_length=128)]


class Invite(Incoming, frozen=True, kw_only=True):
    """A coordinator invites somebody."""

    role: Literal["listener", "coordinator"]


Number = Annotated[str, msgspec.Meta(max_length=40)]
Address = Annotated[str, msgspec.Meta(max_length=200)]


class CorrectLine(Incoming, frozen=True, kw_only=True):
    """A line outside, whole: what is left out is empty. Its country is the beginning of its key."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    kind: LineKind = "crisis"
    phone: Number = ""
    also: Annotated[tuple[Number, ...], msgspec.Meta(max_length=4)] = ()
    services: dict[Literal["ambulance", "police", "fire"], Number] = {}
    """Of an emergency number, where the services have their own."""
    sms: Number = ""
    word: Annotated[str, msgspec.Meta(max_length=20)] = ""
    messaging: Annotated[str, msgspec.Meta(max_length=80)] = ""
    chat_url: Address = ""
    website: Address = ""
    hours: Annotated[str, msgspec.Meta(max_length=80)] = ""
    languages: Annotated[tuple[Language, ...], msgspec.Meta(max_length=24)] = ()
    cost: Annotated[str, msgspec.Meta(max_length=20)] = ""
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""
    some_only: bool = False
    """Whether it is for some people or one region only."""
    checked: date | None = None
    """The day a person dialled or opened it."""
    hidden: bool = False


class SetShift(Incoming, frozen=True, kw_only=True):
    """A listener's shift: ready for offers, away for a while, draining (no new ones), or off."""

    state: Literal["ready", "away", "draining", "off"]
    seats: Annotated[int, msgspec.Meta(ge=1, le=3)] | None = None
    burst: bool | None = None
    """One person more than the seats, should somebody be in danger."""
    topics_tonight: tuple[Topic, ...] | None = None
    """The topics taken tonight; left out: all of the listener's."""
    not_tonight: NotTonight | None = None
    """Topics that are not offered tonight, for no reason that anybody asks; left out: as before."""


class SetDoor(Incoming, frozen=True, kw_only=True):
    """A coordinator's word on who may join; "auto" leaves it to the counts."""

    door: Literal["auto", "open", "busy", "urgentOnly", "closed"]


class SetTopic(Incoming, frozen=True, kw_only=True):
    """Open or close a topic to those who come."""

    open: bool


class Openers(Incoming, frozen=True, kw_only=True):
    """A listener's own first lines, to be put into the box and never sent by themselves."""

    texts: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=200)], ...], msgspec.Meta(max_length=5)]


class WrapUp(Incoming, frozen=True, kw_only=True):
    """A chat is wrapped up. What it was about stays on the listener's page."""

    chat: Id
    enough_of: Annotated[tuple[Topic, ...], msgspec.Meta(max_length=3)] = ()
    """Topics that are not for tonight any more."""
    heavy: bool = False
    longer: bool = False
    """Ten minutes instead of one, because the listener wants them."""


class Practise(Incoming, frozen=True, kw_only=True):
    """A practice chat as far as it has come: the listener's lines, the last one new. An empty line leaves room."""

    chance: Annotated[int, msgspec.Meta(ge=0, lt=1000)]
    """Which of a scripted seeker's ways of saying things are drawn."""
    said: Annotated[tuple[FirstMessage, ...], msgspec.Meta(min_length=1, max_length=30)]
