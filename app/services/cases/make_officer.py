"""Safety officers: coordinators with a key pair of their own, whom two others have made officers.

The pair is made in their browser; what is kept here of the private half is wrapped under a passphrase we never see.
"""

import base64
from datetime import datetime

from app.records import audit, second_person, staff
from app.records.tables import Staff
from app.services.cases.seal_excerpt import is_public_key
from app.services.node import Node
from app.services.staff.two_persons import two_agree


class KeyRefused(Exception):
    """Nothing could be sealed to this."""


class NotAnOfficer(Exception):
    """Only a safety officer may do this, and only with a share of their own."""


async def keep_key(node: Node, by: Staff, public: str, wrapped: str, *, now: datetime) -> None:
    """Take a coordinator's new key pair. Two others have to make them an officer, again if they were one."""
    if not is_public_key(decoded(public)):
        raise KeyRefused
    async with node.records.unit() as unit:
        person = await staff.by_id(unit, by.id)
        if person is None:
            raise KeyRefused
        person.officer, person.officer_key, person.officer_wrapped = False, public, wrapped
        unit.add(person)
        for act in ("makeOfficer", "unmakeOfficer"):
            await second_person.settle(unit, act, by.id)  # two had agreed to another key
        await audit.note(unit, at=now, staff_id=by.id, did="made an officer's key", target=by.id)
    await load_officers(node)


async def make_officer(node: Node, by: Staff, subject: str, *, now: datetime) -> bool:
    """Make somebody an officer, once two others want it. Raises NeedsAnother."""
    async with node.records.unit() as unit:
        person = await staff.by_id(unit, subject)
        if person is None or person.role != "coordinator" or not person.officer_key or person.officer:
            return False
        agreed = await two_agree(unit, "makeOfficer", subject, by, now=now)
        person.officer = agreed
        unit.add(person)
        did = "made officer" if agreed else "asked to make officer"
        await audit.note(unit, at=now, staff_id=by.id, did=did, target=subject)
    await load_officers(node)
    return agreed


async def unmake_officer(node: Node, by: Staff, subject: str, *, now: datetime) -> bool:
    """An officer steps down at once; two others may end it too. Raises NeedsAnother."""
    async with node.records.unit() as unit:
        person = await staff.by_id(unit, subject)
        if person is None or not person.officer:
            return False
        agreed = by.id == subject or await two_agree(unit, "unmakeOfficer", subject, by, now=now)
        person.officer = not agreed
        unit.add(person)
        did = "ended officer" if agreed else "asked to end officer"
        await audit.note(unit, at=now, staff_id=by.id, did=did, target=subject)
    await load_officers(node)
    return agreed


async def load_officers(node: Node) -> None:
    """Know to whom excerpts are sealed from here on."""
    async with node.records.unit() as unit:
        node.officers = {one.id: decoded(one.officer_key) for one in await staff.officers(unit)}


def decoded(text: str) -> bytes:
    """Return the bytes of a key as a browser writes them; nothing where it is none."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def encoded(raw: bytes) -> str:
    """Return bytes as a browser reads them."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
