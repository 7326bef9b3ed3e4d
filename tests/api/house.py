"""An Earshot in this process, on real records, and people who ask it things over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from litestar import Litestar

from app import clock
from app.asgi import create_app, make_node
from app.live.chat import Chat
from app.records import staff
from app.records.postgres import EmbeddedPostgres
from app.records.samples import plant_samples
from app.records.tables import Staff
from app.records.unit_of_work import Records, engine_for
from app.services.cases.make_officer import load_officers
from app.services.line.answer_offer import accept_offer
from app.services.line.make_offers import make_offers
from app.services.node import Node
from app.services.staff.use_link import make_links
from app.settings import Settings
from tests.officers import Officer

ORIGIN = "http://127.0.0.1:8000"
OUR_PAGE = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
ADULT = {"ageBand": "adult"}
WIPED = (
    "SET LOCAL session_replication_role = replica",  # what the audit has is never lost, but in a test
    "TRUNCATE staff_audit",
    "SET LOCAL session_replication_role = origin",
    "TRUNCATE staff_session, report_case, case_notice, invitation, session_stage, topic_wording",
    "TRUNCATE staff_duty, staff_learning, practice, service_setting, resource, second_person, held_count",
    "TRUNCATE listener_week, staff_contact, cube_week, cube_4week, publication, yearly_figure",
    "UPDATE topic SET open = true, sensitive = false",
    "UPDATE staff SET suspended = false",
    "UPDATE staff SET paused = false, paused_for = '', officer = false, officer_key = '', officer_wrapped = ''",
    "UPDATE staff SET openers = '{}'",
    "DELETE FROM staff WHERE name NOT IN ('Sam', 'Noor', 'Kim')",
)


@dataclass
class House:
    """The application with its lifespan running, and whoever came to it."""

    node: Node
    app: Litestar
    guests: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def visitor(self, **headers: str) -> httpx.AsyncClient:
        """Somebody with a browser of their own; without headers, one whose requests come from our pages."""
        return await self.guests.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
                base_url=self.node.settings.public_origins[0],
                headers=headers or OUR_PAGE,
            )
        )

    async def seeker(self, **wish: Any) -> httpx.AsyncClient:
        """Somebody who has a place in line."""
        visitor = await self.visitor()
        joined = await visitor.post("/api/tickets", json=ADULT | wish)
        assert joined.status_code == 201, joined.text
        return visitor

    async def somebody(self, who: str) -> httpx.AsyncClient:
        """A person of this role, or nobody in particular."""
        if who == "nobody":
            return await self.visitor()
        if who == "seeker":
            return await self.seeker()
        return await self.staff("Sam" if who == "listener" else "Kim")

    async def staff(self, name: str) -> httpx.AsyncClient:
        """One of the sample staff, signed in: Sam and Noor listen, Kim coordinates."""
        visitor = await self.visitor()
        code = (await make_links(self.node, (name,)))[name]
        assert (await visitor.get(f"/staff/link/{code}")).status_code == 303
        return visitor

    async def applicant(self, name: str = "Ada") -> httpx.AsyncClient:
        """A listener who was invited and has learnt nothing yet, signed in."""
        person = Staff(id=name, name=name, role="listener", tier="applicant", password_hash="", totp_secret="")
        async with self.node.records.unit() as unit:
            await staff.add(unit, person)
        return await self.staff(name)

    async def officers(self, *people: Officer) -> None:
        """These are safety officers from here on; each signs in by name, as Kim does."""
        async with self.node.records.unit() as unit:
            for one in people:
                await staff.add(unit, one.row())
        await load_officers(self.node)

    async def on_shift(self, name: str = "Sam") -> httpx.AsyncClient:
        """A listener who is ready."""
        listener = await self.staff(name)
        assert (await listener.put("/api/shift", json={"state": "ready"})).status_code == 200
        return listener

    async def open_chat(self, seeker: httpx.AsyncClient) -> Chat:
        """The chat of a seeker with whoever on shift is offered the ticket."""
        ticket = (await seeker.get("/api/ticket")).json()["id"]
        now = clock.now()
        await make_offers(self.node, now=now)
        offer = next(one for one in await self.node.live.offers() if one.ticket == ticket)
        listener = await self.node.live.listener(offer.listener)
        assert listener is not None
        return await accept_offer(self.node, listener, offer.id, now=now)


async def furnished(postgres: EmbeddedPostgres, template: str, name: str) -> str:
    """The URL of a fresh database with sample topics and staff."""
    engine = engine_for(postgres.url).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    await engine.dispose()
    url = sa.make_url(postgres.url).set(database=name).render_as_string(hide_password=False)
    records = Records(url)
    async with records.unit() as unit:
        await plant_samples(unit, now=clock.now())
    await records.close()
    return url


@asynccontextmanager
async def open_house(url: str, data: Path, **settings: Any) -> AsyncIterator[House]:
    """A house on this furnished database; what its people did is wiped first, and everybody leaves before it closes."""
    records = Records(url)
    async with records.unit() as unit:
        for done in WIPED:
            await (await unit.connection()).execute(sa.text(done))
    node = make_node(Settings(**({"data": data, "reports_folder": data / "reports"} | settings)), records)
    app = create_app(node)
    async with app.lifespan():
        house = House(node, app)
        async with house.guests:
            yield house


@asynccontextmanager
async def lent(manager: AbstractAsyncContextManager[House]) -> AsyncIterator[House]:
    """The house for a fixture, whose end runs in another task than its beginning: a lifespan must not."""
    opened: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def keep() -> None:
        async with manager as house:
            opened.set_result(house)
            await over.wait()

    keeper = asyncio.create_task(keep())
    await asyncio.wait({keeper, opened}, return_when=asyncio.FIRST_COMPLETED)
    if not opened.done():
        await keeper
    yield opened.result()
    over.set()
    await keeper
