"""What is lost and what is not: a listener's connection, the server itself, PostgreSQL for a while."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import msgspec
import pytest
import pytest_asyncio
import sqlalchemy as sa

from app import clock
from app.identity.sealing import Sealer
from app.identity.seeker_pass import TicketPass, open_pass, seal_pass
from app.records.migrate import migrate
from app.records.postgres import EmbeddedPostgres
from app.records.unit_of_work import engine_for
from app.settings import Settings
from benchmarks.service import Service
from tests.sockets.people import (
    a_ref,
    as_seeker,
    desk,
    everybody_leaves,
    join,
    page_at,
    seeker_page,
    set_shift,
    talking,
)
from tests.sockets.servers import a_database, serving, staff_cookies


@pytest_asyncio.fixture(scope="module")
async def mortal(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Service]:
    """A server that these tests kill and start again."""
    with serving(await a_database(postgres, template)) as started:
        yield started


@pytest_asyncio.fixture
async def own_service(mortal: Service) -> AsyncIterator[Service]:
    """The same, with nobody in it afterwards."""
    yield mortal
    await everybody_leaves(mortal, {})


@pytest.fixture
def own_postgres() -> Iterator[Path]:
    """A folder for a PostgreSQL that this test may stop."""
    with TemporaryDirectory(prefix="earshot-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "postgres"


async def test_who_loses_their_listener_is_told_and_stands_at_the_head(service: Service, staff: dict[str, str]) -> None:
    """F10; the setting's default is under 30 s."""
    assert Settings().timing.listener_lost <= timedelta(seconds=28)
    async with talking(service, staff["Sam"], language="en") as talk:
        earlier = await join(service)
        await talk.listener.socket.close()
        assert (await talk.seeker.hears("peer"))["state"] == "away"
        assert (await talk.seeker.hears("ended"))["reason"] == "listenerLost"
        place = await talk.seeker.hears("place")
        assert place["wait"]["position"] == 1
        assert place["reason"] == (
            "Sam's connection is gone; it was nothing you said. You are next, and you need not tell it all again."
        )
        async with desk(service, staff["Noor"]) as noor, seeker_page(service, earlier):
            offer = (await noor.hears("offer"))["offer"]
            assert offer["why"].startswith("Their listener is gone")
            await noor.says("accept", offer=offer["offer"])
            assert (await talk.seeker.hears("opened"))["chat"]["with"] == "Noor"
            await as_seeker(service, earlier, "DELETE", "/api/ticket")
            await set_shift(service, staff["Noor"], "draining")


async def test_after_a_hard_kill_both_go_on_in_the_same_chat(own_service: Service) -> None:
    """The pass restores the place, the stub the chat, and what was undelivered is offered again."""
    cookies = await staff_cookies(own_service)
    token = await join(own_service)
    async with seeker_page(own_service, token) as seeker, desk(own_service, cookies["Sam"]) as sam:
        await sam.says("accept", offer=(await sam.hears("offer"))["offer"]["offer"])
        chat = (await sam.hears("opened"))["chat"]
        await seeker.says("post", chat=chat["id"], ref="ref-delivered", text="before")
        await sam.hears("posted")
        life = sam.events[0]["life"]
        own_service.kill()
    own_service.start()
    held = {"chats": {chat["id"]: 1}, "epochs": {chat["id"]: chat["epoch"]}}
    async with seeker_page(own_service, token, **held) as seeker:
        assert (await seeker.hears("ready"))["chat"] is None
        back = {"stubs": [chat["stub"]], "shift": "ready", "seats": 2, "life": life} | held
        async with desk(own_service, cookies["Sam"], ready=False, **back) as sam:
            reopened = (await seeker.hears("opened"))["chat"]
            assert (reopened["id"], reopened["restarted"], reopened["with"]) == (chat["id"], True, "Sam")
            assert reopened["epoch"] != chat["epoch"]
            [same] = sam.events[0]["chats"]
            assert (same["id"], same["epoch"]) == (chat["id"], reopened["epoch"])
            assert sam.events[0]["shift"]["state"] == "ready"
            await seeker.says("post", chat=chat["id"], ref="ref-undelivered", text="written while it was down")
            heard = await sam.hears("posted")
            assert (heard["seq"], heard["ref"], heard["epoch"]) == (1, "ref-undelivered", reopened["epoch"])
            await as_seeker(own_service, token, "DELETE", "/api/ticket")


async def test_after_a_hard_kill_places_in_line_are_as_they_were(own_service: Service) -> None:
    earlier, later = await join(own_service), await join(own_service)
    sealer = Sealer(own_service.data / "pass.key", now=clock.now())
    facts = open_pass(sealer, earlier, now=clock.now())
    assert isinstance(facts, TicketPass)
    long_ago = msgspec.structs.replace(facts, arrived=facts.arrived - timedelta(minutes=10))
    own_service.kill()
    own_service.start()
    async with seeker_page(own_service, later) as second:
        ready = await second.hears("ready")
        assert ready["ticket"]["wait"]["position"] == 1
        assert "Your place is kept" in ready["ticket"]["notice"]
        async with seeker_page(own_service, seal_pass(sealer, long_ago)) as first:
            assert (await first.hears("ready"))["ticket"]["wait"]["position"] == 1
            place = await second.hears("place")
            while place["wait"]["position"] != 2:
                place = await second.hears("place")


async def test_a_chat_that_nobody_brings_back_leads_to_the_head_of_the_line(own_service: Service) -> None:
    cookies = await staff_cookies(own_service)
    async with talking(own_service, cookies["Sam"]) as talk:
        own_service.kill()
        own_service.start()
        async with seeker_page(own_service, talk.token, chats={talk.chat: 0}) as seeker:
            place = await seeker.hears("place")
            assert place["wait"]["position"] == 1
            assert place["reason"].startswith("Our server had to start again, and your listener did not come back")


async def test_without_postgres_chats_go_on_and_rows_land_later(own_postgres: Path) -> None:
    """F5: matching and chats need no records; anonymous rows wait, and a report can be made again."""
    postgres = EmbeddedPostgres.start(own_postgres, durable=False)
    await migrate(postgres.url)
    with serving(postgres.url) as service:
        cookies = await staff_cookies(service)
        async with desk(service, cookies["Sam"]) as sam:
            postgres.stop()
            token = await join(service, topics=["grief"])
            async with seeker_page(service, token) as seeker, httpx.AsyncClient() as visitor:
                await sam.says("accept", offer=(await sam.hears("offer"))["offer"]["offer"])
                chat = (await seeker.hears("opened"))["chat"]["id"]
                await seeker.says("post", chat=chat, ref=a_ref(), text="the records are away")
                assert (await sam.hears("posted"))["text"] == "the records are away"
                assert (await visitor.get(f"{service.origin}/health/ready")).status_code == 503
                async with page_at(
                    service, "listener", origin=service.origin, Cookie=f"listener={cookies['Noor']}"
                ) as noor:
                    await noor.says("hello")
                    assert await noor.closed() == 1013
                    assert noor.socket.close_reason == ""
                report = {"json": {"reason": "unsafe"}}
                assert (await as_seeker(service, token, "POST", "/api/chat/report", **report)).status_code == 503
                assert (await sam.hears("ended"))["reason"] == "reported"
                postgres = EmbeddedPostgres.start(own_postgres, durable=False)
                assert (await visitor.get(f"{service.origin}/health/ready")).status_code == 200
                assert (await as_seeker(service, token, "POST", "/api/chat/report", **report)).status_code == 201
        assert service.stop() == 0
    assert await _kept(postgres.url) == ([("grief", "safety_end")], ["unsafe"])
    postgres.stop()


async def _kept(url: str) -> tuple[list[tuple[str, str]], list[str]]:
    engine = engine_for(url)
    async with engine.connect() as connection:
        rows = (await connection.execute(sa.text("SELECT topic_group, outcome FROM session_stage"))).all()
        cases = (await connection.execute(sa.text("SELECT category FROM report_case"))).scalars().all()
    await engine.dispose()
    return [(row[0], row[1]) for row in rows], list(cases)
