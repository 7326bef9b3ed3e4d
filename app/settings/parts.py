"""The parts of the settings that stand together: how long things take, how many there may be, and the mail server."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator


def _from_seconds(value: object) -> object:
    return timedelta(seconds=float(value)) if isinstance(value, int | float | str) else value


Duration = Annotated[timedelta, BeforeValidator(_from_seconds), Field(gt=timedelta(0))]


class Timing(BaseModel):
    """How long things take and last."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    offer: Duration = timedelta(seconds=20)
    """A listener's time to answer an offer; who passed or let it lapse is asked again after three times as long."""
    standby_after: Duration = timedelta(minutes=5)
    """After this wait a ticket counts on the board as waiting too long, and listeners who agreed are called."""
    wait_limit: Duration = timedelta(minutes=30)
    """The longest wait before an honest message with other help."""
    seeker_seen: Duration = timedelta(seconds=25)
    """Only a seeker seen this recently is offered."""
    absent_limit: Duration = timedelta(minutes=15)
    """A waiting seeker whose page was silent this long has left."""
    answer: Duration = timedelta(seconds=15)
    """A seeker's page has to be heard of this soon after a listener accepted; else they get the next person, without a
    mark."""
    away_after: Duration = timedelta(seconds=4)
    """A page silent this long is shown to the other as away: short enough to be true, long enough for a reload."""
    listener_lost: Duration = timedelta(seconds=25)
    """A listener gone this long is lost: the seeker is told (within 30 s), and is back at the head."""
    stub_wait: Duration = timedelta(seconds=30)
    """After a restart, how long a chat waits for its listener's stub."""
    first_word: Duration = timedelta(seconds=45)
    """A listener who has not written this long after the start is nudged."""
    next_word: Duration = timedelta(minutes=3)
    """The same for an answer, later in the chat."""
    after_nudge: Duration = timedelta(seconds=60)
    """How long after the nudge the seeker is offered somebody else."""
    moment: Duration = timedelta(minutes=3)
    """How long "I need a moment" stops both of these."""
    hand_over: Duration = timedelta(minutes=5)
    """How long somebody is looked for who takes a chat over."""
    closing_notice: Duration = timedelta(minutes=15)
    """How long who waits is still served after the door has closed."""
    chat: Duration = timedelta(minutes=60)
    """How long a chat lasts; not at HIGH or above."""
    chat_notice: Duration = timedelta(minutes=50)
    """When both sides are told that the time is nearly up."""
    chat_extension: Duration = timedelta(minutes=15)
    """What a listener adds at a time."""
    quiet_ask: Duration = timedelta(minutes=5)
    """After this silence the seeker is asked whether they are still there, in a chat and in a long line."""
    quiet_warn: Duration = timedelta(minutes=10)
    """After this silence the seeker is told that the chat will end, or passed by in a long line; the place is kept."""
    quiet_end: Duration = timedelta(minutes=15)
    """After this silence the chat ends; not at HIGH or above."""
    practice_pause: Duration = timedelta(seconds=3)
    """The longest that a scripted seeker in the practice room seems to write."""
    wrap_up: Duration = timedelta(seconds=60)
    """A listener's pause after a chat."""
    crisis_break: Duration = timedelta(minutes=10)
    """A listener's break after a chat that reached HIGH."""
    slow: Duration = timedelta(seconds=30)
    """The pause of a seeker who keeps turning on the listener."""
    aftermath: Duration = timedelta(minutes=10)
    """How long the last page can still take feedback or a report before everything is forgotten."""
    emergency_held: Duration = timedelta(minutes=30)
    """How long a chat at HIGH or above that fell silent is held open."""
    report_kept: Duration = timedelta(hours=72)
    """How long a report's sealed words are kept undecided; an officer may double it once, with a reason."""
    pass_life: Duration = timedelta(hours=12)
    """How long a seeker's pass is good for; longer than a day outlives its key."""
    staff_session: Duration = timedelta(hours=12)
    """How long a member of staff stays signed in; an open desk or board stays open when that is over."""
    drain: Duration = timedelta(minutes=90)
    """How long a node that drains waits for its chats; for one at HIGH or above it waits longer."""
    staff_idle: Duration = timedelta(hours=2)
    """How long of that without a page open and without a request; what is longer ends the session."""
    staff_fresh: Duration = timedelta(minutes=15)
    """How long after signing in one may change how one signs in."""
    timed_wait: Duration = timedelta(seconds=20)
    """Under pressure: how long who has no script waits instead of proving work."""
    traces: Duration = timedelta(seconds=60)
    """How often spans of staff's routes are handed over, where somebody asked for them."""
    place_from_one: Duration = timedelta(seconds=30)
    """How soon after a place taken from one network another one is free."""
    place_from_all: Duration = timedelta(seconds=0.5)
    """The same for everybody together."""
    stage_extra: Duration = timedelta(minutes=60)
    """Anonymous rows are written at a random moment up to this long after each four-hour block."""


class Limits(BaseModel):
    """How many there may be."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    chat_ring: int = Field(default=200, ge=1)
    """Messages kept in memory for a chat's pages to resume."""
    burst: int = Field(default=20, ge=1)
    """Messages that one person may post in a chat within ten seconds."""
    turned_away: int = Field(default=3, ge=1)
    """Chats that listeners may end with "not here for support" before a visit is over."""
    seats: int = Field(default=3, ge=1, le=3)
    """Chats that one listener may hold at once, at most."""
    busy_line: float = Field(default=2, gt=0)
    """People waiting for each ready listener from which the landing page says that it takes long."""
    urgent_only_line: float = Field(default=8, gt=0)
    """The same, from which only those in danger are taken in."""
    short_line: int = Field(default=20, ge=1)
    """With fewer people waiting the door never closes by itself."""
    places_from_one: int = Field(default=10, ge=1)
    """Places in line that one network may take at once before more of them cost a little work."""
    places_from_all: int = Field(default=100, ge=1)
    """The same for everybody together, at each node."""
    frames_queued: int = Field(default=64, ge=1)
    """Frames that may wait for a slow page, besides what it resumes with, before it is asked to come back."""


class Mail(BaseModel):
    """The server that takes our e-mail to staff; without a host none is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)

    host: str = ""
    """The SMTP server; empty: nobody is called by e-mail."""
    port: int = Field(default=587, ge=1, le=65535)
    """Its port."""
    user: str = ""
    """The name to sign in with there; empty: without signing in."""
    password: SecretStr = SecretStr("")
    """The password to that name."""
    sender: str = Field(default="", pattern=r"^([^@\s]+@[^@\s]+)?$")
    """The address that our e-mail comes from; push services are told it too, to reach whoever runs this."""
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """How the way there is encrypted."""

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if self.host and not self.sender:
            raise ValueError("EARSHOT_MAIL__HOST needs EARSHOT_MAIL__SENDER")
        return self
