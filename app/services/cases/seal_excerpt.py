"""Seal the last words of a chat so that two safety officers can open them together, and nobody else: not we either.

What is sealed is what this server relayed. No text that a client sends with a report ever comes here (C28).
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

import msgspec
import pyshamir  # type: ignore[import-untyped]  # it ships no marker
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyhpke import AEADId, CipherSuite, KDFId, KEMId

from app import clock
from app.live.chat import Chat, Message
from app.live.sealed_words import Excerpt
from app.services.node import Node

AT_MOST = 20
"""Messages in an excerpt."""
TOGETHER = 2
"""Officers it takes to open one."""
NONCE = 12
POINT = 65
"""Bytes of a public key, and of what stands before a sealed text."""
SIZES = (4_096, 16_384, 65_536, 262_144)
"""Bytes to which the words are padded, so that their length says little. JSON may end in spaces."""
SHARE = b"earshot share"
"""What a share is sealed for; the browser names the same."""

SUITE = CipherSuite.new(KEMId.DHKEM_P256_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
"""What both `pyhpke` and WebCrypto, through `@hpke/core`, speak in every browser."""


def excerpt_of(node: Node, chat: Chat, *, now: datetime) -> Excerpt | None:
    """Return the chat's last words, sealed; None where nothing was said, or fewer than two officers could open it."""
    said = chat.after(chat.seq - AT_MOST)
    if not said or len(node.officers) < TOGETHER:
        return None
    return sealed_words(said, node.officers, until=now + node.settings.timing.aftermath)


def sealed_words(said: list[Message], officers: Mapping[str, bytes], *, until: datetime) -> Excerpt:
    """Seal these messages. The key is gone when this returns, but for its shares."""
    id_, key, nonce = clock.new_id(), AESGCM.generate_key(256), secrets.token_bytes(NONCE)
    plain = msgspec.json.encode([{"seq": one.seq, "from": one.author, "text": one.text} for one in said])
    size = next((size for size in SIZES if len(plain) <= size), len(plain))
    words = nonce + AESGCM(key).encrypt(nonce, plain.ljust(size), id_.encode())
    shares = pyshamir.split(key, len(officers), TOGETHER)
    sealed = {
        officer: sealed_to(public, bytes(share), about=id_)
        for (officer, public), share in zip(officers.items(), shares, strict=True)
    }
    return Excerpt(id=id_, words=words, shares=sealed, until=until)


def sealed_to(public: bytes, plain: bytes, *, about: str) -> bytes:
    """Return the text sealed to the holder of a key (RFC 9180): the encapsulated key, then the ciphertext."""
    enc, context = SUITE.create_sender_context(SUITE.kem.deserialize_public_key(public), info=SHARE)
    return bytes(enc) + bytes(context.seal(plain, aad=about.encode()))


def is_public_key(raw: bytes) -> bool:
    """Whether something can be sealed to this: a point of the curve, as browsers write it."""
    if len(raw) != POINT:
        return False
    try:
        SUITE.kem.deserialize_public_key(raw)
    except ValueError:
        return False
    return True
