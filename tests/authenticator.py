"""A security key made of Python: it makes real keys and real signatures, and can lie where a test wants a lie."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key for one person at one site."""

    origin: str = "http://localhost:8000"
    site: str = "localhost"
    counts: bool = True
    verifies: bool = True
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    whose: str = ""
    count: int = 0
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def makes(self, options: dict[str, Any]) -> str:
        """The answer of a browser that was asked to make a key."""
        self.whose = options["user"]["id"]
        told = self._client("webauthn.create", options["challenge"])
        numbers = self._key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        made = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(cose)
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(MADE) + made}
        return self._answer(clientDataJSON=told, attestationObject=cbor2.dumps(attestation))

    def signs(self, options: dict[str, Any]) -> str:
        """The answer of a browser that was asked who is there."""
        if self.counts:
            self.count += 1
        told = self._client("webauthn.get", options["challenge"])
        data = self._data()
        signature = self._key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        whose = base64url_to_bytes(self.whose)
        return self._answer(clientDataJSON=told, authenticatorData=data, signature=signature, userHandle=whose)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, **parts: bytes) -> str:
        response = {name: bytes_to_base64url(part) for name, part in parts.items()}
        id_ = bytes_to_base64url(self.credential)
        return json.dumps({"id": id_, "rawId": id_, "type": "public-key", "response": response})
