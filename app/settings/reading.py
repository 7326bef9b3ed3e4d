"""Reading the settings at a start: every fault is named at once, by its variable and never with its value."""

import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from dotenv import dotenv_values
from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from app.settings import Settings

PREFIX, APART = "EARSHOT_", "__"
FILE = "EARSHOT_SETTINGS"
"""The variable that names a file of settings; `--settings` says the same."""
_DEMO = ("change", "secret", "example", "password", "earshot", "postgres", "demo", "test", "12345", "xxxx")
"""What words hold that were meant to be replaced."""
_SHORT = 16


class Misconfigured(Exception):
    """The settings cannot be used. It lists why, without a value."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(f"- {fault}" for fault in faults))
        self.faults = faults


def read_settings(file: Path | None = None, **given: Any) -> Settings:
    """Return the settings of the environment, which wins over the file, and of options, which win over both.

    Raises Misconfigured, with every fault.
    """
    with _aside(os.environ) as told:
        faults = _file(told, file)
        faults += [f"{name}: there is no such setting" for name in sorted(told) if _unknown(name)]
        settings, more = _read(told, {name: value for name, value in given.items() if value is not None})
    faults += more
    if settings is None or faults:
        raise Misconfigured(list(dict.fromkeys(faults)))
    return settings.model_copy(update={"data": settings.data.absolute()})


def demands(settings: Settings) -> list[str]:
    """Return what a public service lacks, each in a line; one that only this machine reaches lacks nothing."""
    if not settings.public:
        return []
    needed = {
        "CONTACT": settings.contact,
        "PRIVACY_NOTICE": settings.privacy_notice,
        "HOUSE_RULES": settings.house_rules,
    }
    lacking = [f"{PREFIX}{name}: people have to be able to read it" for name, value in needed.items() if not value]
    lacking += [
        f"{PREFIX}PUBLIC_ORIGINS: {origin} is not encrypted"
        for origin in settings.public_origins
        if origin.startswith("http://") and not _reached_safely(urlsplit(origin).hostname or "")
    ]
    secrets = {
        "CLUSTER_SECRET": settings.cluster_secret and settings.cluster_secret.get_secret_value(),
        "EARSHOT_PAGING_SECRET": settings.paging_secret and settings.paging_secret.get_secret_value(),
        "DATABASE_URL": settings.database_url and sa.make_url(settings.database_url).password,
        "VALKEY_URL": settings.valkey_url and urlsplit(settings.valkey_url).password,
    }
    return lacking + [
        f"{name}: what is secret there can be guessed; make one with `openssl rand -base64 32`"
        for name, value in secrets.items()
        if value and guessable(str(value))
    ]


def guessable(secret: str) -> bool:
    """Whether this was meant to be replaced, or says nothing."""
    low = secret.lower()
    return len(secret) < _SHORT or len(set(secret)) < _SHORT // 2 or any(word in low for word in _DEMO)


def variable(model: type[BaseModel], *place: str | int, prefix: str = PREFIX) -> str:
    """Return the environment's name of a setting."""
    name, *rest = (str(part) for part in place)
    field = model.model_fields.get(name)
    if field is None:
        return name if name.isupper() else f"{prefix}{name.upper()}"
    if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
        inner = f"{prefix}{name.upper()}{APART}"
        return variable(field.annotation, *rest, prefix=inner) if rest else f"{prefix}{name.upper()}"
    return str(field.validation_alias or f"{prefix}{name.upper()}")


@contextmanager
def _aside(environ: MutableMapping[str, str]) -> Iterator[MutableMapping[str, str]]:
    """Let the environment be changed for a while."""
    kept = dict(environ)
    try:
        yield environ
    finally:
        environ.clear()
        environ.update(kept)


def _file(told: MutableMapping[str, str], file: Path | None) -> list[str]:
    chosen = file or (Path(told[FILE]) if told.get(FILE) else None)
    if chosen is None:
        return []
    if not chosen.is_file():
        return [f"{chosen}: there is no such file of settings"]
    for name, value in dotenv_values(chosen, interpolate=False).items():
        told.setdefault(name, value or "")
    return []


def _unknown(name: str) -> bool:
    upper = name.upper()
    parts = upper.removeprefix(PREFIX).lower().split(APART)
    return upper.startswith(PREFIX) and upper != FILE and parts[0] not in Settings.model_fields


def _read(told: MutableMapping[str, str], given: dict[str, Any]) -> tuple[Settings | None, list[str]]:
    """Read again without what was faulty, so that what does not fit together is told too."""
    faults: list[str] = []
    settings = None
    for _ in range(len(Settings.model_fields)):
        try:
            settings = Settings(_env_file=None, **given)
            break
        except SettingsError as refused:  # a whole part given as something that is no JSON
            return None, [*faults, f"{refused}".partition(" from source")[0]]
        except ValidationError as refused:
            again = False
            for error in refused.errors(include_input=False, include_url=False, include_context=False):
                if error["type"] == "default_factory_not_called":  # it hangs on what is told already
                    continue
                said = error["msg"].removeprefix("Value error, ")
                if not error["loc"]:
                    faults += said.splitlines()
                    continue
                name = variable(Settings, *error["loc"])
                faults.append(said if name.removesuffix("S") in said else f"{name}: {said}")
                again |= _dropped(told, given, name, str(error["loc"][0]))
            if not again:
                break
    return settings, faults


def _dropped(told: MutableMapping[str, str], given: dict[str, Any], name: str, field: str) -> bool:
    found = [one for one in told if one.upper() == name or one.upper().startswith(f"{name}{APART}")]
    for one in found:
        del told[one]
    return given.pop(field, None) is not None or bool(found)


def _reached_safely(host: str) -> bool:
    """An onion service encrypts by itself; so does nobody between us and this machine."""
    if host.endswith(".onion") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
