"""Crisis resources as this service shows them: our file, with the coordinators' corrections laid over it."""

from dataclasses import replace

from app.records import resources
from app.records.tables import Resource as Correction
from app.records.unit_of_work import Records
from crisis import DEFAULT, Directory, Resource


async def load_directory(records: Records) -> Directory:
    """Read the corrections. A hidden emergency number stays: it can be corrected, never removed."""
    async with records.unit() as unit:
        found = await resources.overlay(unit)
    removed = [(one.country, one.name) for one in found if one.hidden]
    return DEFAULT.overlay([_corrected(one) for one in found if not one.hidden], removed=removed)


def _corrected(row: Correction) -> Resource:
    """What the row does not say (kind, languages, zone) stays as our file has it; an addition is a crisis line."""
    ours = (one for one in DEFAULT.resources if (one.country, one.name) == (row.country, row.name))
    known = next(ours, Resource(country=row.country, name=row.name, kind="crisis"))
    return replace(
        known,
        phone=row.phone or "",
        sms=row.sms or "",
        chat_url=row.chat_url or "",
        website=row.website or "",
        hours=row.hours,
        cost=row.cost,
        confidence="high",
        checked=row.checked,
        sources=("coordinators",),
    )
