"""Safety officers for tests that need no browser: the same keys and the same opening, in Python."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
import pyshamir
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyhpke import KEMKeyPair

from app.live.sealed_words import Excerpt
from app.records.tables import Staff
from app.services.cases.make_officer import encoded
from app.services.cases.seal_excerpt import NONCE, POINT, SHARE, SUITE, sealed_to


@dataclass
class Officer:
    """Somebody with a key pair."""

    id: str
    pair: KEMKeyPair = field(init=False)

    def __post_init__(self) -> None:
        self.pair = SUITE.kem.derive_key_pair(self.id.encode() * 8)

    @property
    def public(self) -> bytes:
        """To which others seal."""
        return self.pair.public_key.to_public_bytes()

    def opens(self, sealed: bytes, *, about: str) -> bytes:
        """What was sealed to this officer."""
        context = SUITE.create_recipient_context(sealed[:POINT], self.pair.private_key, info=SHARE)
        return context.open(sealed[POINT:], aad=about.encode())

    def hands(self, excerpt: Excerpt, to: "Officer") -> bytes:
        """This officer's share, sealed anew to another one."""
        return sealed_to(to.public, self.opens(excerpt.shares[self.id], about=excerpt.id), about=excerpt.id)

    def row(self) -> Staff:
        """A member of staff with these keys."""
        return Staff(
            id=self.id,
            name=self.id.capitalize(),
            role="coordinator",
            password_hash="none",
            totp_secret="none",
            officer=True,
            officer_key=encoded(self.public),
            officer_wrapped="600000.none",
        )


def officers(*names: str) -> dict[str, Officer]:
    """These officers, by name."""
    return {name: Officer(name) for name in names}


def read(excerpt: Excerpt, *shares: bytes) -> list[dict[str, Any]]:
    """What an excerpt says, to whoever holds these shares in the clear."""
    key = bytes(pyshamir.combine([bytearray(share) for share in shares]))
    plain = AESGCM(key).decrypt(excerpt.words[:NONCE], excerpt.words[NONCE:], excerpt.id.encode())
    said: list[dict[str, Any]] = msgspec.json.decode(plain)
    return said


def read_together(excerpt: Excerpt, one: Officer, other: Officer) -> list[dict[str, Any]]:
    """What two officers read who put their shares together."""
    return read(excerpt, *(each.opens(excerpt.shares[each.id], about=excerpt.id) for each in (one, other)))
