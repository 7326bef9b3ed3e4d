"""Sign staff in, say who they are, and sign them out.

A refusal never says what was wrong, and costs the same whether or not the name exists.
"""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from app.identity import known_browser, passwords, second_factor, staff_session, typed_codes
from app.identity.arrival import UNKNOWN, Browser
from app.live.guesses import Guessing
from app.records import audit, factors, staff
from app.records.tables import Staff
from app.records.unit_of_work import Records

LIFE = timedelta(hours=12)
_DIGITS = 6


class SignInRefused(Exception):
    """Not signed in."""

    def __init__(
        self, message: str = "That did not match. Check name, password and the six digits, and try again."
    ) -> None:
        super().__init__(message)


class TooManyGuesses(SignInRefused):
    """Too many refusals for one name, known or unknown, or from one address."""

    def __init__(self) -> None:
        super().__init__("That was a few tries too many. Please wait a minute. A passkey works at once.")


async def sign_in(
    records: Records,
    name: str,
    password: str,
    code: str,
    *,
    now: datetime,
    guesses: Guessing,
    life: timedelta = LIFE,
    idle: timedelta = staff_session.IDLE,
    browser: Browser = UNKNOWN,
) -> tuple[str, Staff]:
    """Sign in with pseudonym, password and second factor or a recovery code; the token is for the cookie."""
    async with records.unit() as unit:
        person = await staff.by_name(unit, name)
    known = person is not None and known_browser.knows(browser.known, person, now=now)
    if not known and not await guesses.may_try(name, now=now, address=browser.address):
        raise TooManyGuesses
    right = await passwords.matches(password, person.password_hash if person else None)
    async with records.unit() as unit:
        if person is not None and right and not person.suspended and await _second_factor(unit, person, code, now):
            token = await staff_session.begin(unit, person.id, now=now, life=life, idle=idle)
            await audit.note(unit, at=now, staff_id=person.id, did="signed in")
            await guesses.forgive(name)
            return token, person
        named = person.name if person else ""
        entry = await audit.note(unit, at=now, staff_id=None, did="sign-in refused", target=named)
        if person is None:  # nothing stays of a name that nobody has, and the answer took as long
            await audit.take_back(unit, entry)
    raise SignInRefused


async def _second_factor(unit: AsyncSession, person: Staff, code: str, now: datetime) -> bool:
    if len(code) > _DIGITS:
        used = await factors.use_code(unit, person.id, typed_codes.kept_for(person.id, code))
        if used:
            await audit.note(unit, at=now, staff_id=person.id, did="used a recovery code")
        return used
    step = second_factor.step_of(person.totp_secret, code, now=now, last_step=person.totp_last_step)
    return step is not None and await staff.use_step(unit, person.id, step)


async def who_is(records: Records, token: str, *, now: datetime, idle: timedelta = staff_session.IDLE) -> Staff | None:
    """Whose session this token opens, while it is good."""
    async with records.unit() as unit:
        return await staff_session.holder(unit, token, now=now, idle=idle)


async def sign_out(records: Records, token: str, *, now: datetime) -> Staff | None:
    """End the session, if there is one, and return whose it was: their open page is to be closed."""
    async with records.unit() as unit:
        person = await staff_session.holder(unit, token, now=now)
        await staff_session.revoke(unit, token)
        if person is not None:
            await audit.note(unit, at=now, staff_id=person.id, did="signed out")
    return person
