"""The way to Valkey: one small pool of connections, scripts by name, and one kind of failure when it is away.

It refuses a server that writes to a disk. It knows nothing of what the scripts mean.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as TooSlow

from app import clock
from app.live.interface import StoreAway

AWAY = (NotConnected, TooSlow, ReadOnlyError, OutOfMemoryError, OSError, RuntimeError)
"""What it looks like when the store cannot be used just now. RuntimeError is uvloop's word for a line just cut off."""
CUT_OFF = (RedisError, OSError, TimeoutError, RuntimeError)
"""What a line that is kept open may fail with; whoever keeps it opens another one."""
CONNECTIONS = 8
ANSWER_WITHIN = 2.0
"""Seconds. A store that takes longer is away."""
REST = 0.25
"""Seconds for which nobody tries again once it was away: who asks meanwhile is answered at once."""

TIMED_EVERY = 1.0
"""Seconds: the clocks of two machines do not drift apart by a millisecond in that."""


OLDEST = 7
"""The oldest Redis whose commands and scripts we use; Valkey says which Redis it is like."""


class StoreUnfit(Exception):
    """The server is not one that we may keep live facts in."""


class StorePersists(StoreUnfit):
    """The server writes what it holds to a disk, or does not say whether it does."""


class StoreTooOld(StoreUnfit):
    """The server is older than what we need, or does not say how old it is."""


async def require_forgetful(url: str, *, may_persist: bool) -> None:
    """Raise StoreAway when nobody answers there, and StoreUnfit when it is too old, or writes to a disk and may not."""
    store = Store(url, "start")
    try:
        await store.publish("earshot:start", b"")
        await store.refuse_old()
        if not may_persist:
            await store.refuse_persistence()
    finally:
        await store.close()


def sections() -> dict[str, str]:
    """Return each script by its name."""
    common, *parts = re.split(r"^-- @(\w+).*$", Path(__file__).with_name("facts.lua").read_text(), flags=re.MULTILINE)
    return {name: common + body for name, body in zip(parts[::2], parts[1::2], strict=True)}


class Store:
    """A Valkey server, as one node sees it."""

    def __init__(self, url: str, node: str) -> None:
        """Connects with the first command."""
        self.node = node
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=ANSWER_WITHIN,
            socket_timeout=ANSWER_WITHIN,
            socket_connect_timeout=1.0,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
        self._client: Redis = Redis(connection_pool=pool)
        self._scripts: dict[str, AsyncScript] = {
            name: self._client.register_script(code) for name, code in sections().items()
        }
        self._resting_until = 0.0
        self._timed_at: float | None = None
        self.tries = 2
        """A script that got no answer is run once more: each knows what it has already done."""

    async def refuse_old(self) -> None:
        """Raise StoreTooOld unless the server can do what our scripts ask."""
        try:
            version = str((await self._client.info("server")).get("redis_version", ""))
        except ResponseError as refused:
            raise StoreTooOld("VALKEY_URL: the server does not let us see how old it is (INFO)") from refused
        except AWAY as away:
            raise StoreAway from away
        major = version.partition(".")[0]
        if not major.isdigit() or int(major) < OLDEST:
            raise StoreTooOld(
                f"VALKEY_URL: this server speaks as Redis {version or 'of no version'}. "
                f"Several nodes need Valkey, or Redis from {OLDEST} on."
            )

    async def refuse_persistence(self) -> None:
        """Raise StorePersists unless the server keeps everything in memory."""
        try:
            save = (await self._client.config_get("save")).get("save")
            log = (await self._client.config_get("appendonly")).get("appendonly")
        except ResponseError as refused:
            raise StorePersists("VALKEY_URL: the server does not let us see whether it writes to a disk") from refused
        except AWAY as away:
            raise StoreAway from away
        if save or log != "no":
            raise StorePersists(
                "VALKEY_URL: this server writes what it holds to a disk. "
                "Start it with: --save '' --appendonly no (or set VALKEY_MAY_PERSIST=yes)"
            )

    async def run(self, script: str, *arguments: str | bytes | int) -> Any:
        """Run a script, whole or not at all. Raises StoreAway."""
        call = self._scripts[script]
        return await self._reach(lambda: call(args=[clock.new_id(), self.node, *arguments]))

    async def first(self, key: str, life: timedelta) -> bool:
        """Note a key that was not there; False when it was. A lost answer counts as used. Raises StoreAway."""
        return bool(await self._reach(lambda: self._client.set(key, b"1", nx=True, px=life)))

    async def keep_time(self) -> None:
        """Be agreed with the store about the present moment: nodes compare what each other noted. Raises StoreAway."""
        asked = clock.monotonic()
        if self._timed_at is not None and asked - self._timed_at < TIMED_EVERY:
            return
        seconds, microseconds = await self._reach(self._client.time)
        self._timed_at = clock.monotonic()
        told = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
        clock.of_process().agree(told, told + timedelta(seconds=self._timed_at - asked))

    async def publish(self, channel: str, message: bytes) -> int:
        """Tell all nodes; return how many heard it, this one included. Raises StoreAway."""
        return int(await self._reach(lambda: self._client.publish(channel, message)))

    async def nodes_at(self, channel: str) -> int:
        """Return how many nodes listen there."""
        ((_, count),) = await self._reach(lambda: self._client.pubsub_numsub(channel))
        return int(count)

    async def _reach(self, ask: Any) -> Any:
        if clock.monotonic() < self._resting_until:
            raise StoreAway
        for left in reversed(range(self.tries)):
            try:
                return await cast("Awaitable[Any]", ask())
            except AWAY as away:
                if not left or isinstance(away, TooSlow):
                    self._resting_until = clock.monotonic() + REST
                    raise StoreAway from None
        raise StoreAway

    async def heard(self, *channels: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield what is told on these channels, for ever; an empty message after each time the line was down."""
        while True:
            ear = self._client.pubsub(ignore_subscribe_messages=True)
            try:
                await ear.subscribe(*channels)
                yield "", b""
                while True:
                    told = await ear.get_message(timeout=1.0)
                    if told is not None:
                        yield told["channel"].decode(), told["data"]
            except CUT_OFF:
                await asyncio.sleep(REST)
            finally:
                with contextlib.suppress(*CUT_OFF):
                    await ear.aclose()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Let go of every connection."""
        await self._client.aclose(close_connection_pool=True)
