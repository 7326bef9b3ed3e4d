"""The keys by which staff are called: one seals where they can be reached, one signs what push services are asked.

Both come from one secret that is not in the database: a copy of the database calls nobody, and tells nobody's address.
"""

import base64
import os
import secrets
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid

from app.identity.sealing import NotSealedHere
from app.live.keys import derived
from app.settings import Settings

_T = TypeVar("_T")
_NONCE = 12
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (FIPS 186-4, D.1.2.3): a private key is a number below it."""


class PagingKeys:
    """What seals addresses, and what signs."""

    def __init__(self, secret: str) -> None:
        self._seal = ChaCha20Poly1305(derived(secret, "paging addresses"))
        number = int.from_bytes(derived(secret, "paging signature") + derived(secret, "paging signature, more"))
        # From twice as many bits as are needed, so that no number is likelier than another
        self.vapid = Vapid(ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1()))

    @property
    def public(self) -> str:
        """The public key, as browsers want it when they subscribe."""
        raw = self.vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def seal(self, staff_id: str, value: msgspec.Struct) -> str:
        """Return the value sealed for this person's row, and for no other."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._seal.encrypt(nonce, msgspec.msgpack.encode(value), staff_id.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, staff_id: str, sealed: str, kind: type[_T]) -> _T:
        """Return what was sealed, or raise NotSealedHere: the secret is another one now."""
        try:
            raw = base64.urlsafe_b64decode(sealed)
            plain = self._seal.decrypt(raw[:_NONCE], raw[_NONCE:], staff_id.encode())
            return msgspec.msgpack.decode(plain, type=kind)
        except (InvalidTag, ValueError, msgspec.MsgspecError) as failed:
            raise NotSealedHere from failed


def paging_keys(settings: Settings, cluster: str | None) -> PagingKeys:
    """Return the keys of this service: of the secret that was set, of the nodes' common one, or of a file of ours."""
    if settings.paging_secret is not None:
        return PagingKeys(settings.paging_secret.get_secret_value())
    return PagingKeys(cluster or _kept(settings.data / "paging.key"))


def _kept(path: Path) -> str:
    """Return the secret in this file, which only we can read; it is made where there is none."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
    return path.read_text()
