"""C4: whatever goes wrong, neither a log nor an answer repeats what somebody sent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from app.records.migrate import migrate
from app.records.postgres import _SETTINGS as OURS
from app.records.postgres import EmbeddedPostgres
from app.records.tables import Invitation, ReportCase, Staff
from app.records.unit_of_work import Records, engine_for
from tests.api.house import ADULT, House
from tests.privacy.scanner import Canaries


def _staff(name: str, **facts: object) -> Staff:
    told = {"id": name[:22], "role": "listener", "password_hash": "x", "totp_secret": "x"} | facts
    return Staff(name=name, **told)


async def unique(unit: AsyncSession, canary: str) -> None:
    unit.add_all([_staff(canary), _staff(canary, id="another")])
    await unit.flush()


async def check(unit: AsyncSession, canary: str) -> None:
    unit.add(_staff(canary, seats=9))
    await unit.flush()


async def length(unit: AsyncSession, canary: str) -> None:
    unit.add(_staff(canary * 3))
    await unit.flush()


async def reference(unit: AsyncSession, canary: str) -> None:
    unit.add(Invitation(code_hash=canary, role="listener", invited_by=canary[:22], expires_at=sa.func.now()))
    await unit.flush()


async def word(unit: AsyncSession, canary: str) -> None:
    await (await unit.connection()).execute(
        sa.text("INSERT INTO staff (id, name, role, password_hash, totp_secret) VALUES ('x', 'x', :role, 'x', 'x')"),
        {"role": canary[:20]},
    )


async def nul(unit: AsyncSession, canary: str) -> None:
    unit.add(_staff(f"{canary}\x00"))
    await unit.flush()


async def wrong_type(unit: AsyncSession, canary: str) -> None:
    unit.add(ReportCase(code_hash="x", week=canary, category="other", expires=date.max))  # type: ignore[arg-type]
    await unit.flush()


async def timeout(unit: AsyncSession, canary: str) -> None:
    connection = await unit.connection()
    await connection.execute(sa.text("SET LOCAL statement_timeout = 20"))
    await connection.execute(sa.text("SELECT pg_sleep(1), CAST(:canary AS text)"), {"canary": canary})


async def division(unit: AsyncSession, canary: str) -> None:
    """A mistake inside a statement that itself says the word."""
    await (await unit.connection()).execute(sa.text(f"SELECT 1 / length('') AS {canary}"))


def our_words(caplog: pytest.LogCaptureFixture) -> str:
    """What was logged, but for the client's own log of this test."""
    return "\n".join(caplog.handler.format(one) for one in caplog.records if not one.name.startswith("http"))


FAILURES: list[Callable[[AsyncSession, str], Awaitable[None]]] = [
    unique,
    check,
    length,
    reference,
    word,
    nul,
    wrong_type,
    timeout,
    division,
]


@pytest.mark.proves("C4")
@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: one.__name__)
async def test_what_postgres_refuses_is_in_no_log(
    records: Records,
    postgres: EmbeddedPostgres,
    caplog: pytest.LogCaptureFixture,
    failure: Callable[..., Awaitable[None]],
) -> None:
    """C4: unique, check, length, reference, enum, NUL, type and timeout errors, with our own PostgreSQL's settings."""
    canaries, before = Canaries(), postgres.log.stat().st_size
    with caplog.at_level(logging.DEBUG), pytest.raises(DBAPIError):
        async with records.unit() as unit:
            await failure(unit, canaries.one())
    said = postgres.log.read_bytes()[before:]
    assert canaries.in_bytes(said + caplog.text.encode()) == set()
    assert failure is wrong_type or b"ERROR" in said, "the log does speak"


@pytest.mark.proves("C4")
async def test_two_that_wait_for_each_other_are_in_no_log(database_url: str, postgres: EmbeddedPostgres) -> None:
    """C4: of a deadlock PostgreSQL would print both statements."""
    canaries, before = Canaries(), postgres.log.stat().st_size
    refused = await a_deadlock(database_url, canaries)
    said = postgres.log.read_bytes()[before:]
    assert refused == "deadlock detected"
    assert b"ERROR:  deadlock detected" in said
    assert canaries.in_bytes(said) == set()


async def a_deadlock(url: str, canaries: Canaries) -> str:
    """Let two transactions wait for each other, in statements that hold canaries; return what the one was told."""
    engine = engine_for(url)

    async def lock(connection: AsyncConnection, number: int) -> str:
        try:
            await connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({number}), '{canaries.one()}'"))
        except DBAPIError as refused:
            return str(refused.orig)
        return ""

    async with engine.connect() as one, engine.connect() as two:
        await lock(one, 1)
        await lock(two, 2)
        told = await asyncio.gather(lock(one, 2), lock(two, 1), return_exceptions=False)
    await engine.dispose()
    return "".join(told)


@pytest.mark.proves("C4")
async def test_with_the_settings_of_others_the_log_would_repeat_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """C4's positive control: the same mistakes, where PostgreSQL logs as it does by default."""
    theirs = {name: value for name, value in OURS.items() if not name.startswith("log_")}
    monkeypatch.setattr("app.records.postgres._SETTINGS", theirs)
    with TemporaryDirectory(prefix="earshot-test-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240  # a test's own folder
        talkative = EmbeddedPostgres.start(Path(folder) / "postgres", durable=False)
        try:
            await migrate(talkative.url)
            records, found = Records(talkative.url), {}
            for failure in FAILURES:
                canaries, before = Canaries(), talkative.log.stat().st_size
                with pytest.raises(DBAPIError):
                    async with records.unit() as unit:
                        await failure(unit, canaries.one())
                found[failure] = canaries.in_bytes(talkative.log.read_bytes()[before:])
            await records.close()
            canaries = Canaries()
            await a_deadlock(talkative.url, canaries)
            assert canaries.in_bytes(talkative.log.read_bytes())
        finally:
            talkative.stop()
    assert {one.__name__ for one in (unique, check, reference, word, division)} <= {
        failure.__name__ for failure, held in found.items() if held
    }


@pytest.mark.proves("C4", "C34")
async def test_bad_requests_are_in_no_log_and_no_answer(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """C4 and C34: bad bodies, wrong types, too long, at DEBUG."""
    canaries = Canaries()
    seeker, kim = await house.seeker(), await house.staff("Kim")
    await house.on_shift()
    await house.open_chat(seeker)
    with caplog.at_level(logging.DEBUG):
        answers = [
            await seeker.patch("/api/ticket", json={"firstMessage": canaries.one() * 200}),
            await seeker.patch("/api/ticket", json={"firstMessage": {canaries.one(): 1}}),
            await seeker.post("/api/chat/report", content=canaries.one()),
            await seeker.post("/api/chat/feedback", json={"feeling": canaries.one()}),
            await seeker.post("/chat/report", data={"reason": canaries.one()}),
            await seeker.post("/wait/age", data={"age": canaries.one()}),
            await seeker.get("/chat/log", params={"seen": canaries.one()}),
            await seeker.post("/chat/post", content=canaries.one(), headers={"content-type": "multipart/form-data"}),
            await seeker.post(
                "/chat/post",
                content=canaries.one(),
                headers={"content-type": f"multipart/form-data; boundary={canaries.one()}"},
            ),
            await seeker.post(
                "/talk/about",
                content=b"%ff%zz=%00&" + canaries.one().encode(),
                headers={"content-type": "application/x-www-form-urlencoded"},
            ),
            await kim.get(f"/api/statistics/{canaries.one()}"),
            await kim.post("/api/invitations", json={"role": canaries.one()}),
            await kim.post(
                "/api/join", json={"code": canaries.one(), "name": canaries.one(), "password": canaries.one()}
            ),
            await (await house.visitor()).post("/api/tickets", json=ADULT | {canaries.one(): canaries.one()}),
        ]
        house.node.records, kept = None, house.node.records  # type: ignore[assignment]  # a mistake of ours, deep inside
        broken = await kim.post(
            "/api/sign-in", json={"name": canaries.one(), "password": canaries.one(), "code": "000000"}
        )
    house.node.records = kept
    assert max(answer.status_code for answer in answers) < 500
    assert broken.status_code == 500
    assert [answer.request.url.path for answer in answers if canaries.in_bytes(answer.content)] == []
    assert canaries.in_bytes(our_words(caplog).encode() + broken.content) == set()
    assert "AttributeError at /api/sign-in" in caplog.text
