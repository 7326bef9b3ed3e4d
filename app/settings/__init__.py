"""What an operator may set, read once from the environment and frozen.

Durations are given in seconds (`EARSHOT_TIMING__OFFER=20`). Each line below a setting is what docs/settings.md says of
it. Nothing here decides; what must not be set together is refused, and `demands` names what a public service needs.
"""

import os
from hashlib import sha256
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, FilePath, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.settings.parts import Duration, Limits, Mail, Timing

__all__ = ["PUSH_HOSTS", "Duration", "Limits", "Mail", "Settings", "Timing"]


def _split(value: object) -> object:
    return tuple(part.strip().rstrip("/") for part in value.split(",")) if isinstance(value, str) else value


def _local_origins(told: dict[str, Any]) -> tuple[str, ...]:
    port = told.get("port", 8000)
    return (f"http://127.0.0.1:{port}", f"http://localhost:{port}")


_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that only this machine reaches."""
_SCHEMES = {
    "PostgreSQL": ("postgresql://", "postgres://", "postgresql+"),
    "Valkey": ("redis://", "rediss://", "unix://"),
}
Network = IPv4Network | IPv6Network
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
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
    port: Port = 8000
    """The port to listen on."""
    operator_host: str = "127.0.0.1"
    """The address at which the operator's own port listens. Let nobody else reach it."""
    operator_port: Port | None = None
    """The operator's own port, for `/metrics` and for `/health/ready` with its parts; none: there is none."""
    log: Literal["plain", "json"] = "plain"
    """How a line of the log looks: for people, or as JSON for programs. Neither holds words or addresses."""
    traces: str = ""
    """Where OpenTelemetry spans of staff's routes go, `http://collector:4318/v1/traces`; none: there are none. Needs
    what `make traces` installs. Of seekers' routes there is never one."""
    data: Path = Path("./.data")
    """The folder for keys and, without `DATABASE_URL`, for the embedded PostgreSQL."""
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    """A PostgreSQL of yours instead of the embedded one: `postgresql://user:password@host/name`; `sslmode=` is
    understood. A public service signs in there as `earshot_app`, who may not change the schema."""
    migrator_url: str | None = Field(default=None, validation_alias="DATABASE_MIGRATOR_URL")
    """The same database for whom its schema belongs to: `earshot migrate` alone needs it, never the server."""
    valkey_url: str | None = Field(default=None, validation_alias="VALKEY_URL")
    """A Valkey (or Redis, from 7 on) for several nodes: `redis://:password@host:6379/0`; none means one node alone."""
    cluster_secret: SecretStr | None = Field(default=None, validation_alias="CLUSTER_SECRET", min_length=16)
    """With `VALKEY_URL`: at least 16 characters, the same at every node and unknown to the store."""
    valkey_may_persist: bool = Field(default=False, validation_alias="VALKEY_MAY_PERSIST")
    """`yes` starts although that Valkey writes what it holds to a disk: sealed, but with times and ids."""
    public_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = Field(
        default_factory=_local_origins, min_length=1
    )
    """The origins under which people reach us, with commas: they fix cookie names and flags, HSTS, the Origin check
    and the printed links (the first one)."""
    onion: Annotated[str, Field(pattern=r"^https?://[a-z2-7]{56}\.onion$")] | None = None
    """Where the same service stands as an onion: `http://….onion`. The front door says so to Tor Browser, where every
    origin of this node is encrypted."""
    proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_split)] = ()
    """Addresses or networks of your proxies, with commas: `127.0.0.1,10.0.0.0/24`. From them alone `X-Forwarded-For`
    is believed, and it serves nothing but limits."""
    exit_url: str = "https://www.bbc.com/weather"
    """The neutral site to which Exit leads."""
    name: str = "Earshot"
    """What the service is called on its pages."""
    tab_title: str = "Notes"
    """What the browser's tab, its history and the page behind Hide say instead: something that everybody has."""
    tab_icon: FilePath | None = None
    """The picture in the tab: an `.svg`, `.png` or `.ico` file of yours; without one it is a sheet with lines."""
    contact: str = ""
    """How you can be reached, a line of text for the page about who runs this. A public service needs one."""
    privacy_notice: FilePath | None = None
    """A text file with your privacy notice: paragraphs stand apart by an empty line. A public service needs one."""
    house_rules: FilePath | None = None
    """A text file with your house rules. A public service needs one."""
    probation_alone: bool = False
    """Offer people to listeners on probation although no coordinator is on duty."""
    course: bool = True
    """Whether new listeners take our course, its quiz and three practice chats before a first shift; `no` is for who
    trains them elsewhere: then they begin on probation at once."""
    samples: bool = False
    """Plant sample topics and staff, and print links that sign in as them: to try the service out."""
    minors: bool = True
    """Whether people under 18 are served; where not, the age step says so and leads to lines that are for them."""
    countries: Annotated[tuple[Country, ...], NoDecode, BeforeValidator(_split)] = ()
    """The countries you serve, `GB,IE`: their crisis lines must have been tried before you open; none means all.
    People of other countries are still shown theirs, marked."""
    allow_unchecked_lines: bool = Field(default=False, validation_alias="ALLOW_UNCHECKED_LINES")
    """`yes` opens to the public although some of these lines were not tried by a person within half a year."""
    reports_folder: Path | None = None
    """A folder *in memory* where one node alone keeps sealed reports over a restart; none: one in `$XDG_RUNTIME_DIR`,
    else in `/dev/shm`. On a machine with neither a restart loses their words."""
    hold_key: str = Field(default="", validation_alias="STATUTORY_HOLD_KEY", pattern="^[A-Za-z0-9_-]*$")
    """Where a law demands it: the public key, made offline, to which officers may seal a case; none: never."""
    hold_folder: Path | None = Field(default=None, validation_alias="STATUTORY_HOLD_FOLDER")
    """Where such a case is put, outside the database; needed with the key."""
    push_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = PUSH_HOSTS
    """Which hosts may be asked to call staff, with commas; `*.` stands for any name before it. Nothing else is ever
    called. `127.0.0.1` counts only where nobody reaches us from elsewhere."""
    paging_secret: SecretStr | None = Field(default=None, min_length=32)
    """What the addresses of staff are sealed with and calls are signed with; none: a file `paging.key` in `data`, or
    with several nodes of `CLUSTER_SECRET`. With another secret everybody has to agree anew."""
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
    def _fits_together(self) -> Self:
        faults = [
            f"{name} is no address of a {what}"
            for name, url, what in (
                ("DATABASE_URL", self.database_url, "PostgreSQL"),
                ("DATABASE_MIGRATOR_URL", self.migrator_url, "PostgreSQL"),
                ("VALKEY_URL", self.valkey_url, "Valkey"),
            )
            if url is not None and not url.startswith(_SCHEMES[what])
        ]
        if self.valkey_url is not None and self.cluster_secret is None and self.public:
            faults.append("VALKEY_URL needs CLUSTER_SECRET: at least 16 characters, the same at every node")
        if bool(self.hold_key) != (self.hold_folder is not None):
            faults.append("STATUTORY_HOLD_KEY and STATUTORY_HOLD_FOLDER go together: both, or none")
        if self.traces and not self.traces.startswith(("http://", "https://")):
            faults.append("EARSHOT_TRACES is no address of a collector")
        if self.traces and find_spec("opentelemetry") is None:
            faults.append("EARSHOT_TRACES needs more than is installed here: `make traces`")
        if self.operator_port == self.port:
            faults.append("EARSHOT_OPERATOR_PORT is EARSHOT_PORT: the operator's port is not for everybody")
        if self.onion is not None and not self.secure:
            faults.append("EARSHOT_ONION is told under https alone: all of EARSHOT_PUBLIC_ORIGINS have to be")
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @property
    def report_folder(self) -> Path | None:
        """The folder in memory for reports: the one that was set, or one of ours where the system has such a place."""
        if self.reports_folder is not None:
            return self.reports_folder
        mine = f"earshot-{sha256(str(self.data.absolute()).encode()).hexdigest()[:12]}"
        places = (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm")  # noqa: S108  # ours alone: 0700, and in memory
        return next((Path(place) / mine for place in places if place and os.access(place, os.W_OK)), None)

    @property
    def public(self) -> bool:
        """Whether people reach us from elsewhere, and this is no sample run: then more is demanded at the start."""
        return not self.samples and any(urlsplit(origin).hostname not in _HERE for origin in self.public_origins)

    @property
    def cookie_prefix(self) -> str:
        """What cookie names start with: browsers hold `__Host-` ones to this host and to TLS."""
        return "__Host-" if self.secure else ""
