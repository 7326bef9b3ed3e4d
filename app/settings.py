"""What an operator may set, read once from the environment and frozen.

Durations are given in seconds (`EARSHOT_TIMING__OFFER=20`). One value here is secret; nothing here decides.
"""

import os
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FilePath, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _from_seconds(value: object) -> object:
    return timedelta(seconds=float(value)) if isinstance(value, int | float | str) else value


def _split(value: object) -> object:
    return tuple(part.strip().rstrip("/") for part in value.split(",")) if isinstance(value, str) else value


def _local_origins(told: dict[str, Any]) -> tuple[str, ...]:
    port = told.get("port", 8000)
    return (f"http://127.0.0.1:{port}", f"http://localhost:{port}")


_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that only this machine reaches."""
Duration = Annotated[timedelta, BeforeValidator(_from_seconds), Field(gt=timedelta(0))]


Network = IPv4Network | IPv6Network
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Timing(BaseModel):
    """How long things take and last."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    offer: Duration = timedelta(seconds=20)
    """A listener's time to answer an offer."""
    standby_after: Duration = timedelta(minutes=5)
    """A ticket that waited this long stands on the board as waiting too long."""
    wait_limit: Duration = timedelta(minutes=30)
    """The longest wait before an honest message with other help."""
    seeker_seen: Duration = timedelta(seconds=25)
    """Only a seeker seen this recently is offered."""
    absent_limit: Duration = timedelta(minutes=15)
    """A waiting seeker whose page was silent this long has left."""
    answer: Duration = timedelta(seconds=15)
    """A seeker's page has to be heard of this soon after a listener accepted; else they get the next person."""
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
    """How long a chat lasts."""
    chat_notice: Duration = timedelta(minutes=50)
    """When both sides are told that the time is nearly up."""
    chat_extension: Duration = timedelta(minutes=15)
    """What a listener may add."""
    quiet_ask: Duration = timedelta(minutes=5)
    """After this silence the seeker is asked whether they are still there."""
    quiet_warn: Duration = timedelta(minutes=10)
    """After this silence the seeker is told that the chat will end."""
    quiet_end: Duration = timedelta(minutes=15)
    """After this silence the chat ends."""
    practice_pause: Duration = timedelta(seconds=3)
    """The longest that a scripted seeker in the practice room seems to write."""
    wrap_up: Duration = timedelta(seconds=60)
    """A listener's pause after a chat."""
    crisis_break: Duration = timedelta(minutes=10)
    """A listener's break after a crisis."""
    slow: Duration = timedelta(seconds=30)
    """The pause of a seeker who keeps turning on the listener."""
    aftermath: Duration = timedelta(minutes=10)
    """How long the last page can still take feedback or a report before everything is forgotten."""
    emergency_held: Duration = timedelta(minutes=30)
    """How long a chat that fell silent after an emergency is held open."""
    report_kept: Duration = timedelta(hours=72)
    """How long a report's sealed words are kept undecided; an officer may double it once, with a reason."""
    pass_life: Duration = timedelta(hours=12)
    """How long a seeker's pass is good for."""
    staff_session: Duration = timedelta(hours=12)
    """How long a member of staff stays signed in."""
    drain: Duration = timedelta(minutes=90)
    """How long a node that drains waits for its chats; for one at HIGH or above it waits longer."""
    staff_idle: Duration = timedelta(hours=2)
    """How long of that without a page open and without a request; what is longer ends the session."""
    staff_fresh: Duration = timedelta(minutes=15)
    """How long after signing in one may change how one signs in."""
    timed_wait: Duration = timedelta(seconds=20)
    """Under pressure: how long who has no script waits instead of proving work."""
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
    """The same for everybody together."""
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


PUSH_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
"""The push services of the browsers there are."""


class Settings(BaseSettings):
    """Everything an operator may set: `EARSHOT_…` in the environment, and `DATABASE_URL`."""

    model_config = SettingsConfigDict(
        env_prefix="EARSHOT_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,  # a mistake is named by its variable; passwords and the secret stay out of logs
    )

    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = Field(default=8000, ge=1, le=65535)
    """The port to listen on."""
    data: Path = Path("./.data")
    """The folder for keys and, without `DATABASE_URL`, for the embedded PostgreSQL."""
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    """The PostgreSQL to use instead of the embedded one."""
    valkey_url: str | None = Field(default=None, validation_alias="VALKEY_URL")
    """The Valkey (or Redis, from 7 on) that holds live memory for several nodes; none means one node alone."""
    cluster_secret: SecretStr | None = Field(default=None, validation_alias="CLUSTER_SECRET", min_length=16)
    """What the nodes know and the store does not: passes, stubs and what nodes tell each other hang on it."""
    valkey_may_persist: bool = Field(default=False, validation_alias="VALKEY_MAY_PERSIST")
    """Start although the Valkey writes what it holds to a disk."""
    public_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = Field(
        default_factory=_local_origins, min_length=1
    )
    """The origins under which people reach us, separated by commas: they fix cookies, links and the Origin check."""
    proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_split)] = ()
    """The addresses or networks of our own proxies: from them alone `X-Forwarded-For` is believed, for limits only."""
    exit_url: str = "https://www.bbc.com/weather"
    """The neutral site to which the exit leads."""
    name: str = "Earshot"
    """What the service is called on its pages."""
    tab_title: str = "Notes"
    """What the browser's tab, its history and the page behind Hide say instead: something that everybody has."""
    tab_icon: FilePath | None = None
    """The picture in the tab; without one it is a sheet with lines."""
    contact: str = ""
    """How whoever runs this can be reached, as a line of text."""
    privacy_notice: FilePath | None = None
    """A text file: its paragraphs are the page about privacy."""
    house_rules: FilePath | None = None
    """A text file: its paragraphs are the house rules."""
    course: bool = True
    """Whether new listeners take our course before a first shift; `no` is for who trains them elsewhere."""
    samples: bool = False
    """Plant sample topics and staff, to try the service out."""
    minors: bool = True
    """Whether people under 18 are served; they are told before intake."""
    countries: Annotated[tuple[Country, ...], NoDecode, BeforeValidator(_split)] = ()
    """The countries whose crisis lines must be checked before we open, separated by commas; none means all."""
    allow_unchecked_lines: bool = Field(default=False, validation_alias="ALLOW_UNCHECKED_LINES")
    """Open to the public although a person has not tried every crisis line within half a year."""
    reports_folder: Path | None = None
    """A folder that lives in memory, where one node alone keeps reports over a restart; none: we look for one."""
    hold_key: str = Field(default="", validation_alias="STATUTORY_HOLD_KEY", pattern="^[A-Za-z0-9_-]*$")
    """Where a law demands it: the public key, made offline, to which officers may seal a case; empty: never."""
    hold_folder: Path | None = Field(default=None, validation_alias="STATUTORY_HOLD_FOLDER")
    """Where such a case is put, outside the database; needed with the key."""
    push_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = PUSH_HOSTS
    """The push services that may be asked to call staff, with commas; `*.` stands for any name before it."""
    paging_secret: SecretStr | None = Field(default=None, min_length=32)
    """What the addresses of staff who are called are sealed with; none: a file in `data`, or the cluster's secret."""
    mail: Mail = Mail()
    """The server that takes our e-mail to staff."""
    timing: Timing = Timing()
    """How long things take and last."""
    limits: Limits = Limits()
    """How many there may be."""

    @property
    def secure(self) -> bool:
        """Whether every way to reach us is encrypted, so that cookies may insist on it."""
        return all(origin.startswith("https://") for origin in self.public_origins)

    @model_validator(mode="after")
    def _nodes_share_a_secret(self) -> Self:
        if self.valkey_url is not None and self.cluster_secret is None and self.public:
            raise ValueError("VALKEY_URL needs CLUSTER_SECRET: at least 16 characters, the same at every node")
        return self

    @property
    def report_folder(self) -> Path | None:
        """The folder in memory for reports: the one that was set, or one of ours where the system has such a place."""
        if self.reports_folder is not None:
            return self.reports_folder
        mine = f"earshot-{sha256(str(self.data.absolute()).encode()).hexdigest()[:12]}"
        places = (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm")  # noqa: S108  # ours alone: 0700, and in memory
        return next((Path(place) / mine for place in places if place and os.access(place, os.W_OK)), None)

    @model_validator(mode="after")
    def _holds_somewhere(self) -> Self:
        if bool(self.hold_key) != (self.hold_folder is not None):
            raise ValueError("STATUTORY_HOLD_KEY and STATUTORY_HOLD_FOLDER go together: both, or none")
        return self

    @property
    def public(self) -> bool:
        """Whether people reach us from elsewhere, and this is no sample run: then more is demanded at the start."""
        return not self.samples and any(urlsplit(origin).hostname not in _HERE for origin in self.public_origins)

    @property
    def cookie_prefix(self) -> str:
        """What cookie names start with: browsers hold `__Host-` ones to this host and to TLS."""
        return "__Host-" if self.secure else ""
