"""What coordinators set for the whole service: read from the records, checked kindly, in force at every node at once.

What they do not set is as the operator's environment says. Nothing here needs a restart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.records import audit, service_settings
from app.records.tables import Staff
from app.safety.contact import find_contact
from app.services.house.tell import tell_others
from app.services.node import Node
from app.settings import Settings
from matching.opening import ALL_DAY, NotHours, Opening, read_hours, say_hours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = 200
"""Letters of a value, as the table holds it."""


class NotSettled(Exception):
    """Something cannot be so. `field` is which, `why` is for whoever typed it."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field)
        self.field, self.why = field, why


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that coordinators may set in the operator's place."""

    label: str
    hint: str
    read: Callable[[str], Any]
    """Returns the value; raises ValueError with words for whoever typed it."""
    of_limits: bool = False


def _number(least: float, most: float, *, whole: bool) -> Callable[[str], Any]:
    def read(text: str) -> float | int:
        words = f"That should be a {'whole ' if whole else ''}number from {least:g} to {most:g}."
        try:
            number = int(text) if whole else float(text.replace(",", "."))
        except ValueError as typed:
            raise ValueError(words) from typed
        if not least <= number <= most:
            raise ValueError(words)
        return number

    return read


def _name(text: str) -> str:
    if not 2 <= len(text) <= 40 or not text.isprintable() or find_contact(text) is not None:  # noqa: PLR2004
        raise ValueError("A name of 2 to 40 letters, please, without a number or an address in it.")
    return text


def _site(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.username is None and " " not in text
    except ValueError:
        fits = False
    if not fits or len(text) > LONGEST:
        raise ValueError("A whole address, please: https:// and a site that everybody looks at, like the weather.")
    return text


CHOICES: Mapping[str, Choice] = {
    "name": Choice("Name of the service", "Stands at the top of every page.", _name),
    "exit_url": Choice("Neutral site", "Where Exit leads: something that everybody has open.", _site),
    "busy_line": Choice(
        "Say that it takes long",
        "From this many people waiting for each listener who is ready.",
        _number(0.5, 100, whole=False),
        of_limits=True,
    ),
    "urgent_only_line": Choice(
        "Take in only who is in danger", "From this many for each, instead.", _number(1, 200, whole=False), True
    ),
    "short_line": Choice(
        "Never by itself below", "With fewer people waiting the door stays open.", _number(1, 1000, whole=True), True
    ),
    "seats": Choice("Chats at once", "For a listener, at most; less for who is new.", _number(1, 3, whole=True), True),
}


def read_zone(name: str) -> tzinfo:
    """Return a time zone. Raises NotSettled."""
    if name.strip() in {"", "UTC"}:
        return UTC
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise NotSettled("zone", "No such time zone. They are named like Europe/Dublin or America/Bogota.") from unknown


async def load_house(node: Node) -> None:
    """Take up what is set, over what the operator's environment says."""
    async with node.records.unit() as unit:
        told = await service_settings.everything(unit)
    node.opening = opening_of(told)
    node.settings = _overlaid(node, {key: _standing(key, told[key]) for key in CHOICES if key in told})


async def set_choices(node: Node, by: Staff, said: Mapping[str, str], *, now: datetime) -> None:
    """Set names and limits; an empty one goes back to the operator's. Raises NotSettled, and then sets nothing."""
    wanted: dict[str, str] = {}
    for key, text in said.items():
        wanted[key] = " ".join(text.split())
        _check(node, key, wanted[key])
    _check_together(node, wanted)
    await _keep(node, by, wanted, "changed settings", now=now)


async def set_hours(node: Node, by: Staff, zone: str, week: Mapping[str, str], *, now: datetime) -> None:
    """Set the time zone and the hours of each weekday. Raises NotSettled, and then sets nothing."""
    read_zone(zone)
    wanted = {"zone": zone.strip()}
    for day in WEEKDAYS:
        wanted[f"hours.{day}"] = _hours(f"hours.{day}", week.get(day, ""))
    await _keep(node, by, wanted, "changed hours", now=now)


async def set_holiday(node: Node, by: Staff, day: str, hours: str, *, now: datetime) -> None:
    """Let other hours hold on one day. Raises NotSettled."""
    try:
        wanted = date.fromisoformat(day.strip())
    except ValueError as unknown:
        raise NotSettled("day", "Choose a day.") from unknown
    if wanted < now.astimezone(node.opening.zone).date():
        raise NotSettled("day", "That day has passed.")
    await _keep(node, by, {f"holiday.{wanted.isoformat()}": _hours("holiday", hours)}, "changed a holiday", now=now)


async def drop_holiday(node: Node, by: Staff, day: str, *, now: datetime) -> None:
    """Let a day be as its weekday is."""
    await _keep(node, by, {f"holiday.{day}": ""}, "changed a holiday", now=now)


def opening_of(told: Mapping[str, str]) -> Opening:
    """Return the hours that are set. What cannot be read closes nothing: somebody may need us."""
    try:
        zone: tzinfo = read_zone(told.get("zone", ""))
    except NotSettled:
        zone = UTC
    holidays = {}
    for key, text in told.items():
        if key.startswith("holiday."):
            holidays[date.fromisoformat(key.removeprefix("holiday."))] = _spans(text)
    week = tuple(_spans(told.get(f"hours.{day}", "always")) for day in WEEKDAYS)
    return Opening(week=week, holidays=holidays, zone=zone)


def _spans(text: str) -> Any:
    try:
        return read_hours(text)
    except NotHours:
        return ALL_DAY


def _hours(field: str, text: str) -> str:
    try:
        return say_hours(read_hours(text))
    except NotHours as typed:
        why = "Hours are written as 18:00-02:00, as 10:00-12:00, 18:00-22:00, as always, or as closed."
        raise NotSettled(field, why) from typed


def _check(node: Node, key: str, text: str) -> None:
    if not text:
        return
    try:
        CHOICES[key].read(text)
    except ValueError as typed:
        raise NotSettled(key, str(typed)) from typed
    if key == "exit_url" and urlsplit(text).netloc in {urlsplit(one).netloc for one in node.settings.public_origins}:
        raise NotSettled(key, "That is this service itself. Exit should lead away from it.")


def _check_together(node: Node, wanted: Mapping[str, str]) -> None:
    limits = _overlaid(node, {key: _standing(key, text) for key, text in wanted.items() if text}).limits
    if limits.urgent_only_line <= limits.busy_line:
        raise NotSettled("urgent_only_line", "This has to be more than where the page says that it takes long.")


def _standing(key: str, text: str) -> Any:
    """Return a value as it was checked when it was set; one that does not fit any more is the operator's."""
    try:
        return CHOICES[key].read(text)
    except ValueError:
        return None


def _overlaid(node: Node, told: Mapping[str, Any]) -> Settings:
    """Return the settings that hold now, with these in the operator's place."""
    base = node.environment
    top = {key: told.get(key) or getattr(base, key) for key in CHOICES if not CHOICES[key].of_limits}
    limits = {key: told.get(key) or getattr(base.limits, key) for key in CHOICES if CHOICES[key].of_limits}
    return node.settings.model_copy(update={**top, "limits": node.settings.limits.model_copy(update=limits)})


async def _keep(node: Node, by: Staff, wanted: Mapping[str, str], did: str, *, now: datetime) -> None:
    async with node.records.unit() as unit:
        before = await service_settings.everything(unit)
        changed = {key: text for key, text in wanted.items() if before.get(key, "") != text}
        for key, text in changed.items():
            await service_settings.put(unit, key, text)
            await audit.note(unit, at=now, staff_id=by.id, did=did, target=key)
    await load_house(node)
    node.live.changes.bump()
    tell_others(node)
