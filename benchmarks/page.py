"""A page made of Python, as far as its socket goes: it says hello, pads its frames, resumes after a loss.

Unlike a real one it can be torn off in the middle.
"""

import asyncio
import contextlib
import random
from time import perf_counter

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from benchmarks.delivery import Author, Conversation, Frame
from benchmarks.paper import Paper

SIZES = (512, 2_048, 8_192, 32_768)
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 10.0
PING_EVERY, PONG_WITHIN = 20.0, 10.0
"""Seconds: as `frontend/src/socket.ts` asks whether the server is there, and gives it up."""
FINAL = frozenset({4401, 4403, 4404, 4409})
"""Close codes after which a page does not come back by itself."""


def padded(command: Frame) -> str:
    """JSON padded with spaces to one of four sizes, so that its length says nothing."""
    raw = msgspec.json.encode(command)
    return raw.ljust(next((size for size in SIZES if size >= len(raw)), len(raw))).decode()


class Page:
    """One page and its socket."""

    me: Author
    path: str

    def __init__(self, origin: str, chance: random.Random, headers: dict[str, str] | None = None) -> None:
        self.url = origin.replace("http", "ws", 1) + self.path
        self.talks: dict[str, Conversation] = {}
        self.papers: dict[str, Paper] = {}
        self.absences: list[tuple[float, float]] = []
        """From when to when the page had no socket, for each time that it lost one and came back."""
        self.closed_with: int | None = None
        self.peers: dict[str, str] = {}
        """Whether the other person of each chat is here, as this page was last told."""
        self.opened: asyncio.Queue[str] = asyncio.Queue()
        """Chats that opened, for whoever waits for one."""
        self._headers = headers or {}
        self._chance = chance
        self._socket: ClientConnection | None = None
        self._out: asyncio.Queue[str] | None = None
        self._life: asyncio.Task[None] | None = None
        self._lost_at: float | None = None
        self._greeted = False
        self._heard_at = 0.0

    def hello(self) -> Frame:
        """What this page says first."""
        raise NotImplementedError

    def heard(self, event: Frame) -> None:
        """Take what is not about delivery."""

    @property
    def away(self) -> bool:
        """Whether the page has no socket that answers."""
        return self._lost_at is not None

    @property
    def ever_here(self) -> bool:
        """Whether a server has ever answered."""
        return self._greeted

    def open(self) -> None:
        """Open the page; it stays until it is closed."""
        self._life = asyncio.create_task(self._live())

    async def close(self) -> None:
        """Close the page."""
        if self._life is not None:
            self._life.cancel()
            await asyncio.gather(self._life, return_exceptions=True)

    def tear(self) -> None:
        """Lose the socket without a goodbye: what is under way, both ways, is lost with it."""
        if self._socket is not None and self._lost_at is None:
            self._lost_at = perf_counter()
            self._socket.transport.abort()

    def write(self, chat: str, text: str) -> str:
        """Write in a chat; return the ref."""
        ref = f"{self._chance.getrandbits(64):016x}"
        self.talks[chat].write(text, ref)
        return ref

    def send(self, command: Frame) -> None:
        """Put a frame on its way; without a socket it goes nowhere."""
        if self._out is not None:
            self._out.put_nowait(padded(command))

    def leave(self, chat: str, reason: str) -> None:
        """A chat is over; what stands of it stays on the page."""
        self.papers[chat].end(reason)
        del self.talks[chat]

    def resync(self) -> None:
        """Say hello again on the same socket."""
        self.send(self.hello())

    async def _live(self) -> None:
        attempt = 0
        while self.closed_with not in FINAL:
            with contextlib.suppress(WebSocketException, OSError, TimeoutError):
                async with self._connected() as self._socket:
                    await self._talk(self._socket)
                    attempt = 0
            self._socket = None
            self._lost_at = self._lost_at or perf_counter()
            for talk in self.talks.values():
                talk.lost()
            attempt += 1
            ceiling = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2**attempt)
            await asyncio.sleep(self._chance.uniform(SHORTEST_PAUSE, ceiling))

    async def _talk(self, socket: ClientConnection) -> None:
        """Say hello, then hear and speak until the socket is gone."""
        self._out = asyncio.Queue()
        self.send(self.hello())
        self._heard_at = perf_counter()
        beside = [asyncio.create_task(_write(socket, self._out)), asyncio.create_task(self._ask(socket))]
        try:
            async for raw in socket:
                self._heard_at = perf_counter()
                self._take(msgspec.json.decode(raw))
        except WebSocketException:
            pass  # torn off: as good as closed
        finally:
            self._out = None
            for one in beside:
                one.cancel()
        self.closed_with = socket.close_code

    async def _ask(self, socket: ClientConnection) -> None:
        """Ask again and again whether the server is there; one that does not answer is gone."""
        while True:
            await asyncio.sleep(PING_EVERY)
            asked = perf_counter()
            self.send({"type": "ping"})
            await asyncio.sleep(PONG_WITHIN)
            if self._heard_at < asked:
                self._lost_at = self._lost_at or perf_counter()
                socket.transport.abort()

    def _connected(self) -> connect:
        origin = self._headers.get("Origin")
        return connect(
            self.url,
            compression=None,
            origin=Origin(origin) if origin else None,
            additional_headers={name: value for name, value in self._headers.items() if name != "Origin"},
            ping_interval=None,
            close_timeout=1,
            max_queue=None,
            proxy=None,
        )

    def _take(self, event: Frame) -> None:
        talk = self.talks.get(event.get("chat") or "") if isinstance(event.get("chat"), str) else None
        self._greeted = self._greeted or event["type"] == "ready"
        match event["type"]:
            case "ready" if self._lost_at is not None:
                self.absences.append((self._lost_at, perf_counter()))
                self._lost_at = None
            case "posted" if talk:
                talk.posted(event)
            case "delivered" if talk:
                talk.delivered(event["seq"], event["epoch"])
            case "seen" if talk:
                talk.seen(event["seq"], event["epoch"])
            case "refused" if event["ref"]:
                any(one.refused(event["ref"], event["code"]) for one in self.talks.values())
            case "opened":
                self._stand(event["chat"])
            case "peer":
                self.peers[event["chat"]] = event["state"]
            case "ended" if talk:
                self.leave(event["chat"], event["reason"])
        self.heard(event)

    def _stand(self, view: Frame) -> None:
        """A chat is here, or here again."""
        chat = view["id"]
        if chat not in self.papers:
            self.papers[chat] = paper = Paper()
            self.talks[chat] = Conversation(self.me, chat, view["epoch"], paper, self)
            self.peers[chat] = "here"
            self.opened.put_nowait(chat)
        if chat in self.talks:
            self.talks[chat].resume(view)


async def _write(socket: ClientConnection, out: asyncio.Queue[str]) -> None:
    with contextlib.suppress(WebSocketException, OSError):
        while True:
            await socket.send(await out.get())


def held(page: Page) -> Frame:
    """What a page holds of its chats, as its hello says it."""
    return {
        "chats": {chat: talk.last_seq for chat, talk in page.talks.items()},
        "epochs": {chat: talk.epoch for chat, talk in page.talks.items()},
    }
