"""Invite somebody to the staff, and make them a member when they accept.

Passwords are chosen by those who come; the second factor's secret is shown once and never again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from app import clock
from app.identity import passwords, second_factor, staff_session
from app.records import audit, staff, topics
from app.records.tables import Invitation, Role, Staff
from app.records.unit_of_work import Records
from app.safety.contact import find_contact

GOOD_FOR = timedelta(days=7)
_SHORTEST_NAME = 2


class NotForYou(Exception):
    """Only coordinators invite."""


class InvitationRefused(Exception):
    """The invitation is unknown, used or too old."""

    def __init__(self) -> None:
        super().__init__("This invitation cannot be used any more. Ask for a new one.")


class NameTaken(Exception):
    """Somebody has that pseudonym already."""

    def __init__(self) -> None:
        super().__init__("Somebody already goes by that name. Choose another one.")


class NameRefused(Exception):
    """That cannot be a pseudonym."""

    def __init__(self) -> None:
        super().__init__("A name needs two letters at least, and no spaces at its ends.")


@dataclass(frozen=True)
class Newcomer:
    """A new member of staff, and what they are shown once."""

    person: Staff
    secret: str
    uri: str


async def invite(records: Records, by: Staff | None, role: Role, *, now: datetime) -> str:
    """Make an invitation and return its code, shown once. `by` None is the operator at the machine."""
    if by is not None and by.role != "coordinator":
        raise NotForYou("Only coordinators can invite somebody.")
    code = staff_session.new_token()
    async with records.unit() as unit:
        inviter = by.id if by else None
        await staff.keep_invitation(
            unit,
            Invitation(code_hash=staff_session.digest(code), role=role, invited_by=inviter, expires_at=now + GOOD_FOR),
        )
        await audit.note(unit, at=now, staff_id=inviter, did="invited", target=role)
    return code


async def accept_invitation(records: Records, code: str, name: str, password: str, *, now: datetime) -> Newcomer:
    """Join the staff under a pseudonym. New listeners learn first; they have one seat, and no clearance."""
    if len(name) < _SHORTEST_NAME or not name.isprintable() or name != name.strip():
        raise NameRefused
    if find_contact(name) is not None:  # seekers read it
        raise NameRefused
    kept = await passwords.hashed(password)
    secret = second_factor.new_secret()
    async with records.unit() as unit:
        invitation = await staff.invitation_for(unit, staff_session.digest(code))
        if invitation is None or invitation.used or invitation.expires_at <= now:
            raise InvitationRefused
        if await staff.by_name(unit, name) is not None:
            raise NameTaken
        invitation.used = True
        person = Staff(
            id=clock.new_id(),
            name=name,
            role=invitation.role,
            tier="applicant" if invitation.role == "listener" else "probation",
            password_hash=kept,
            totp_secret=secret,
            languages=["en"],
            topics=[topic.slug for topic in await topics.catalogue(unit)],
        )
        try:
            await staff.add(unit, person)
        except IntegrityError as taken:  # somebody took the name a moment ago
            raise NameTaken from taken
        await audit.note(unit, at=now, staff_id=person.id, did="joined", target=person.role)
    return Newcomer(person, secret, second_factor.provisioning_uri(name, secret))
