"""Crisis resources as this service shows them: our file, with the coordinators' corrections laid over it."""

from collections.abc import Collection
from datetime import date

from app.records import resources
from app.records.tables import Resource as Correction
from app.records.unit_of_work import Records
from crisis import DEFAULT, Directory, Resource

COORDINATORS = "coordinators"
"""The source of what they corrected or added."""


class LinesUnchecked(Exception):
    """Lines would be shown that no person has tried within half a year."""

    def __init__(self, unchecked: Collection[Resource]) -> None:
        countries = sorted({one.country for one in unchecked if one.country})
        some = ", ".join(countries[:8]) + (" …" if len(countries) > 8 else "")  # noqa: PLR2004  # a line of them
        super().__init__(
            f"{len(unchecked)} crisis lines ({some}) were not tried by a person within half a year.\n"
            "Dial them and mark them on the coordinators' page of lines, name the countries you serve in "
            "EARSHOT_COUNTRIES,\nor say ALLOW_UNCHECKED_LINES=yes: then each stands marked, beside an emergency number."
        )


async def load_directory(records: Records) -> Directory:
    """Read the corrections. A hidden emergency number stays: it can be corrected, never removed."""
    async with records.unit() as unit:
        found = await resources.overlay(unit)
    return DEFAULT.overlay((line_of(one) for one in found), hidden={one.key for one in found if one.hidden})


async def require_checked_lines(records: Records, countries: Collection[str], *, today: date) -> None:
    """Raise LinesUnchecked unless a person has tried every line of these countries (all, where none is named)."""
    unchecked = unchecked_lines(await load_directory(records), countries, today=today)
    if unchecked:
        raise LinesUnchecked(unchecked)


def unchecked_lines(directory: Directory, countries: Collection[str], *, today: date) -> tuple[Resource, ...]:
    """Return the lines for these countries, and for anywhere, that nobody has tried within half a year."""
    return tuple(one for one in lines_for(directory, countries) if one.stale(today))


def lines_for(directory: Directory, countries: Collection[str]) -> tuple[Resource, ...]:
    """Return the lines that people of these countries may be shown, those for anywhere among them; without any: all."""
    return tuple(one for one in directory.resources if not countries or one.country in countries or not one.country)


def line_of(row: Correction) -> Resource:
    """Return a correction as a line. Its time zone is its country's, or what our own file says of that line."""
    ours = DEFAULT.known(row.key)
    return Resource(
        country=row.country,
        name=row.name,
        kind=row.kind,
        key=row.key,
        phone=row.phone or "",
        also=tuple(row.also),
        services=tuple((name, number) for name in ("ambulance", "police", "fire") if (number := getattr(row, name))),
        sms=row.sms or "",
        word=row.word,
        messaging=row.messaging,
        chat_url=row.chat_url or "",
        website=row.website or "",
        hours=row.hours,
        zone=ours.zone if ours else DEFAULT.zone(row.country),
        languages=tuple(row.languages),
        cost=row.cost,
        note=row.note,
        some_only=row.some_only,
        confidence="high" if row.checked else "medium",
        checked=row.checked,
        sources=(*(ours.sources if ours else ()), COORDINATORS),
    )


def row_of(line: Resource, *, hidden: bool = False) -> Correction:
    """Return a line as the correction that would say it."""
    services = dict(line.services)
    return Correction(
        key=line.key,
        country=line.country,
        name=line.name,
        kind=line.kind,  # type: ignore[arg-type]  # one of them, or `faults` would have said so
        phone=line.phone or None,
        also=list(line.also),
        ambulance=services.get("ambulance", ""),
        police=services.get("police", ""),
        fire=services.get("fire", ""),
        sms=line.sms or None,
        word=line.word,
        messaging=line.messaging,
        chat_url=line.chat_url or None,
        website=line.website or None,
        hours=line.hours,
        languages=list(line.languages),
        cost=line.cost,
        note=line.note,
        some_only=line.some_only,
        checked=line.checked,
        hidden=hidden,
    )
