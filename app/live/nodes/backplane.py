"""Between nodes: one inbox for each node over Valkey's pub/sub, one writer that sends what has gathered, one reader.

It promises order and, to the reader, that a gap is noticed; it does not promise arrival. What it carries is sealed
under a key of the cluster and written down nowhere. While Valkey is away it tries again, and drops what is too much.
"""

import asyncio
import contextlib
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app import clock
from app.live.nodes.envelopes import AnyEnvelope, Batch
from app.live.shared.store import CUT_OFF

logger = logging.getLogger(__name__)

ALL = "earshot:all"
SILENCE = 5.0
"""Seconds: a reader that does not even hear this node's own pulse has lost its connection."""
SHORTEST, LONGEST = timedelta(milliseconds=50), timedelta(seconds=2)
QUEUED = 20_000
"""Envelopes that may wait for a writer; more are dropped, which their reader notices."""
AT_ONCE = 500
"""Envelopes in one batch."""
_NONCE = 12
_ENCODER = msgspec.msgpack.Encoder()
_BATCH = msgspec.msgpack.Decoder(Batch)


def inbox(node: str) -> str:
    """Return the channel of one node."""
    return f"earshot:node:{node}"


class Backplane:
    """This node's way to the others."""

    def __init__(
        self,
        url: str,
        key: bytes,
        me: str,
        *,
        hear: Callable[[str, AnyEnvelope], None],
        missed: Callable[[str | None], None],
        nobody: Callable[[str], None],
    ) -> None:
        """Take what to do with an envelope, after a gap (of one sender, or of all), and for a node without an inbox."""
        self.me = me
        self.dropped = 0
        """Envelopes that did not fit."""
        self._url, self._seal = url, ChaCha20Poly1305(key)
        self._hear, self._missed, self._nobody = hear, missed, nobody
        self._waiting: defaultdict[str, list[AnyEnvelope]] = defaultdict(list)
        self._count = 0
        self._news = asyncio.Event()
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._last: dict[tuple[str, str], int] = {}
        self._unsent: list[tuple[str, bytes]] = []
        self._connected_at: float | None = None
        self._jobs: list[asyncio.Task[None]] = []
        self._ready, self._empty = asyncio.Event(), asyncio.Event()

    @property
    def connected_for(self) -> float:
        """Seconds since this node hears the others again; 0 while it does not."""
        return clock.monotonic() - self._connected_at if self._connected_at is not None else 0.0

    async def open(self, *, within: float = 5.0) -> None:
        """Begin to listen and to write. Valkey may be away: then it is tried again for ever."""
        self._jobs = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._ready.wait()

    async def close(self) -> None:
        """Send what waits, if it goes at once, and stop."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self._empty.wait()
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    def send(self, node: str, envelope: AnyEnvelope) -> None:
        """Put something into a node's inbox. Never waits."""
        self._put(inbox(node), envelope)

    def broadcast(self, envelope: AnyEnvelope) -> None:
        """Tell every node. Never waits."""
        self._put(ALL, envelope)

    def _put(self, channel: str, envelope: AnyEnvelope) -> None:
        if self._count >= QUEUED:
            self.dropped += 1
            self._numbers[channel] += 1  # a number that never comes: the gap is noticed
            return
        self._count += 1
        self._waiting[channel].append(envelope)
        self._empty.clear()
        self._news.set()

    def _gathered(self) -> list[tuple[str, bytes]]:
        """Return all that has gathered, sealed for its channels."""
        waiting, self._waiting, self._count = self._waiting, defaultdict(list), 0
        sealed = []
        for channel, envelopes in waiting.items():
            for start in range(0, len(envelopes), AT_ONCE):
                self._numbers[channel] += 1
                batch = Batch(self.me, self._numbers[channel], envelopes[start : start + AT_ONCE])
                nonce = secrets.token_bytes(_NONCE)
                text = self._seal.encrypt(nonce, _ENCODER.encode(batch), channel.encode())
                sealed.append((channel, nonce + text))
        return sealed

    async def _write(self) -> None:
        attempt = 0
        while True:
            client = self._client()
            try:
                while True:
                    await self._news.wait()
                    self._news.clear()
                    self._unsent = self._unsent or self._gathered()
                    await self._publish(client)
                    attempt = 0
            except CUT_OFF:
                attempt += 1
                self._news.set()  # what was not sent is sent again: who has it already drops it by its number
            finally:
                with contextlib.suppress(*CUT_OFF):
                    await client.aclose()
            await asyncio.sleep(_pause(attempt))

    async def _publish(self, client: Redis) -> None:
        while self._unsent:
            async with client.pipeline(transaction=False) as pipe:
                for channel, text in self._unsent:
                    pipe.publish(channel, text)
                async with asyncio.timeout(SILENCE):
                    heard_by = await pipe.execute()
            channels = [channel for channel, _ in self._unsent]
            self._unsent = []
            if not self._waiting:
                self._empty.set()
            if self.connected_for > SILENCE:
                for channel, readers in zip(channels, heard_by, strict=True):
                    if not readers and channel != ALL:
                        self._nobody(channel.removeprefix(inbox("")))

    async def _read(self) -> None:
        attempt = 0
        while True:
            client = self._client()
            try:
                async with client.pubsub() as subscription:
                    await subscription.subscribe(ALL, inbox(self.me))
                    attempt = 0
                    await self._take_from(subscription)
            except CUT_OFF as reason:
                attempt += 1
                if self._connected_at is not None:
                    logger.warning("the other nodes are out of reach: %s", type(reason).__name__)
                self._connected_at = None
            finally:
                with contextlib.suppress(*CUT_OFF):
                    await client.aclose()
            await asyncio.sleep(_pause(attempt))

    async def _take_from(self, subscription: PubSub) -> None:
        while True:
            async with asyncio.timeout(SILENCE):
                message = await subscription.get_message(timeout=None)
            if message is None:
                continue
            if message["type"] == "subscribe" and message["channel"].decode() == inbox(self.me):
                self._connected_at = clock.monotonic()
                self._ready.set()
                self._missed(None)
            elif message["type"] == "message":
                self._open_batch(message["channel"].decode(), message["data"])

    def _open_batch(self, channel: str, sealed: bytes) -> None:
        try:
            plain = self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], channel.encode())
            batch = _BATCH.decode(plain)
        except (InvalidTag, ValueError, msgspec.MsgspecError):
            logger.warning("something came that no node of this cluster said")
            return
        if batch.sender == self.me:
            return
        last = self._last.get((batch.sender, channel))
        if last is not None and batch.number <= last:
            return  # sent twice, or played again
        self._last[batch.sender, channel] = batch.number
        if last is not None and batch.number > last + 1:
            self._missed(batch.sender)
        for envelope in batch.envelopes:
            try:
                self._hear(batch.sender, envelope)
            except Exception as failure:  # noqa: BLE001  # one envelope must not stop the others
                logger.error("an envelope was not taken: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text

    def _client(self) -> Redis:
        return Redis.from_url(
            self._url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=2.0, single_connection_client=False
        )


def _pause(attempt: int) -> float:
    """Full jitter under a ceiling that doubles."""
    return clock.jitter(SHORTEST, min(LONGEST, SHORTEST * 2 ** min(attempt, 10))).total_seconds()
