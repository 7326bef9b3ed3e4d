"""The keys under which the keys of tickets are wrapped: one an hour, known to every node, kept in memory alone.

A node that starts asks the others, who seal what they hold for it: to a key pair of its life, under the cluster's
secret. The store carries these messages and stores none. A key is destroyed when no ticket hangs on it any more.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app import clock
from app.live.keys import LENGTH, derived

CHANNEL = "earshot:keys"
HOUR = timedelta(hours=1).total_seconds()
GRACE = 60.0
"""Seconds after its hour in which a node may still be busy with a key."""
NAME = 8
"""Bytes of a key's name."""
NONCE = 12
PEERS = 64
"""Nodes that are remembered, to be given the next hour's key."""
ANSWER_WITHIN = 1.0
"""Seconds for the others to answer."""


class Unreadable(Exception):
    """The key is not here, or something was changed on the way."""


class _Ask(msgspec.Struct, frozen=True, tag="ask"):
    node: str
    public: bytes


class _Give(msgspec.Struct, frozen=True, tag="give"):
    node: str
    public: bytes
    to: str
    sealed: bytes


class _Key(msgspec.Struct, frozen=True, array_like=True):
    secret: bytes
    age: float
    """Seconds since it was made, when it was given."""


_TOLD = msgspec.msgpack.Decoder(_Ask | _Give)
_KEYS = msgspec.msgpack.Decoder(dict[bytes, _Key])


def sealed(key: bytes, plain: bytes, about: bytes) -> bytes:
    """Return the text sealed under a key, for this use only."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, about)


def opened(key: bytes, text: bytes, about: bytes) -> bytes:
    """Return what was sealed. Raises Unreadable."""
    try:
        return ChaCha20Poly1305(key).decrypt(text[:NONCE], text[NONCE:], about)
    except (InvalidTag, ValueError) as torn:
        raise Unreadable from torn


class ClusterKeys:
    """What this node holds of them."""

    def __init__(self, secret: str, node: str, tell: Callable[[str, bytes], Awaitable[int]]) -> None:
        """Hold nothing yet. `tell` publishes on a channel and returns how many nodes heard it."""
        self._node, self._tell = node, tell
        self._secret = derived(secret, "cluster keys")
        self._pair = X25519PrivateKey.generate()
        self._public = self._pair.public_key().public_bytes_raw()
        self._peers: dict[str, bytes] = {}
        self._keys: dict[bytes, bytes] = {}
        self._made: dict[bytes, float] = {}
        self._came = asyncio.Event()

    @property
    def names(self) -> frozenset[bytes]:
        """The names of the keys that are here."""
        return frozenset(self._keys)

    async def open(self) -> None:
        """Ask the others for their keys; make the first one where nobody answers."""
        await self.ask()
        await self._key_of_the_hour()

    async def ask(self) -> bool:
        """Ask every node for what it holds; False when there is nobody else."""
        self._came.clear()
        if await self._send(_Ask(self._node, self._public)) <= 1:
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._came.wait()
        return True

    async def hear(self, message: bytes) -> bool:
        """Take what another node tells; True when it brought a key that was not here."""
        try:
            told = _TOLD.decode(opened(self._secret, message, b"told"))
            if told.node == self._node:
                return False
            self._peers = dict([*self._peers.items(), (told.node, told.public)][-PEERS:])
            if isinstance(told, _Ask):
                await self._give(told.node, told.public)
            elif told.to == self._node:
                return self._take(told)
        except (Unreadable, msgspec.MsgspecError, ValueError):
            pass  # not one of our nodes
        return False

    async def wrap(self, key: bytes, ticket: str) -> bytes:
        """Wrap a ticket's key under that of the hour."""
        name = await self._key_of_the_hour()
        return name + sealed(self._keys[name], key, ticket.encode())

    def unwrap(self, wrapped: bytes, ticket: str) -> bytes:
        """Return a ticket's key. Raises Unreadable."""
        held = self._keys.get(wrapped[:NAME])
        if held is None:
            raise Unreadable
        return opened(held, wrapped[NAME:], ticket.encode())

    def destroy_all_but(self, used: Callable[[], Collection[bytes]]) -> None:
        """Drop every key on which no ticket hangs, and to which no node ties another."""
        old = [name for name in self._keys if self._age(name) > HOUR + GRACE]
        for name in set(old).difference(used() if old else ()):
            del self._keys[name], self._made[name]

    def _age(self, name: bytes) -> float:
        return clock.monotonic() - self._made[name]

    async def _key_of_the_hour(self) -> bytes:
        newest = min(self._keys, key=self._age, default=b"")
        if newest and self._age(newest) < HOUR:
            return newest
        made = secrets.token_bytes(NAME)
        self._keys[made], self._made[made] = ChaCha20Poly1305.generate_key(), clock.monotonic()
        for node, public in list(self._peers.items()):
            await self._give(node, public)  # before anything hangs on it
        return made

    async def _give(self, node: str, public: bytes) -> None:
        if self._keys:
            keys = {name: _Key(key, self._age(name)) for name, key in self._keys.items()}
            text = sealed(self._shared(public), msgspec.msgpack.encode(keys), node.encode())
            await self._send(_Give(self._node, self._public, node, text))

    def _take(self, told: _Give) -> bool:
        keys = _KEYS.decode(opened(self._shared(told.public), told.sealed, self._node.encode()))
        fresh = keys.keys() - self._keys.keys()
        for name in fresh:
            self._keys[name], self._made[name] = keys[name].secret, clock.monotonic() - keys[name].age
        self._came.set()
        return bool(fresh)

    def _shared(self, public: bytes) -> bytes:
        met = self._pair.exchange(X25519PublicKey.from_public_bytes(public))
        return HKDF(hashes.SHA256(), LENGTH, salt=self._secret, info=b"earshot given").derive(met)

    async def _send(self, message: _Ask | _Give) -> int:
        return await self._tell(CHANNEL, sealed(self._secret, msgspec.msgpack.encode(message), b"told"))
