"""Come in: an invitation, or a reset by two coordinators, becomes a way in of one's own.

What was chosen on the way (a name, a password's hash) is carried sealed by the browser; the account is made, or its
ways in are replaced, only with the last step, whole. New listeners learn first; they have one seat, and no clearance.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.identity import passwords, pseudonyms, second_factor, staff_session, typed_codes
from app.identity.passkeys import NewPasskey
from app.identity.sealing import NotSealedHere, Sealer
from app.records import audit, factors, staff, topics
from app.records.tables import Role, Staff, StaffPasskey
from app.records.unit_of_work import Records

_PURPOSE = "coming in"
ON_THE_WAY = timedelta(hours=1)


class InvitationRefused(Exception):
    """The code is unknown, used or too old."""

    def __init__(self) -> None:
        super().__init__("This code cannot be used any more. Ask for a new one.")


class NameTaken(Exception):
    """Somebody has that pseudonym already."""

    def __init__(self) -> None:
        super().__init__("Somebody already goes by that name. Choose another one.")


class NameRefused(Exception):
    """That cannot be a pseudonym."""

    def __init__(self, message: str = "A name has 2 to 40 letters, and no spaces at its ends.") -> None:
        super().__init__(message)


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the way in."""

    code_hash: str
    role: Role
    whom: str
    """The id of the account: a new one, or the one that is reset."""
    reset: bool
    name: str
    """Empty until it is chosen."""
    password_hash: str = ""
    expires: datetime


@dataclass(frozen=True)
class Digits:
    """An authenticator app as the second factor."""

    secret: str
    step: int = 0
    """The step that was shown to confirm it: it is used."""


@dataclass(frozen=True)
class Arrived:
    """Somebody who has come in, and the recovery codes they are shown once."""

    person: Staff
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Newcomer:
    """A new member of staff who came by a program, and what they are shown once."""

    person: Staff
    secret: str
    uri: str
    codes: tuple[str, ...]


def seal_coming(sealer: Sealer, coming: Coming) -> str:
    """Return it as a token for the browser that comes."""
    return sealer.seal(_PURPOSE, coming)


def open_coming(sealer: Sealer, token: str | None, *, now: datetime) -> Coming | None:
    """Return who is on the way in this browser, if anybody is."""
    try:
        coming = sealer.open(_PURPOSE, token or "", Coming)
    except NotSealedHere:
        return None
    return coming if coming.expires > now else None


async def begin_coming(records: Records, code: str, *, now: datetime) -> Coming:
    """Read a code that was typed. Raises InvitationRefused."""
    code_hash, until = typed_codes.kept(code), now + ON_THE_WAY
    async with records.unit() as unit:
        role = await _invited(unit, code_hash, now)
        if role is not None:
            return Coming(code_hash=code_hash, role=role, whom=clock.new_id(), reset=False, name="", expires=until)
        reset = await factors.reset_for(unit, code_hash, now=now)
        person = await staff.by_id(unit, reset.staff_id) if reset else None
    if person is None:
        raise InvitationRefused
    return Coming(code_hash=code_hash, role=person.role, whom=person.id, reset=True, name=person.name, expires=until)


async def choose(records: Records, coming: Coming, name: str, password: str) -> Coming:
    """Choose a name, unless one is reset, and a password. Raises NameRefused, NameTaken or PasswordRefused."""
    if not coming.reset:
        if not pseudonyms.could_be_a_name(name):
            raise NameRefused
        if pseudonyms.holds_contact_details(name):
            raise NameRefused("A name that leads to you elsewhere is not for here: no address, no number, no site.")
        async with records.unit() as unit:
            if await staff.by_name(unit, name) is not None:
                raise NameTaken
        coming = msgspec.structs.replace(coming, name=name)
    await passwords.require_good(password, name=coming.name)
    return msgspec.structs.replace(coming, password_hash=await passwords.hashed(password))


async def arrive(
    records: Records, coming: Coming, factor: Digits | NewPasskey, *, name: str = "", now: datetime
) -> Arrived:
    """Take the last step: the code is used up, and the account stands. `name` is what a passkey is called."""
    codes = typed_codes.new_recovery_codes()
    async with records.unit() as unit:
        person = await (_again(unit, coming, now) if coming.reset else _new(unit, coming, now))
        person.password_hash = coming.password_hash
        await factors.drop_passkeys(unit, person.id)
        if isinstance(factor, Digits):
            person.totp_secret, person.totp_last_step = factor.secret, factor.step
        else:
            person.totp_secret = ""
            await factors.add_passkey(unit, kept_passkey(person.id, factor, name, now=now))
        await factors.set_codes(unit, person.id, [typed_codes.kept_for(person.id, code) for code in codes])
        did = "came in again by a reset" if coming.reset else "joined"
        await audit.note(unit, at=now, staff_id=person.id, did=did, target=person.role)
    return Arrived(person, codes)


async def accept_invitation(records: Records, code: str, name: str, password: str, *, now: datetime) -> Newcomer:
    """Come in by an invitation in one step, as programs do; the secret of the six digits is made here."""
    coming = await begin_coming(records, code, now=now)
    if coming.reset:
        raise InvitationRefused
    secret = second_factor.new_secret()
    arrived = await arrive(records, await choose(records, coming, name, password), Digits(secret), now=now)
    return Newcomer(arrived.person, secret, second_factor.provisioning_uri(name, secret), arrived.codes)


def kept_passkey(staff_id: str, new: NewPasskey, name: str, *, now: datetime) -> StaffPasskey:
    """Return what the records keep of a passkey: of when, the week."""
    return StaffPasskey(
        credential_id=new.credential_id,
        staff_id=staff_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        name=passkey_name(name),
        added=(now - timedelta(days=now.weekday())).date(),
    )


def passkey_name(typed: str) -> str:
    """Return what a passkey is called, by its owner and for its owner."""
    return "".join(sign for sign in typed if sign.isprintable()).strip()[:40] or "Passkey"


async def _invited(unit: AsyncSession, code_hash: str, now: datetime) -> Role | None:
    invitation = await staff.invitation_for(unit, code_hash)
    return invitation.role if invitation and not invitation.used and invitation.expires_at > now else None


async def _new(unit: AsyncSession, coming: Coming, now: datetime) -> Staff:
    invitation = await staff.invitation_for(unit, coming.code_hash)
    if invitation is None or invitation.used or invitation.expires_at <= now:
        raise InvitationRefused
    if await staff.by_name(unit, coming.name) is not None:
        raise NameTaken
    invitation.used = True
    person = Staff(
        id=coming.whom,
        name=coming.name,
        role=invitation.role,
        tier="applicant" if invitation.role == "listener" else "probation",
        password_hash=coming.password_hash,
        totp_secret="",
        languages=["en"],
        topics=[topic.slug for topic in await topics.catalogue(unit)],
    )
    try:
        await staff.add(unit, person)
    except IntegrityError as taken:  # somebody took the name a moment ago
        raise NameTaken from taken
    return person


async def _again(unit: AsyncSession, coming: Coming, now: datetime) -> Staff:
    """Whoever was signed in as this person is signed out: they may not have been this person."""
    reset = await factors.reset_for(unit, coming.code_hash, now=now)
    person = await factors.locked(unit, coming.whom) if reset else None
    if person is None:
        raise InvitationRefused
    await factors.drop_reset(unit, person.id)
    await staff_session.revoke_all(unit, person.id)
    return person
