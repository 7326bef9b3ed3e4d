"""Sealed tokens: what a page holds for us and cannot read. AEAD under a key file, rotated daily, two keys kept.

Losing the file ends every pass at once; it holds nothing else. Among several nodes the keys come from their common
secret instead of a file. It decides nothing about who may do what.
"""

import base64
import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_T = TypeVar("_T")
_NONCE = 12
ROTATED_EVERY = timedelta(days=1)


class NotSealedHere(ValueError):
    """The token is not ours, is torn, or its key is gone."""


class _Key(msgspec.Struct, frozen=True):
    made: datetime
    secret: bytes


class Derives(Protocol):
    """Makes a key for a purpose out of a secret."""

    def __call__(self, purpose: str) -> bytes:
        """Return the key."""


class Sealer:
    """Seals and opens values under the newest key; opens under those before it too, as many as are kept."""

    def __init__(self, path: Path, *, now: datetime, kept: int = 2) -> None:
        self._path, self._kept = path, kept
        self._keys = self._read()
        self.rotate(now=now)

    def seal(self, purpose: str, value: msgspec.Struct) -> str:
        """Return the value as an opaque URL-safe token, good for this purpose only."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = ChaCha20Poly1305(self._keys[0].secret).encrypt(nonce, msgspec.msgpack.encode(value), purpose.encode())
        return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()

    def open(self, purpose: str, token: str, kind: type[_T]) -> _T:
        """Return what was sealed, or raise NotSealedHere."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError as torn:
            raise NotSealedHere from torn
        for key in self._keys:
            try:
                plain = ChaCha20Poly1305(key.secret).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode())
                return msgspec.msgpack.decode(plain, type=kind)
            except (InvalidTag, ValueError, msgspec.MsgspecError):
                continue
        raise NotSealedHere

    def rotate(self, *, now: datetime) -> None:
        """Make a new key when the newest is a day old, and drop the oldest."""
        if self._keys and now - self._keys[0].made < ROTATED_EVERY:
            return
        self._keys = [_Key(now, ChaCha20Poly1305.generate_key()), *self._keys][: self._kept]
        self._write()

    def _read(self) -> list[_Key]:
        if not self._path.exists():
            return []
        return msgspec.json.decode(self._path.read_bytes(), type=list[_Key])

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(self._keys))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


class SharedSealer(Sealer):
    """The sealer of one of several nodes: what one has sealed the others can open. No file."""

    def __init__(self, derive: Derives, *, now: datetime) -> None:
        self._derive = derive
        self._keys = []
        self.rotate(now=now)

    def rotate(self, *, now: datetime) -> None:
        """Seal under the key of this day; open under yesterday's too, and tomorrow's, for clocks that run ahead."""
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if self._keys and self._keys[0].made == today:
            return
        days = (today, today - ROTATED_EVERY, today + ROTATED_EVERY)
        self._keys = [_Key(day, self._derive(f"seal {day.date().isoformat()}")) for day in days]
