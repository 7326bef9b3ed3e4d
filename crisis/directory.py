"""The help outside that we know of: emergency numbers and lines by country, each with its sources and its doubts.

The file ships facts collected from public lists, one entry a line; ``checked`` stays empty until a person has
dialled. A service lays its own dated corrections over it with ``Directory.overlay``. Which of these fit whom is
decided in ``resources.py``.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crisis.hours import ALWAYS, is_open, understood

KINDS = ("emergency", "suicide", "crisis", "child", "abuse", "sexual_violence", "lgbtq", "substance", "directory")
STALE_AFTER = timedelta(days=180)
"""A check older than this no longer counts as one."""
_NUMBER = re.compile(r"(?:\+|\*)?\(?\d[\d ()*-]*")
_DIALLED = re.compile(r"\+?\*?\d{2,15}")
_KEY = re.compile(r"(?:[a-z]{2}|any)(?:-[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class Resource:
    """One line, text service or site. Numbers are written as people there write them; "" means there is none."""

    country: str
    """ISO 3166 code, or "" for anywhere."""
    name: str
    kind: str
    """One of ``KINDS``."""
    key: str = ""
    """Its own short name, which a correction of it bears too."""
    phone: str = ""
    also: tuple[str, ...] = ()
    """Further numbers of the same line."""
    services: tuple[tuple[str, str], ...] = ()
    """For an emergency entry: the separate numbers of ambulance, police and fire, where they differ."""
    sms: str = ""
    word: str = ""
    """What to text to the number, where a word is asked for."""
    messaging: str = ""
    """An app and the number in it, as text: "WhatsApp 300 754 8933"."""
    chat_url: str = ""
    website: str = ""
    hours: str = ""
    """As ``hours.py`` understands them, in the zone; "" is unknown."""
    zone: str = ""
    languages: tuple[str, ...] = ()
    cost: str = ""
    note: str = ""
    some_only: bool = False
    """Whether it is for some people or one region only, and so comes after those for all."""
    confidence: str = "medium"
    checked: date | None = None
    """The day a person last dialled or opened it."""
    sources: tuple[str, ...] = ()

    @property
    def tel(self) -> str:
        """The ``tel:`` link, or "" without a phone."""
        return f"tel:{digits(self.phone)}" if self.phone else ""

    @property
    def text_to(self) -> str:
        """The ``sms:`` link, or "" without a text number; the word to send is shown beside it."""
        return f"sms:{digits(self.sms)}" if self.sms else ""

    @property
    def written(self) -> bool:
        """Whether it can be reached without speaking aloud."""
        return bool(self.sms or self.chat_url or self.messaging)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number of it, to dial or to text."""
        services = (number for _, number in self.services)
        return tuple(number for number in (self.phone, *self.also, *services, self.sms) if number)

    @property
    def note_unchecked(self) -> bool:
        """Whether it must be marked "not yet checked by us"."""
        return self.checked is None

    def stale(self, today: date) -> bool:
        """Whether no person has tried it within half a year."""
        return self.checked is None or not timedelta(0) <= today - self.checked < STALE_AFTER

    def open_at(self, at: datetime | None) -> bool | None:
        """Tell whether it answers at an aware moment; None where its hours or its zone are unknown."""
        if self.hours == ALWAYS:
            return True
        if at is None or not self.zone:
            return None
        try:
            return is_open(self.hours, at.astimezone(ZoneInfo(self.zone)))
        except (ZoneInfoNotFoundError, ValueError):
            return None

    def faults(self) -> tuple[str, ...]:
        """Name the fields that nobody could dial, open or read; a line without any may be shown."""
        wrong = {
            "key": not _KEY.fullmatch(self.key),
            "name": not self.name.strip(),
            "kind": self.kind not in KINDS,
            "phone": not _dialled(self.phone, *self.also),
            "services": not _dialled(*(number for _, number in self.services)),
            "sms": not _dialled(self.sms),
            "chat_url": not _opened(self.chat_url),
            "website": not _opened(self.website),
            "hours": bool(self.hours) and not understood(self.hours),
        }
        ways = (
            self.numbers if self.kind == "emergency" else (*self.numbers, self.messaging, self.chat_url, self.website)
        )
        return tuple(name for name, is_wrong in (wrong | {"ways": not any(ways)}).items() if is_wrong)


@dataclass(frozen=True)
class Directory:
    """Every resource we know, with the names of the countries and their time zones."""

    resources: tuple[Resource, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _by_country(self) -> dict[str, tuple[Resource, ...]]:
        groups: dict[str, list[Resource]] = {}
        for one in self.resources:
            groups.setdefault(one.country, []).append(one)
        return {country: tuple(group) for country, group in groups.items()}

    def emergency(self, country: str) -> Resource | None:
        """Give a country's emergency entry, or None for a country we do not know."""
        return next((one for one in self._by_country.get(country, ()) if one.kind == "emergency"), None)

    def lines(self, country: str) -> tuple[Resource, ...]:
        """Give a country's lines, without its emergency entry."""
        return tuple(one for one in self._by_country.get(country, ()) if country and one.kind != "emergency")

    def everywhere(self) -> tuple[Resource, ...]:
        """Give the directories that serve any country."""
        return self._by_country.get("", ())

    def countries(self) -> tuple[tuple[str, str], ...]:
        """List ``(code, name)`` of every country with an emergency number, by name, for a picker."""
        return self._countries

    @cached_property
    def _countries(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            sorted(((code, name) for code, name in self.names.items() if self.emergency(code)), key=lambda one: one[1])
        )

    def known(self, key: str) -> Resource | None:
        """Give the resource of this key."""
        return next((one for one in self.resources if one.key == key), None)

    def zone(self, country: str) -> str:
        """Give a country's time zone, or "" where it has several or we do not know the country."""
        return self.zones.get(country, "")

    def overlay(self, corrections: Iterable[Resource], *, hidden: Collection[str] = ()) -> "Directory":
        """Lay corrections over it: the same key replaces, a new one is added, those in ``hidden`` go.

        An emergency entry is replaced by any other of its country, and cannot be hidden.
        """
        kept = {_slot(one): one for one in self.resources}
        kept.update((_slot(one), one) for one in corrections)
        shown = (one for one in kept.values() if one.kind == "emergency" or one.key not in hidden)
        return Directory(tuple(shown), self.names, self.zones)


LOCAL_EMERGENCY = Resource(
    country="",
    name="Your local emergency number",
    kind="emergency",
    hours="24/7",
    note="In many countries, and from most mobile phones, it is 112.",
)
"""Stands first where no country was chosen; it has no number of its own, since none is right everywhere."""


def digits(number: str) -> str:
    """Reduce a written number to what is dialled: digits, and a leading plus or star.

    The zero in brackets of "+44 (0) 20" is dialled at home only, and never after a plus.
    """
    if number.startswith("+"):
        number = number.replace("(0)", "")
    return re.sub(r"[^\d*+]", "", number)


def load(table: Mapping[str, Any]) -> Directory:
    """Build a directory from the shape of ``data/resources.json``; a ``KeyError`` names what an entry lacks."""
    places: Mapping[str, Mapping[str, str]] = table["countries"]
    return Directory(
        tuple(_resource(entry, places.get(entry["country"], {}).get("zone", "")) for entry in table["entries"]),
        {code: place["name"] for code, place in places.items()},
        {code: place["zone"] for code, place in places.items() if "zone" in place},
    )


def _resource(entry: Mapping[str, Any], zone: str) -> Resource:
    return Resource(
        country=entry["country"],
        name=entry["name"],
        kind=entry["kind"],
        key=entry["key"],
        phone=entry.get("phone", ""),
        also=tuple(entry.get("also", ())),
        services=tuple(entry.get("services", {}).items()),
        sms=entry.get("sms", ""),
        word=entry.get("word", ""),
        messaging=entry.get("messaging", ""),
        chat_url=entry.get("chat", ""),
        website=entry.get("website", ""),
        hours=entry.get("hours", ""),
        zone=zone,
        languages=tuple(entry.get("languages", ())),
        cost=entry.get("cost", ""),
        note=entry.get("note", ""),
        some_only=entry.get("some", False),
        confidence=entry["confidence"],
        checked=date.fromisoformat(entry["checked"]) if entry["checked"] else None,
        sources=tuple(entry["sources"]),
    )


def _slot(one: Resource) -> tuple[str, str]:
    return (one.country, "emergency" if one.kind == "emergency" else one.key or one.name)


def _dialled(*numbers: str) -> bool:
    return all(
        _NUMBER.fullmatch(number) and _DIALLED.fullmatch(digits(number)) and number.count("(") == number.count(")")
        for number in numbers
        if number
    )


def _opened(address: str) -> bool:
    return not address or bool(re.fullmatch(r"https?://[^\s/]+\.[^\s]+", address))


DEFAULT = load(json.loads(files("crisis").joinpath("data", "resources.json").read_text(encoding="utf-8")))
"""The directory that ships with the package."""
