"""A file of lines outside is laid over the directory: every line of it or none, and one note in the audit for each."""

from collections.abc import Sequence
from datetime import date, datetime

from app.records import audit, resources
from app.records.unit_of_work import Records
from app.services.help.directory import load_directory, row_of
from crisis import DEFAULT, Resource


def refusals(lines: Sequence[Resource], *, today: date) -> dict[str, list[str]]:
    """Return, by its key, what keeps a line from being shown: the fields nobody could dial, open or read."""
    keys = [one.key for one in lines]
    told = {one.key: [*one.faults(), *_more(one, today)] for one in lines}
    for key in keys:
        if keys.count(key) > 1:
            told[key].append("it stands there twice")
    return {key: why for key, why in told.items() if why}


async def lay_over(records: Records, lines: Sequence[Resource], *, now: datetime) -> int:
    """Keep each line that is not as it stands already; return how many. The operator is noted, as nobody."""
    standing = await load_directory(records)
    fresh = [one for one in lines if _comparable(standing.known(one.key)) != _comparable(one)]
    async with records.unit() as unit:
        for one in fresh:
            await resources.save(unit, row_of(one))
            await audit.note(unit, at=now, staff_id=None, did="imported line", target=one.key)
    return len(fresh)


def _more(line: Resource, today: date) -> list[str]:
    ours = DEFAULT.known(line.key)
    why = []
    if line.country and line.country not in DEFAULT.names:
        why.append("country")
    if (line.kind == "emergency") is not bool(ours and ours.kind == "emergency"):
        why.append("kind: emergency numbers are corrected, never added or turned into something else")
    if line.checked is not None and line.checked > today:
        why.append("checked: that day has not come")
    return why


def _comparable(line: Resource | None) -> object:
    """A line but for where it comes from, which is told anew when it is read."""
    row = line and row_of(line)
    return row and row.model_dump()
