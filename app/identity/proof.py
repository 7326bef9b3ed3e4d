"""Proof of work, as ALTCHA defines it: a number that a browser finds by trying, and that we check at once.

It says nothing about who found it. A challenge is good for ten minutes; that its proof is used once is for whoever
takes it to see to.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from altcha import create_challenge, verify_solution
from altcha.v2 import Payload

LASTS = timedelta(minutes=10)
LEAST = 1_000
"""Hashes at the lowest price: a tenth of a second on a phone."""
MOST = 16_000
"""Hashes at the highest: below two seconds on a phone that makes 10,000 a second through WebCrypto."""
FALLS_BEHIND = 4
"""A proof still does when the price has meanwhile risen this many times, so that nobody runs after it."""
_ALGORITHM = "SHA-256"


class ProofRefused(Exception):
    """Not ours, not solved, too old, or too cheap by now."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that holds: its name, by which a second use is known, and how long it must be remembered."""

    name: str
    until: datetime


def effort_of(level: int) -> int:
    """Return how many hashes a level asks for."""
    return min(MOST, LEAST * 2 ** (level - 1)) if level else 0


def challenge_of(secret: bytes, effort: int, *, now: datetime) -> str:
    """Return a challenge as JSON: half of the effort is certain, the other half luck."""
    made = create_challenge(
        algorithm=_ALGORITHM,
        cost=1,
        counter=effort - secrets.randbelow(max(1, effort // 2)),
        data={"until": int((now + LASTS).timestamp()), "effort": effort},
        hmac_secret=secret,
        hmac_key_secret=_for_keys(secret),
    )
    return msgspec.json.encode(made.to_dict()).decode()


def check_proof(secret: bytes, proof: str, effort: int, *, now: datetime) -> Proof:
    """Return a proof that holds for this effort. Raises ProofRefused."""
    if not proof:
        raise ProofRefused
    try:
        payload = Payload.from_base64(proof)
        found = verify_solution(payload, secret, hmac_key_secret=_for_keys(secret))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as torn:
        raise ProofRefused from torn
    if not found.verified:
        raise ProofRefused
    told = payload.challenge.parameters.data or {}
    if told["until"] <= now.timestamp() or told["effort"] * FALLS_BEHIND < effort:
        raise ProofRefused
    return Proof(payload.challenge.parameters.nonce, now + LASTS)


def _for_keys(secret: bytes) -> bytes:
    return hashlib.sha256(b"derived keys" + secret).digest()
