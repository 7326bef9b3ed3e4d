"""Two officers open a case: one hands their share of the key to the other, whose browser reads. The server never can.

Who looks is audited each time, with the case and never with what it says. The words leave here only to an officer to
whom another one has handed a share: one alone gets nothing but their own.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec

from app.live.cases import Case, Handed
from app.live.interface import FactsChanged
from app.live.sealed_words import Excerpt
from app.records import audit
from app.records.tables import Staff
from app.services.cases.make_officer import NotAnOfficer
from app.services.node import Node
from app.services.staff.two_persons import NeedsAnother

LARGEST_SHARE = 256
TRIES = 3


class UnknownCase(Exception):
    """No such case, or it was decided, or its time is over: its words are gone."""


class Opened(NamedTuple):
    """What an officer's browser needs to read a case."""

    excerpt: Excerpt
    share: bytes
    handed: Handed


async def case_of(node: Node, handle: str, *, now: datetime) -> Case:
    """Return an undecided case. Raises UnknownCase."""
    found = next((case for case in await node.cases.all(now=now) if case.id == handle), None)
    if found is None:
        raise UnknownCase
    return found


async def own_share(node: Node, officer: Staff, handle: str, *, now: datetime) -> tuple[Excerpt, bytes]:
    """Return the officer's own sealed share. Raises UnknownCase or NotAnOfficer."""
    case = await case_of(node, handle, now=now)
    excerpt = await node.cases.excerpt(case.id)
    if excerpt is None:
        raise UnknownCase
    if officer.id not in node.officers or officer.id not in excerpt.shares:
        raise NotAnOfficer
    await _note(node, officer, "looked for a share", handle, now=now)
    return excerpt, excerpt.shares[officer.id]


async def hand_share(node: Node, officer: Staff, handle: str, to: str, share: bytes, *, now: datetime) -> None:
    """Let another officer read the case: this one's share, sealed to them by this one's browser."""
    excerpt, _ = await own_share(node, officer, handle, now=now)
    if to == officer.id:
        raise NeedsAnother
    if to not in node.officers or to not in excerpt.shares or len(share) > LARGEST_SHARE:
        raise NotAnOfficer
    for _ in range(TRIES):
        case = await case_of(node, handle, now=now)
        others = tuple(one for one in case.handed if (one.by, one.to) != (officer.id, to))
        handed = (*others, Handed(by=officer.id, to=to, share=share))
        try:
            await node.cases.replace(msgspec.structs.replace(case, handed=handed))
            break
        except FactsChanged:
            continue
    await _note(node, officer, "agreed to open case", handle, now=now)


async def opened_words(node: Node, officer: Staff, handle: str, *, now: datetime) -> Opened:
    """Return the sealed words to an officer whom another one has helped. Raises NeedsAnother when nobody has."""
    excerpt, share = await own_share(node, officer, handle, now=now)
    case = await case_of(node, handle, now=now)
    handed = [one for one in case.handed if one.to == officer.id and one.by != officer.id and one.by in node.officers]
    if not handed:
        raise NeedsAnother
    await _note(node, officer, "opened case", handle, now=now)
    return Opened(excerpt, share, handed[-1])


async def _note(node: Node, who: Staff, did: str, handle: str, *, now: datetime) -> None:
    async with node.records.unit() as unit:
        await audit.note(unit, at=now, staff_id=who.id, did=did, target=handle)
