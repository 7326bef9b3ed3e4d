"""A page's socket without a socket, between a page and a real handler: in order; late, silent, stuck or torn."""

import asyncio
import random  # noqa: TID251  # the wire's chance, seeded
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

from litestar.exceptions import WebSocketDisconnect
from websockets.exceptions import ConnectionClosedError

UNHEARD_FOR = 23.0
"""Seconds after which a server gives a silent page up, as `app.serving` sets it."""
GONE = object()
Frame = Any


class Way:
    """One direction: what is put in comes out later, in its order."""

    def __init__(self, chance: random.Random, delay: float, jitter: float) -> None:
        self._chance, self._delay, self._jitter = chance, delay, jitter
        self._under_way: asyncio.Queue[tuple[float, Frame]] = asyncio.Queue()
        self._last = 0.0
        self.silent = False
        self._healed = asyncio.Event()

    def put(self, frame: Frame) -> None:
        now = asyncio.get_running_loop().time()
        self._last = max(self._last, now + self._delay + self._chance.random() * self._jitter)
        self._under_way.put_nowait((self._last, frame))

    def tear(self) -> None:
        """Lose what is under way, and end."""
        while not self._under_way.empty():
            self._under_way.get_nowait()
        self.heal()
        self._under_way.put_nowait((0.0, GONE))

    def heal(self) -> None:
        self.silent = False
        self._healed.set()
        self._healed = asyncio.Event()

    async def get(self) -> Frame:
        due, frame = await self._under_way.get()
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        while self.silent and frame is not GONE:
            await self._healed.wait()
        return frame


class Wire:
    """One connection; `page` is the end that `benchmarks.page.Page` holds, `server` the one of a socket's handler."""

    def __init__(self, chance: random.Random, headers: dict[str, str], delay: float, jitter: float) -> None:
        self.up, self.down = Way(chance, delay, jitter), Way(chance, delay, jitter)
        self.closed = False
        self.stuck = asyncio.Event()
        self.stuck.set()
        self.page, self.server = PageEnd(self), ServerEnd(self, headers)
        self.last_up: str | None = None
        """What the page said last: it may come twice."""

    def tear(self) -> None:
        """Reset: both ends know at once."""
        self.closed = True
        self.stuck.set()
        self.up.tear()
        self.down.tear()

    def silence(self, *, up: bool, down: bool) -> None:
        """Let nothing arrive; after a while the server gives it up."""
        self.up.silent, self.down.silent = self.up.silent or up, self.down.silent or down
        asyncio.get_running_loop().call_later(UNHEARD_FOR, self._give_up)

    def heal(self) -> None:
        self.up.heal()
        self.down.heal()
        self.stuck.set()

    def _give_up(self) -> None:
        if self.up.silent or self.down.silent:
            self.up.tear()


class PageEnd:
    """What a page sees of it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.close_code: int | None = None
        self.transport = SimpleNamespace(abort=wire.tear)

    async def send(self, frame: str) -> None:
        if self._wire.closed:
            raise ConnectionClosedError(None, None)
        self._wire.last_up = frame
        self._wire.up.put(frame)

    async def __aiter__(self) -> AsyncIterator[str]:
        while True:
            frame = await self._wire.down.get()
            if frame is GONE:
                return
            if isinstance(frame, int):
                self.close_code = frame
                return
            yield frame


class ServerEnd:
    """What a socket's handler sees of it, as far as it looks."""

    def __init__(self, wire: Wire, headers: dict[str, str]) -> None:
        self._wire = wire
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.cookies: dict[str, str] = {}
        self.scope: dict[str, object] = {}

    async def accept(self) -> None:
        pass

    async def receive_data(self, *, mode: str) -> str:  # noqa: ARG002  # Litestar's own word
        frame = await self._wire.up.get()
        if frame is GONE:
            raise WebSocketDisconnect(detail="gone", code=1006)
        return str(frame)

    async def send_text(self, frame: str) -> None:
        await self._wire.stuck.wait()
        if not self._wire.closed:
            self._wire.down.put(frame)

    async def close(self, *, code: int) -> None:
        await self._wire.stuck.wait()
        if not self._wire.closed:
            self._wire.down.put(code)
            self._wire.up.put(GONE)


class Connecting:
    """What a page waits for: a wire to whichever node a load balancer chooses."""

    def __init__(self, dial: Callable[[], Wire | None]) -> None:
        self._dial = dial
        self._wire: Wire | None = None

    async def __aenter__(self) -> PageEnd:
        await asyncio.sleep(0.002)
        self._wire = self._dial()
        if self._wire is None:
            raise ConnectionRefusedError
        return self._wire.page

    async def __aexit__(self, *_: object) -> None:
        if self._wire is not None and not self._wire.closed:
            self._wire.closed = True
            self._wire.up.put(GONE)
