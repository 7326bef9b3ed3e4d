"""The help outside that we know of: emergency numbers and lines by country, each with its sources and its doubts.

The file ships facts collected from public lists, one entry a line; ``checked`` stays empty until a person has
dialled. A service lays its own dated corrections over it with ``Directory.overlay``. Which of these fit whom is
decided in ``resources.py``.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = re.compile(r"(?:daily|(\w{3})-(\w{3})) (\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Resource:
    """One line, text service or site. Numbers are written as people there write them; "" means there is none."""

    country: str
    """ISO 3166 code, or "" for anywhere."""
    name: str
    kind: str
    """emergency, suicide, crisis, child, abuse, sexual_violence, lgbtq, substance or directory."""
    phone: str = ""
    also: tuple[str, ...] = ()
    """Further numbers of the same line."""
    services: tuple[tuple[str, str], ...] = ()
    """For an emergency entry: the separate numbers of ambulance, police and fire, where they differ."""
    sms: str = ""
    word: str = ""
    """What to text to the number, where a word is asked for."""
    chat_url: str = ""
    website: str = ""
    hours: str = ""
    """"24/7", "daily 09:00-21:00" or "Mon-Fri 09:00-17:00" in the zone; "" is unknown."""
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
        return bool(self.sms or self.chat_url)

    @property
    def note_unchecked(self) -> bool:
        """Whether it must be marked "not yet checked by us"."""
        return self.checked is None

    def open_at(self, at: datetime | None) -> bool | None:
        """Tell whether it answers at an aware moment; None where its hours or its zone are unknown."""
        if self.hours == "24/7":
            return True
        hours = _HOURS.fullmatch(self.hours)
        if at is None or hours is None:
            return None
        try:
            local = at.astimezone(ZoneInfo(self.zone))
        except (ZoneInfoNotFoundError, ValueError):
            return None
        return _open(hours, local)


@dataclass(frozen=True)
class Directory:
    """Every resource we know, and the names of the countries."""

    resources: tuple[Resource, ...]
    names: Mapping[str, str] = field(default_factory=dict)

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
        return tuple(
            sorted(((code, name) for code, name in self.names.items() if self.emergency(code)), key=lambda one: one[1])
        )

    def overlay(self, corrections: Iterable[Resource], *, removed: Iterable[tuple[str, str]] = ()) -> "Directory":
        """Lay corrections over it: the same country and name replaces, a new one is added, ``removed`` ones go.

        An emergency entry is replaced by any other of its country, and cannot be removed.
        """
        kept = {_key(one): one for one in self.resources}
        for key in removed:
            kept.pop(key, None)
        kept.update((_key(one), one) for one in corrections)
        return Directory(tuple(kept.values()), self.names)


LOCAL_EMERGENCY = Resource(
    country="",
    name="Your local emergency number",
    kind="emergency",
    hours="24/7",
    note="In many countries, and from most mobile phones, it is 112.",
)
"""Stands first where no country was chosen; it has no number of its own, since none is right everywhere."""


def digits(number: str) -> str:
    """Reduce a written number to what is dialled: digits, and a leading plus or star."""
    return re.sub(r"[^\d*#+]", "", number)


def load(table: Mapping[str, Any]) -> Directory:
    """Build a directory from the shape of ``data/resources.json``; a ``KeyError`` names what an entry lacks."""
    places: Mapping[str, Mapping[str, str]] = table["countries"]
    return Directory(
        tuple(_resource(entry, places.get(entry["country"], {}).get("zone", "")) for entry in table["entries"]),
        {code: place["name"] for code, place in places.items()},
    )


def _resource(entry: Mapping[str, Any], zone: str) -> Resource:
    return Resource(
        country=entry["country"],
        name=entry["name"],
        kind=entry["kind"],
        phone=entry.get("phone", ""),
        also=tuple(entry.get("also", ())),
        services=tuple(entry.get("services", {}).items()),
        sms=entry.get("sms", ""),
        word=entry.get("word", ""),
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


def _key(one: Resource) -> tuple[str, str]:
    return (one.country, "emergency" if one.kind == "emergency" else one.name)


def _open(hours: re.Match[str], local: datetime) -> bool:
    first, last, *clock = hours.groups()
    opens, closes = (timedelta(hours=int(hour), minutes=int(minute)) for hour, minute in (clock[:2], clock[2:]))
    into_day = datetime.combine(local.date(), local.time()) - datetime.combine(local.date(), time.min)
    if closes <= opens:
        closes += timedelta(days=1)
    days = _run(first, last)
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    late = into_day + timedelta(days=1)
    return (today in days and opens <= into_day < closes) or (yesterday in days and opens <= late < closes)


def _run(first: str | None, last: str | None) -> frozenset[int]:
    if first is None or last is None:
        return frozenset(range(7))
    start, end = _DAYS.index(first), _DAYS.index(last)
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


DEFAULT = load(json.loads(files("crisis").joinpath("data", "resources.json").read_text(encoding="utf-8")))
"""The directory that ships with the package."""
