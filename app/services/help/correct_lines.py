"""Coordinators correct, add, check and hide lines outside; what they say shows at once and is audited.

An emergency number can be corrected and never hidden: no answer may be without one.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from app.records import audit, resources
from app.records.tables import Staff
from app.services.help.directory import line_of, load_directory, row_of
from app.services.house.tell import tell_others
from app.services.node import Node
from crisis import DEFAULT, Resource


class UnknownLine(Exception):
    """No line of that key, of ours or of coordinators."""


class LineRefused(Exception):
    """Somebody in need could not dial, open or read that."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class EmergencyStays(Exception):
    """An emergency number cannot be hidden."""


class Line(NamedTuple):
    """A line as coordinators see it: with what is hidden, and whether it is theirs or our file's."""

    resource: Resource
    hidden: bool = False
    corrected: bool = False


async def lines_of(node: Node, country: str) -> tuple[Line, ...]:
    """Return every line of a country, hidden ones too; the emergency number first, then by name."""
    async with node.records.unit() as unit:
        rows = [one for one in await resources.overlay(unit) if one.country == country]
    lines = {one.key: Line(one) for one in DEFAULT.resources if one.country == country}
    lines |= {row.key: Line(line_of(row), hidden=row.hidden, corrected=True) for row in rows}
    return tuple(sorted(lines.values(), key=lambda one: (one.resource.kind != "emergency", one.resource.name)))


async def line(node: Node, key: str) -> Line:
    """Return one line. Raises UnknownLine."""
    async with node.records.unit() as unit:
        row = await resources.correction(unit, key)
    if row is not None:
        return Line(line_of(row), hidden=row.hidden, corrected=True)
    ours = DEFAULT.known(key)
    if ours is None:
        raise UnknownLine
    return Line(ours)


async def correct_line(node: Node, by: Staff, wish: Resource, *, hidden: bool = False, now: datetime) -> Line:
    """Let this line stand in the place of the one with its key, or beside the others if there is none.

    A check in the future, or none any more after half a year, is not one. Raises LineRefused or EmergencyStays.
    """
    ours = DEFAULT.known(wish.key)
    wish = replace(wish, kind=ours.kind) if ours and ours.kind == "emergency" else wish
    faults = list(wish.faults())
    if wish.country and wish.country not in DEFAULT.names:
        faults.append("key")
    if wish.kind == "emergency" and not (ours and ours.kind == "emergency"):
        faults.append("kind")
    if wish.checked is not None and wish.stale(now.date()):
        faults.append("checked")
    if faults:
        raise LineRefused(tuple(dict.fromkeys(faults)))
    if hidden and wish.kind == "emergency":
        raise EmergencyStays
    async with node.records.unit() as unit:
        await resources.save(unit, row_of(wish, hidden=hidden))
        did = "hid line" if hidden else "corrected line"
        await audit.note(unit, at=now, staff_id=by.id, did=did, target=wish.key)
    node.directory = await load_directory(node.records)
    tell_others(node)
    return await line(node, wish.key)


async def forget_correction(node: Node, by: Staff, key: str, *, now: datetime) -> None:
    """Let our file's own line show again; a line that coordinators added is gone. Raises UnknownLine."""
    async with node.records.unit() as unit:
        if not await resources.remove(unit, key):
            raise UnknownLine
        await audit.note(unit, at=now, staff_id=by.id, did="took back line", target=key)
    node.directory = await load_directory(node.records)
    tell_others(node)
