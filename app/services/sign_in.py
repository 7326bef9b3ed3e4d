"""Sign staff in, say who they are, and sign them out.

A refusal never says what was wrong, and costs the same whether or not the name exists.
"""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from app.identity import passwords, second_factor, staff_session
from app.live.guesses import Guessing
from app.records import audit, staff
from app.records.tables import Staff
from app.records.unit_of_work import Records

LIFE = timedelta(hours=12)


class SignInRefused(Exception):
    """Not signed in."""

    def __init__(
        self, message: str = "That did not match. Check name, password and the six digits, and try again."
    ) -> None:
        super().__init__(message)


class TooManyGuesses(SignInRefused):
    """Too many refusals for one name; known and unknown names alike."""

    def __init__(self) -> None:
        super().__init__("That was a few tries too many for this name. Please wait a quarter of an hour.")


async def _second_factor(unit: AsyncSession, person: Staff, code: str, now: datetime) -> bool:
    step = second_factor.step_of(person.totp_secret, code, now=now, last_step=person.totp_last_step)
    return step is not None and await staff.use_step(unit, person.id, step)


async def sign_in(
    records: Records,
    name: str,
    password: str,
    code: str,
    *,
    now: datetime,
    guesses: Guessing,
    life: timedelta = LIFE,
) -> tuple[str, Staff]:
    """Sign in with pseudonym, password and second factor; the token is for the cookie."""
    if not await guesses.may_try(name, now=now):
        raise TooManyGuesses
    async with records.unit() as unit:
        person = await staff.by_name(unit, name)
    right = await passwords.matches(password, person.password_hash if person else None)
    async with records.unit() as unit:
        if person is not None and right and await _second_factor(unit, person, code, now):
            token = await staff_session.begin(unit, person.id, now=now, life=life)
            await audit.note(unit, at=now, staff_id=person.id, did="signed in")
            await guesses.forgive(name)
            return token, person
        if person is not None:
            await audit.note(unit, at=now, staff_id=None, did="sign-in refused", target=person.name)
    raise SignInRefused


async def who_is(records: Records, token: str, *, now: datetime) -> Staff | None:
    """Whose session this token opens, while it is good."""
    async with records.unit() as unit:
        return await staff_session.holder(unit, token, now=now)


async def sign_out(records: Records, token: str, *, now: datetime) -> Staff | None:
    """End the session, if there is one, and return whose it was: their open page is to be closed."""
    async with records.unit() as unit:
        person = await staff_session.holder(unit, token, now=now)
        await staff_session.revoke(unit, token)
        if person is not None:
            await audit.note(unit, at=now, staff_id=person.id, did="signed out")
    return person
