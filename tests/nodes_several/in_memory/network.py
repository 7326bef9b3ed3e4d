"""The network between nodes and Valkey, in memory, around a real Valkey that is asked at once.

Scripts are the ones that ship, run by a real server; pub/sub, delays, loss of answers, silence and the lease's time are
made here, since they pass in a time that is a number. What goes over it is kept for whoever looks for canaries.
"""

import asyncio
import random  # noqa: TID251  # the network's chance, seeded
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import redis
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as TooSlow

from app.live.lease import LASTS
from app.live.shared.store import sections
from tests.nodes_several.in_memory.virtual_time import NODE, START

T = TypeVar("T")
TOLD = "told"
"""A list in the store in which a script leaves what it published: here it is published in our own time."""
SILENT = frozenset({"news", "waits", "finished", "lease", "give_back"})
"""Scripts that publish nothing."""
PATIENCE = 2.0
"""Seconds after which a client gives a silent store up, as `app.live.shared.store` is set."""


@dataclass
class Line:
    """One node's way to Valkey."""

    chance: random.Random
    delay: float = 0.001
    jitter: float = 0.001
    silent: bool = False
    torn: int = 0
    """How often it was torn: what was under way is lost."""
    healed: asyncio.Event = field(default_factory=asyncio.Event)

    async def pass_over(self, torn: int) -> None:
        """Be under way; wait while the line is silent. Raises NotConnected when it was torn meanwhile."""
        await asyncio.sleep(self.delay + self.chance.random() * self.jitter)
        while self.silent:
            await self.healed.wait()
        if torn != self.torn:
            raise NotConnected

    def heal(self) -> None:
        self.silent = False
        self.healed.set()
        self.healed = asyncio.Event()


class Server:
    """The Valkey of this world."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self.raw = redis.Redis(port=port)
        self.raw.flushall()
        self.up = True
        self.chance = chance
        self.carried: list[bytes] = []
        """Everything that came in, as MONITOR would show it."""
        self._lines: dict[str, Line] = {}
        self._ears: defaultdict[str, list[Ear]] = defaultdict(list)
        self._lease_until = 0.0
        self._loaded: dict[str, str] = {}
        self._names = {code: name for name, code in sections().items()}

    def line(self, node: str) -> Line:
        if node not in self._lines:
            self._lines[node] = Line(random.Random(self.chance.random()))  # noqa: S311
        return self._lines[node]

    def stop(self) -> None:
        """It is gone, and what it held with it."""
        self.up = False
        self.raw.flushall()
        for line in self._lines.values():
            line.torn += 1
        for ears in self._ears.values():
            for ear in ears:
                ear.lose()
        self._ears.clear()

    def start(self) -> None:
        self.up = True

    def tear(self, node: str) -> None:
        """The node's connections are reset."""
        self.line(node).torn += 1
        for channel, ears in self._ears.items():
            self._ears[channel] = [ear for ear in ears if ear.node != node or ear.lose()]

    async def ask(self, do: Callable[[], T]) -> T:
        """Have something done there, and hear what came of it. Raises NotConnected or TooSlow."""
        line = self.line(NODE.get())
        torn = line.torn
        try:
            async with asyncio.timeout(PATIENCE):
                await line.pass_over(torn)
                if not self.up:
                    raise NotConnected
                done = do()
                await line.pass_over(torn)
                return done
        except TimeoutError:
            raise TooSlow from None

    def run(self, code: str, args: list[Any]) -> Any:
        """Run a script, whole."""
        self._note(*args)
        loop = asyncio.get_running_loop()
        if loop.time() >= self._lease_until:
            self.raw.delete("earshot:lease")
        name = self._names[code]
        if name in SILENT:
            answer, told = self.raw.evalsha(self._known_as(name, code), 0, *args), []
        else:
            pipe = self.raw.pipeline(transaction=False)
            pipe.evalsha(self._known_as(name, code), 0, *args)
            pipe.lrange(TOLD, 0, -1)
            pipe.delete(TOLD)
            answer, told, _ = pipe.execute()
        if name == "lease" and answer:
            self._lease_until = loop.time() + LASTS.total_seconds()
        for node in told:
            self.publish("earshot:facts", node)
        return answer

    def _known_as(self, name: str, code: str) -> str:
        if name not in self._loaded:
            here = code.replace("call('PUBLISH', P..'facts', NODE)", f"call('RPUSH', '{TOLD}', NODE)")
            self._loaded[name] = str(self.raw.script_load(here))
        return self._loaded[name]

    def publish(self, channel: str, message: bytes) -> int:
        self._note(message)
        ears = self._ears[channel]
        for ear in ears:
            ear.take({"type": "message", "channel": channel.encode(), "data": message})
        return len(ears)

    def subscribed(self, channel: str) -> int:
        return len(self._ears[channel])

    def add(self, channel: str, ear: "Ear") -> None:
        self._ears[channel].append(ear)
        ear.take({"type": "subscribe", "channel": channel.encode(), "data": 1})

    def remove(self, ear: "Ear") -> None:
        for ears in self._ears.values():
            if ear in ears:
                ears.remove(ear)

    def _note(self, *parts: Any) -> None:
        self.carried += [part if isinstance(part, bytes) else str(part).encode() for part in parts]


class Ear:
    """One subscribed connection: in order, as late as the line, silent with it, lost with it."""

    def __init__(self, server: Server, *, ignore: bool) -> None:
        self.node = NODE.get()
        self._server, self._line, self._ignore = server, server.line(self.node), ignore
        self._under_way: asyncio.Queue[tuple[float, Any]] = asyncio.Queue()
        self._last = 0.0
        self._lost = False

    def lose(self) -> bool:
        """The connection is gone."""
        self._lost = True
        self._under_way.put_nowait((0.0, None))
        return False

    def take(self, message: Any) -> None:
        now = asyncio.get_running_loop().time()
        self._last = max(self._last, now + self._line.delay + self._line.chance.random() * self._line.jitter)
        self._under_way.put_nowait((self._last, message))

    async def subscribe(self, *channels: str) -> None:
        def do() -> None:
            for channel in channels:
                self._server.add(channel, self)

        await self._server.ask(do)

    async def get_message(self, timeout: float | None = 0.0) -> Any:  # noqa: ASYNC109  # the client's own word
        try:
            async with asyncio.timeout(timeout):
                return await self._next()
        except TimeoutError:
            return None

    async def _next(self) -> Any:
        while True:
            due, message = await self._under_way.get()
            try:
                await asyncio.sleep(due - asyncio.get_running_loop().time())
                while self._line.silent and not self._lost:
                    await self._line.healed.wait()
            except asyncio.CancelledError:
                self._under_way._queue.appendleft((due, message))  # type: ignore[attr-defined]  # as it was
                raise
            if self._lost:
                raise NotConnected
            if not (self._ignore and message["type"] == "subscribe"):
                return message

    async def aclose(self) -> None:
        self._server.remove(self)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


class Client:
    """What stands in the place of `redis.asyncio.Redis` at a node of this world."""

    server: Server

    def __init__(self, **_: Any) -> None:
        pass

    @classmethod
    def from_url(cls, _url: str, **_: Any) -> Self:
        return cls()

    def register_script(self, code: str) -> Callable[..., Awaitable[Any]]:
        def call(*, args: list[Any]) -> Awaitable[Any]:
            return self.server.ask(lambda: self.server.run(code, args))

        return call

    async def config_get(self, name: str) -> dict[str, str]:
        return await self.server.ask(lambda: {name: {"save": "", "appendonly": "no"}[name]})

    async def time(self) -> tuple[int, int]:
        def told() -> tuple[int, int]:
            passed = asyncio.get_running_loop().time()
            return int(START.timestamp() + passed), round(passed % 1 * 1_000_000)

        return await self.server.ask(told)

    async def publish(self, channel: str, message: bytes) -> int:
        return await self.server.ask(lambda: self.server.publish(channel, message))

    async def pubsub_numsub(self, channel: str) -> list[tuple[str, int]]:
        return await self.server.ask(lambda: [(channel, self.server.subscribed(channel))])

    def pubsub(self, *, ignore_subscribe_messages: bool = False) -> Ear:
        return Ear(self.server, ignore=ignore_subscribe_messages)

    def pipeline(self, *, transaction: bool) -> "_Pipeline":  # noqa: ARG002  # the client's own word
        return _Pipeline(self.server)

    async def aclose(self, **_: Any) -> None:
        pass


class _Pipeline:
    def __init__(self, server: Server) -> None:
        self._server, self._what = server, list[tuple[str, bytes]]()

    def publish(self, channel: str, message: bytes) -> None:
        self._what.append((channel, message))

    async def execute(self) -> list[int]:
        what = self._what
        return await self._server.ask(lambda: [self._server.publish(*one) for one in what])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass
