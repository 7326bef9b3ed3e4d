"""Real servers and the people who talk over them: two kinds of page, spoken to frame by frame."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.wire.frames import SIZES
from benchmarks.service import Service

PATIENCE = 15.0
"""Seconds that a page waits for what has to come; slow machines included."""
_REFS = count(1)
_JOINED: list[tuple[str, str]] = []


def a_ref() -> str:
    """A ref that no test uses twice."""
    return f"ref-{next(_REFS):08}"


@dataclass
class Page:
    """One open page: says commands, and waits for the events it needs."""

    socket: ClientConnection
    events: list[dict[str, Any]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    async def says(self, kind: str, **facts: Any) -> Self:
        """Send a command; a server that has hung up already is found out by listening."""
        with suppress(ConnectionClosed):
            await self.socket.send(json.dumps({"type": kind} | facts))
        return self

    async def hears(self, kind: str, *, within: float = PATIENCE, **facts: Any) -> dict[str, Any]:
        """The next event of that kind with those facts; others are kept in `events`."""
        async with asyncio.timeout(within):
            while True:
                event = await self.next()
                if event["type"] == kind and facts.items() <= event.items():
                    return event

    async def next(self) -> dict[str, Any]:
        """The next event, whatever it is."""
        frame = await self.socket.recv()
        assert isinstance(frame, str)
        size = len(frame.encode())
        assert size in SIZES, f"a frame of {size} bytes"
        self.sizes.append(size)
        event: dict[str, Any] = json.loads(frame)
        self.events.append(event)
        return event

    async def all_until_pong(self) -> list[dict[str, Any]]:
        """Everything that was on its way."""
        before = len(self.events)
        await self.says("ping")
        await self.hears("pong")
        return self.events[before:-1]

    async def closed(self, *, within: float = PATIENCE) -> int:
        """The code with which the server closes."""
        async with asyncio.timeout(within):
            try:
                while True:
                    await self.next()
            except ConnectionClosed:
                return int(self.socket.close_code or 0)


@asynccontextmanager
async def page_at(service: Service, role: str, *, origin: str | None = None, **headers: str) -> AsyncIterator[Page]:
    """A page of this role with its socket open; nothing said yet."""
    url = f"{service.origin.replace('http', 'ws', 1)}/ws/{role}"
    async with connect(
        url,
        origin=origin,  # type: ignore[arg-type]  # a plain word
        additional_headers=headers,
        compression=None,
        open_timeout=PATIENCE,
        max_size=None,
    ) as socket:
        yield Page(socket)


@asynccontextmanager
async def seeker_page(service: Service, token: str, **hello: Any) -> AsyncIterator[Page]:
    """A seeker's page, as the browser opens it: the pass rides in the cookie."""
    async with page_at(service, "seeker", origin=service.origin, Cookie=f"pass={token}") as page:
        yield await page.says("hello", **hello)


@asynccontextmanager
async def desk(service: Service, token: str, *, ready: bool = True, **hello: Any) -> AsyncIterator[Page]:
    """A listener's desk; on shift unless told otherwise."""
    async with page_at(service, "listener", origin=service.origin, Cookie=f"listener={token}") as page:
        await page.says("hello", **hello)
        page.events.append(await page.hears("ready"))
        if ready:
            await set_shift(service, token, "ready", seats=2)
        yield page


async def set_shift(service: Service, token: str, state: str, **wish: Any) -> None:
    """Change a listener's shift."""
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}) as program:
        answer = await program.put(f"{service.origin}/api/shift", json={"state": state} | wish)
        assert answer.status_code == 200, answer.text


async def join(service: Service, **wish: Any) -> str:
    """Take a place in line; return the pass."""
    async with httpx.AsyncClient() as program:
        answer = await program.post(f"{service.origin}/api/tickets", json={"ageBand": "adult"} | wish)
        assert answer.status_code == 201, answer.text
        token = str(answer.json()["pass"])
        _JOINED.append((service.origin, token))
        return token


async def everybody_leaves(service: Service, staff: dict[str, str]) -> None:
    """Empty the line, the chats and the shifts, for the next test."""
    while _JOINED:
        origin, token = _JOINED.pop()
        if origin == service.origin:
            await as_seeker(service, token, "DELETE", "/api/ticket")
    for name in staff.keys() & {"Sam", "Noor"}:
        await set_shift(service, staff[name], "off")


async def as_seeker(service: Service, token: str, method: str, path: str, **facts: Any) -> httpx.Response:
    """Ask the API with a pass."""
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}) as program:
        return await program.request(method, service.origin + path, **facts)


@dataclass
class Talk:
    """A seeker and a listener in an open chat."""

    service: Service
    token: str
    seeker: Page
    listener: Page
    chat: str
    epoch: str
    stub: str

    async def seeker_says(self, text: str, *, ref: str | None = None) -> dict[str, Any]:
        """Post from the seeker's page; return what the listener's page got."""
        ref = ref or a_ref()
        await self.seeker.says("post", chat=self.chat, ref=ref, text=text)
        return await self.listener.hears("posted", ref=ref)

    async def listener_says(self, text: str, *, ref: str | None = None) -> dict[str, Any]:
        """Post from the desk; return what the seeker's page got."""
        ref = ref or a_ref()
        await self.listener.says("post", chat=self.chat, ref=ref, text=text)
        return await self.seeker.hears("posted", ref=ref)


@asynccontextmanager
async def talking(service: Service, staff_token: str, **wish: Any) -> AsyncIterator[Talk]:
    """Two people who have found each other."""
    token = await join(service, **wish)
    async with seeker_page(service, token) as seeker, desk(service, staff_token) as listener:
        await seeker.hears("ready")
        offer = await listener.hears("offer")
        await listener.says("accept", offer=offer["offer"]["offer"])
        opened = (await listener.hears("opened"))["chat"]
        await seeker.hears("opened")
        yield Talk(service, token, seeker, listener, opened["id"], opened["epoch"], opened["stub"])
