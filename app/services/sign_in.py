"""Sign staff in, say who they are, and sign them out.

A refusal never says what was wrong, and costs the same whether or not the name exists.
"""

from collections import deque
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from app.identity import passwords, second_factor, staff_session
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


class Guesses:
    """Refused tries per name, in memory only: ten in a quarter of an hour, then a pause."""

    def __init__(self, *, most: int = 10, within: timedelta = timedelta(minutes=15), names: int = 10_000) -> None:
        self._most = most
        self._within = within
        self._names = names
        self._tries: dict[str, deque[datetime]] = {}

    def check(self, name: str, now: datetime) -> None:
        """Raise when this name has had its tries."""
        if len(self._recent(name, now)) >= self._most:
            raise TooManyGuesses

    def count(self, name: str, now: datetime) -> None:
        """Count a try, before it is judged: tries at the same moment count too."""
        tries = self._recent(name, now)
        tries.append(now)
        self._tries.pop(name.casefold(), None)
        self._tries[name.casefold()] = tries
        while len(self._tries) > self._names:  # the longest untouched name goes first
            del self._tries[next(iter(self._tries))]

    def forgive(self, name: str) -> None:
        """Start afresh: the right person came."""
        self._tries.pop(name.casefold(), None)

    def _recent(self, name: str, now: datetime) -> deque[datetime]:
        tries = self._tries.get(name.casefold(), deque())
        while tries and now - tries[0] >= self._within:
            tries.popleft()
        return tries


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
    guesses: Guesses,
    life: timedelta = LIFE,
) -> tuple[str, Staff]:
    """Sign in with pseudonym, password and second factor; the token is for the cookie."""
    guesses.check(name, now)
    guesses.count(name, now)
    async with records.unit() as unit:
        person = await staff.by_name(unit, name)
    right = await passwords.matches(password, person.password_hash if person else None)
    async with records.unit() as unit:
        if person is not None and right and await _second_factor(unit, person, code, now):
            token = await staff_session.begin(unit, person.id, now=now, life=life)
            await audit.note(unit, at=now, staff_id=person.id, did="signed in")
            guesses.forgive(name)
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
