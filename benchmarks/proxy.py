"""A TCP proxy that makes a good network bad: late, uneven, silent, slow, torn.

It stands between pages and nodes, and between nodes and Valkey. What it holds back while a way is silent it delivers
when that way heals, as TCP would; what it holds back when it tears a connection is lost.
"""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Literal, Self

from benchmarks.service import free_port

Way = Literal["up", "down"]
"""Up is from whoever connects to what it wants to reach."""
BOTH: frozenset[Way] = frozenset({"up", "down"})
NONE: frozenset[Way] = frozenset()
READ_AT_ONCE = 16_384
GATHERED = 1 << 20
"""Bytes that a delayed way may hold before it reads no more."""
SMALL_WINDOW = 4_096
"""Bytes that the kernel takes in for a slow reader: what it does not read stays with who sends."""
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends a reset."""


@dataclass
class Weather:
    """How bad it is now. Chance may be seeded."""

    delay: float = 0.0
    """Seconds that every byte takes, each way."""
    jitter: float = 0.0
    """Up to so many seconds more or less, without changing places."""
    silent: frozenset[Way] = NONE
    """Ways on which nothing arrives just now, not even a goodbye."""
    pace: float | None = None
    """Bytes a second that whoever connected reads; None is as fast as they come."""
    tear_after: int | None = None
    """Tear the next connection that says something, after so many bytes of it."""
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def late(self) -> float:
        """Return how late the next bytes are."""
        return max(0.0, self.delay + self.chance.uniform(-self.jitter, self.jitter))


class _Pump:
    """One way of one connection."""

    def __init__(self, proxy: "Proxy", way: Way, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        self._proxy, self._way, self._source, self._target = proxy, way, source, target
        self._held: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(GATHERED // READ_AT_ONCE)
        self._last = 0.0

    async def run(self) -> None:
        """Carry until the source has ended and everything is delivered."""
        taking = asyncio.create_task(self._take())
        try:
            while True:
                due, part = await self._held.get()
                await asyncio.sleep(due - perf_counter())
                await self._proxy.open_again(self._way)
                if not part:
                    return
                self._target.write(self._proxy.torn(part))
                await self._target.drain()
                if self._proxy.tearing:
                    raise ConnectionResetError
        finally:
            taking.cancel()

    async def _take(self) -> None:
        while True:
            pace = self._proxy.weather.pace if self._way == "down" else None
            part = await self._source.read(1 if pace else READ_AT_ONCE)
            self._last = max(self._last, perf_counter() + self._proxy.weather.late())
            await self._held.put((self._last, part))
            if not part:
                return
            if pace:
                await asyncio.sleep(1 / pace)


class Proxy:
    """One port in front of another."""

    def __init__(self, loop: asyncio.AbstractEventLoop, target: int) -> None:
        self.target, self.port = target, free_port()
        self.weather = Weather()
        self.tearing = False
        self._loop = loop
        self._changed = asyncio.Event()
        self._ends: set[asyncio.StreamWriter] = set()
        self._links: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    # What a test says, from its own thread.

    def turn(self, weather: Weather) -> None:
        """Let it be like this from now on, for what is connected too."""

        def now() -> None:
            self.weather = weather
            self._changed.set()
            self._changed = asyncio.Event()

        self._soon(now)

    def heal(self) -> None:
        """Let it be good again: what was held back arrives."""
        self.turn(Weather())

    def cut(self) -> None:
        """Tear every connection, both ends: a reset, and what was under way is lost."""
        self._soon(self._cut)

    # What happens in the proxies' thread.

    async def open(self) -> None:
        """Listen."""
        listening = socket.create_server(("127.0.0.1", self.port), backlog=4_096)
        listening.setblocking(False)
        self._server = await asyncio.start_server(self._serve, sock=listening, limit=READ_AT_ONCE)

    async def close(self) -> None:
        """Listen no more, and tear what is left."""
        if self._server is not None:
            self._server.close()
        self._cut()
        await asyncio.gather(*self._links, return_exceptions=True)

    async def open_again(self, way: Way) -> None:
        """Wait until this way is not silent."""
        while way in self.weather.silent:
            await self._changed.wait()

    def torn(self, part: bytes) -> bytes:
        """Return what of these bytes arrives: all, or so many as before the tear."""
        most = self.weather.tear_after
        if most is None or len(part) <= most:
            return part
        self.weather.tear_after, self.tearing = None, True
        return part[:most]

    def _soon(self, do: Callable[[], None]) -> None:
        done = threading.Event()

        def now() -> None:
            do()
            done.set()

        self._loop.call_soon_threadsafe(now)
        done.wait(5)

    def _cut(self) -> None:
        self.tearing = False
        for end in self._ends:
            _reset(end)
        for link in self._links:
            link.cancel()

    async def _serve(self, near_in: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        link = asyncio.current_task()
        if link is not None:
            self._links.add(link)
            link.add_done_callback(self._links.discard)
        self._ends.add(near)
        ends = [near]
        try:
            far_in, far = await self._reach()
            ends.append(far)
            self._ends.add(far)
            pumps = [_Pump(self, "up", near_in, far), _Pump(self, "down", far_in, near)]
            await _first(pumps)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self.tearing = False
            for end in ends:
                self._ends.discard(end)
                _reset(end)

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reaching = socket.socket()
        reaching.setblocking(False)
        if self.weather.pace is not None:
            reaching.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_WINDOW)
        try:
            await self._loop.sock_connect(reaching, ("127.0.0.1", self.target))
        except (OSError, asyncio.CancelledError):
            reaching.close()
            raise
        return await asyncio.open_connection(sock=reaching, limit=SMALL_WINDOW if self.weather.pace else READ_AT_ONCE)


async def _first(pumps: list[_Pump]) -> None:
    """Carry both ways until one of them has ended."""
    running = [asyncio.create_task(pump.run()) for pump in pumps]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _reset(end: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    end.transport.abort()


class Proxies:
    """Proxies in a thread of their own, so that they carry while a test waits for a server to start."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxies", daemon=True)
        self._open: list[Proxy] = []

    def to(self, port: int) -> Proxy:
        """Return a proxy in front of this port of this machine."""
        proxy = Proxy(self._loop, port)
        asyncio.run_coroutine_threadsafe(proxy.open(), self._loop).result(5)
        self._open.append(proxy)
        return proxy

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for proxy in self._open:
            asyncio.run_coroutine_threadsafe(proxy.close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
