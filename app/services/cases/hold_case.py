"""Hold a case because a law demands it: only where the operator has set a key that is kept offline. Never by default.

Two officers have to want it, and one of them has opened the case with another. What is written is sealed in that
officer's browser to the offline key; it lies outside the database, is counted in public, and goes after a year.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from app import clock
from app.records import audit, bands, reports
from app.records.tables import Staff
from app.services.cases.make_officer import encoded
from app.services.cases.open_case import LARGEST_SHARE, case_of, opened_words
from app.services.node import Node
from app.services.staff.two_persons import two_agree

KEPT = timedelta(days=365)


class HoldOff(Exception):
    """This service holds nothing: no key was set for it."""


class HeldView(msgspec.Struct, frozen=True):
    """A held case, as it lies in the folder; only the offline key opens `key`, and only that opens `words`."""

    excerpt: str
    category: str
    week: str
    key: str
    words: str


async def hold_case(node: Node, by: Staff, handle: str, key: bytes, *, now: datetime) -> bool:
    """Ask for a case to be held, or agree and hold it. Raises HoldOff, NeedsAnother, UnknownCase or NotAnOfficer."""
    folder = node.settings.hold_folder
    if not node.settings.hold_key or folder is None:
        raise HoldOff
    excerpt, _, _ = await opened_words(node, by, handle, now=now)
    if not 0 < len(key) <= LARGEST_SHARE:
        raise HoldOff
    case = await case_of(node, handle, now=now)
    week = bands.week_of(now.date()).isoformat()
    async with node.records.unit() as unit:
        agreed = await two_agree(unit, "hold", handle, by, now=now)
        await audit.note(
            unit, at=now, staff_id=by.id, did="held case" if agreed else "asked to hold case", target=handle
        )
        if agreed:
            await reports.count_held(unit, now.year)
            held = HeldView(excerpt.id, case.category, week, encoded(key), encoded(excerpt.words))
            _write(folder, held)
    return agreed


def forget_held(folder: Path | None, *, now: datetime) -> None:
    """Drop what was held for a year."""
    for path in folder.glob("*.held") if folder is not None else ():
        if now.timestamp() - path.stat().st_mtime >= KEPT.total_seconds():
            path.unlink(missing_ok=True)


def _write(folder: Path, held: HeldView) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{clock.new_id()}.held"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(held))
        file.flush()
        os.fsync(file.fileno())
