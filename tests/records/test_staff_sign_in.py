"""Staff sign in with password and second factor; what is refused says nothing, and everything is written down."""

from datetime import datetime, timedelta
from functools import partial

import pyotp
import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from app.identity import known_browser, staff_session
from app.identity.arrival import Browser
from app.identity.staff_session import digest
from app.live.guesses import Guesses
from app.records import audit
from app.records.unit_of_work import Records
from app.services.staff.come_in import InvitationRefused, NameRefused, NameTaken, Newcomer, accept_invitation
from app.services.staff.invite import NotForYou, drop_invitation, invite, who_asks
from app.services.staff.sign_in import SignInRefused, TooManyGuesses, sign_in, sign_out, who_is
from app.services.staff.two_persons import NeedsAnother
from app.settings import Settings

PASSWORD = "correct horse battery"
MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture
async def sam(records: Records, friday: datetime) -> Newcomer:
    """A listener who was invited by the operator and has joined."""
    code = await invite(records, None, "listener", now=friday)
    return await accept_invitation(records, code, "Sam", PASSWORD, now=friday)


def six_digits(newcomer: Newcomer, at: datetime) -> str:
    return pyotp.TOTP(newcomer.secret).at(at)


async def did(records: Records) -> list[str]:
    async with records.unit() as unit:
        return [entry.did for entry, _ in await audit.latest(unit)]


async def test_right_password_and_digits_sign_in(records: Records, sam: Newcomer, friday: datetime) -> None:
    token, person = await sign_in(records, "sam", PASSWORD, six_digits(sam, friday), now=friday, guesses=Guesses())
    assert (person.id, person.name) == (sam.person.id, "Sam")
    known = await who_is(records, token, now=friday + MINUTE)
    assert known is not None
    assert known.id == sam.person.id
    assert await did(records) == ["signed in", "joined", "invited"]


@pytest.mark.parametrize(
    ("name", "password", "late"),
    [
        ("Sam", "a wrong password", timedelta()),
        ("Nobody", PASSWORD, timedelta()),
        ("Sam", PASSWORD, 2 * MINUTE),
        ("Sam\u0000", PASSWORD, timedelta()),
        ("Sam", "\ud800", timedelta()),
    ],
    ids=["wrong password", "unknown name", "stale digits", "name no database takes", "half a character"],
)
async def test_every_refusal_reads_the_same(
    records: Records, sam: Newcomer, friday: datetime, name: str, password: str, late: timedelta
) -> None:
    code = six_digits(sam, friday)
    with pytest.raises(SignInRefused) as refused:
        await sign_in(records, name, password, code, now=friday + late, guesses=Guesses())
    assert str(refused.value) == str(SignInRefused())


async def test_digits_are_good_once(records: Records, sam: Newcomer, friday: datetime) -> None:
    code = six_digits(sam, friday)
    await sign_in(records, "Sam", PASSWORD, code, now=friday, guesses=Guesses())
    with pytest.raises(SignInRefused):
        await sign_in(records, "Sam", PASSWORD, code, now=friday, guesses=Guesses())
    later = friday + MINUTE
    await sign_in(records, "Sam", PASSWORD, six_digits(sam, later), now=later, guesses=Guesses())
    assert await did(records) == ["signed in", "sign-in refused", "signed in", "joined", "invited"]


async def test_session_ends_by_itself(records: Records, sam: Newcomer, friday: datetime) -> None:
    token, _ = await sign_in(
        records, "Sam", PASSWORD, six_digits(sam, friday), now=friday, guesses=Guesses(), life=MINUTE
    )
    assert await who_is(records, token, now=friday + MINUTE) is None


async def test_session_ends_when_signed_out(records: Records, sam: Newcomer, friday: datetime) -> None:
    token, _ = await sign_in(records, "Sam", PASSWORD, six_digits(sam, friday), now=friday, guesses=Guesses())
    await sign_out(records, token, now=friday)
    await sign_out(records, token, now=friday)
    assert await who_is(records, token, now=friday) is None
    assert (await did(records))[:2] == ["signed out", "signed in"]


async def test_all_sessions_of_a_person_can_be_revoked(records: Records, sam: Newcomer, friday: datetime) -> None:
    async with records.unit() as unit:
        tokens = [await staff_session.begin(unit, sam.person.id, now=friday, life=MINUTE) for _ in range(2)]
        await staff_session.revoke_all(unit, sam.person.id)
    assert [await who_is(records, token, now=friday) for token in tokens] == [None, None]


async def test_records_hold_no_token_and_no_password(
    records: Records, sam: Newcomer, friday: datetime, sql: AsyncConnection
) -> None:
    token, _ = await sign_in(records, "Sam", PASSWORD, six_digits(sam, friday), now=friday, guesses=Guesses())
    kept = (await sql.execute(sa.text("SELECT token_hash FROM staff_session"))).scalars().all()
    hashed = (await sql.execute(sa.text("SELECT password_hash FROM staff"))).scalar_one()
    assert kept == [digest(token)]
    assert hashed.startswith("$argon2id$")
    assert PASSWORD not in hashed


async def test_guessing_is_slowed_for_known_and_unknown_names(
    records: Records, sam: Newcomer, friday: datetime
) -> None:
    guesses = Guesses(most=2)
    for name in ("Sam", "SAM", "Nobody", "nobody"):
        with pytest.raises(SignInRefused):
            await sign_in(records, name, "guess", "000000", now=friday, guesses=guesses)
    for name in ("sam", "Nobody"):
        with pytest.raises(TooManyGuesses):
            await sign_in(records, name, PASSWORD, six_digits(sam, friday), now=friday, guesses=guesses)
    later = friday + 15 * MINUTE
    await sign_in(records, "Sam", PASSWORD, six_digits(sam, later), now=later, guesses=guesses)


async def test_a_known_browser_is_never_slowed_and_knows_only_its_own_people(
    records: Records, sam: Newcomer, friday: datetime
) -> None:
    guesses, settings = Guesses(most=1), Settings(_env_file=None)
    noor = await accept_invitation(
        records, await invite(records, None, "listener", now=friday), "Noor", PASSWORD, now=friday
    )
    sams = known_browser.remembering("", sam.person, settings, now=friday).value or ""
    both = known_browser.remembering(sams, noor.person, settings, now=friday).value or ""
    forged = sams.replace("2027", "2099")
    for name in ("Sam", "Noor", "Nobody"):
        with pytest.raises(SignInRefused):
            await sign_in(records, name, "guess", "000000", now=friday, guesses=guesses)
    for shown, name in (("", "Sam"), (sams, "Noor"), (both, "Nobody"), (forged, "Sam"), ("~.~x.y", "Sam")):
        with pytest.raises(TooManyGuesses):
            await sign_in(records, name, PASSWORD, "000000", now=friday, guesses=guesses, browser=Browser(known=shown))
    for shown in (sams, both):
        later = friday + (len(shown) > len(sams)) * MINUTE
        await sign_in(
            records, "Sam", PASSWORD, six_digits(sam, later), now=later, guesses=guesses, browser=Browser(known=shown)
        )
    assert not known_browser.knows(sams, sam.person, now=friday + timedelta(days=91))


async def test_a_refusal_takes_as_long_for_a_name_that_nobody_has(
    records: Records, sam: Newcomer, friday: datetime
) -> None:
    """The same hashing, the same number of statements, and nothing left of the unknown name."""
    asked: dict[str, list[str]] = {}
    for name in (sam.person.name, "Nobody"):
        said = asked.setdefault(name, [])
        heard = partial(_hear, said)
        sa.event.listen(records._engine.sync_engine, "before_cursor_execute", heard)
        with pytest.raises(SignInRefused):
            await sign_in(records, name, "a wrong password", "000000", now=friday, guesses=Guesses())
        sa.event.remove(records._engine.sync_engine, "before_cursor_execute", heard)
    assert asked["Sam"] == ["SELECT", "INSERT"]
    assert asked["Nobody"] == ["SELECT", "INSERT", "DELETE"]  # a note is written for both, and taken back
    assert await did(records) == ["sign-in refused", "joined", "invited"]


def _hear(said: list[str], _connection: object, _cursor: object, statement: str, *_: object) -> None:
    said.append(statement.split(maxsplit=1)[0])


async def test_invitation_works_once_and_for_a_week(records: Records, friday: datetime) -> None:
    code = await invite(records, None, "coordinator", now=friday)
    kim = await accept_invitation(records, code, "Kim", PASSWORD, now=friday)
    assert (kim.person.role, kim.person.tier, kim.person.cleared_until) == ("coordinator", "probation", None)
    assert kim.secret in kim.uri
    with pytest.raises(InvitationRefused):
        await accept_invitation(records, code, "Other", PASSWORD, now=friday)
    old = await invite(records, kim.person, "listener", now=friday)
    with pytest.raises(InvitationRefused):
        await accept_invitation(records, old, "Other", PASSWORD, now=friday + timedelta(days=7))
    with pytest.raises(InvitationRefused):
        await accept_invitation(records, "made-up", "Other", PASSWORD, now=friday)


async def test_a_taken_name_leaves_the_invitation_good(records: Records, sam: Newcomer, friday: datetime) -> None:
    code = await invite(records, None, "listener", now=friday)
    with pytest.raises(NameTaken):
        await accept_invitation(records, code, "SAM", PASSWORD, now=friday)
    noor = await accept_invitation(records, code, "Noor", PASSWORD, now=friday)
    assert noor.person.id != sam.person.id


@pytest.mark.parametrize("name", ["S", " Sam", "S\u0000m", ""])
async def test_a_name_that_cannot_be_one_is_refused(records: Records, friday: datetime, name: str) -> None:
    code = await invite(records, None, "listener", now=friday)
    with pytest.raises(NameRefused):
        await accept_invitation(records, code, name, PASSWORD, now=friday)


async def test_listeners_cannot_invite(records: Records, sam: Newcomer, friday: datetime) -> None:
    with pytest.raises(NotForYou):
        await invite(records, sam.person, "coordinator", now=friday)


async def test_two_coordinators_invite_another(records: Records, friday: datetime) -> None:
    kim, lou = [await a_coordinator(records, name, friday) for name in ("Kim", "Lou")]
    for _ in range(2):  # the second time is still one person
        with pytest.raises(NeedsAnother):
            await invite(records, kim.person, "coordinator", now=friday)
    assert await who_asks(records) == kim.person.id
    code = await invite(records, lou.person, "coordinator", now=friday)
    assert await who_asks(records) is None
    mara = await accept_invitation(records, code, "Mara", PASSWORD, now=friday)
    assert mara.person.role == "coordinator"
    assert await did(records) == ["joined", "invited", "asked to invite", "joined", "invited", "joined", "invited"]


async def test_a_wish_for_a_coordinator_is_stopped_by_anybody(records: Records, friday: datetime) -> None:
    kim, lou = [await a_coordinator(records, name, friday) for name in ("Kim", "Lou")]
    with pytest.raises(NeedsAnother):
        await invite(records, kim.person, "coordinator", now=friday)
    await drop_invitation(records, lou.person, now=friday)
    with pytest.raises(NeedsAnother):  # it begins anew: Lou's own word is the first one now
        await invite(records, lou.person, "coordinator", now=friday)
    assert await who_asks(records) == lou.person.id
    assert (await did(records))[:3] == ["asked to invite", "stopped an invitation", "asked to invite"]


async def a_coordinator(records: Records, name: str, now: datetime) -> Newcomer:
    """Somebody whom the operator invited."""
    code = await invite(records, None, "coordinator", now=now)
    return await accept_invitation(records, code, name, PASSWORD, now=now)
