"""What a place in line or a try at words costs: nothing when it is calm, a little work or a short wait under pressure.

Nobody is shut out, whatever their address: work and wait have a ceiling. Who has a place already never comes here.
"""

import asyncio
import contextlib
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.identity.proof import MOST, ProofRefused, challenge_of, check_proof, effort_of
from app.services.node import Node

HELD_BACK = timedelta(seconds=0.15)
"""Half of what a join may take: somebody behind the same exit is told the price this much later, and joins at once."""

Priced = Literal["place", "words"]


@dataclass(frozen=True, slots=True)
class Fare:
    """What somebody brings who asks for a place, or tries words."""

    network: bytes | None = None
    """Where from; None where many come through one: a proxy, an onion, this machine."""
    proof: str = ""
    waited: bool = False
    """They have waited instead, as the pass says."""
    dear: datetime | None = None
    """Until when a place costs them the most, as the pass says."""


class ProofNeeded(Exception):
    """Many come at once: this costs a little work, or a short wait."""

    def __init__(self, challenge: str) -> None:
        super().__init__()
        self.challenge = challenge


async def pay(node: Node, fare: Fare, *, now: datetime, what: Priced = "place") -> None:
    """Take the price of one. Raises ProofNeeded, with a fresh challenge, when what was brought does not do."""
    effort = _effort(node, fare, what, now=now)
    if effort and not _has_waited(node, fare, now=now) and not await _has_worked(node, fare.proof, effort, now=now):
        await _hold_back(node, fare.network, now=now)
        raise ProofNeeded(challenge_of(_secret(node), effort, now=now))
    node.pressure.take(what, fare.network, now=now)


def ask_price(node: Node, fare: Fare, *, now: datetime) -> str | None:
    """Return the challenge for a place, or None while places cost nothing."""
    effort = _effort(node, fare, "place", now=now)
    return challenge_of(_secret(node), effort, now=now) if effort else None


def is_pressing(node: Node, network: bytes | None, *, now: datetime) -> bool:
    """Whether so many have asked in vain, from this network or from all, that the next one is told so first."""
    return node.pressure.level("asked", network, now=now) > 0


async def price_in_vain(node: Node, fare: Fare, *, now: datetime) -> str | None:
    """Return the challenge for somebody whose work does not do; None for who need not pay, or has worked."""
    effort = _effort(node, fare, "place", now=now)
    if not effort:
        return None
    if fare.proof:
        with contextlib.suppress(ProofRefused):
            check_proof(_secret(node), fare.proof, effort, now=now)
            return None
    await _hold_back(node, fare.network, now=now)
    return challenge_of(_secret(node), effort, now=now)


async def _hold_back(node: Node, network: bytes | None, *, now: datetime) -> None:
    """Answer a moment later where many a second ask in vain, so that they leave the server to the others."""
    node.pressure.take("asked", network, now=now)
    if node.pressure.level("asked", network, now=now):
        await asyncio.sleep(HELD_BACK.total_seconds())


async def look_slowly(node: Node, network: bytes | None, *, now: datetime) -> None:
    """Return at once, or a moment later where many a second look at cases by their codes."""
    node.pressure.take("code", network, now=now)
    if node.pressure.level("code", network, now=now):
        await asyncio.sleep(HELD_BACK.total_seconds())


def _effort(node: Node, fare: Fare, what: Priced, *, now: datetime) -> int:
    if fare.dear is not None and now < fare.dear:
        return MOST
    return effort_of(node.pressure.level(what, fare.network, now=now))


def _has_waited(node: Node, fare: Fare, *, now: datetime) -> bool:
    if not fare.waited or node.pressure.level("waited", fare.network, now=now):
        return False
    node.pressure.take("waited", fare.network, now=now)
    return True


async def _has_worked(node: Node, given: str, effort: int, *, now: datetime) -> bool:
    try:
        proof = check_proof(_secret(node), given, effort, now=now)
    except ProofRefused:
        return False
    return await node.live.first_use(f"proof {proof.name}", now=now, until=proof.until)


def _secret(node: Node) -> bytes:
    return hmac.new(node.secret, b"proof of work", hashlib.sha256).digest()
