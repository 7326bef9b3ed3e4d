"""How often somebody has tried to sign in: each try takes longer than the one before, and nobody is locked out.

Counted for each name, whether anybody has it or not, and for each network address, at all nodes together. Of an
address only a hash is kept, under a key that the records never see; tries are dropped after a quarter of an hour.
"""

import hashlib
import hmac
import secrets
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Protocol

MOST = 10
"""Tries at a name that cost no time."""
FROM_ONE_PLACE = 40
"""Tries from an address that cost none: a whole house may come through one."""
WITHIN = timedelta(minutes=15)
NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How many tries are free, and how long each one after them waits for: twice as long each time."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, tries: int) -> timedelta:
        """Return how long after the last try the next one may be."""
        if tries < self.free:
            return timedelta(0)
        doubled: timedelta = self.first * 2 ** min(tries - self.free, 16)
        return min(self.longest, doubled)


class Guessing(Protocol):
    """Tries are counted before they are judged: those at the same moment count too. Capitals do not matter."""

    async def may_try(self, name: str, *, now: datetime, address: str | None = None) -> bool:
        """Count a try; False when it comes too soon, and then it does not count."""

    async def forgive(self, name: str) -> None:
        """Start afresh: the right person came. The address stays counted: an account buys no more guesses."""

    def forget(self, *, now: datetime) -> None:
        """Drop what is too long ago."""


class Guesses:
    """The tries at one node."""

    def __init__(self, *, most: int = MOST, from_one_place: int = FROM_ONE_PLACE, secret: bytes = b"") -> None:
        self._secret = secret or secrets.token_bytes(32)
        # a minute at most for a name, so that whoever guesses at it cannot keep its owner out
        self._name = Pace(most, timedelta(seconds=15), timedelta(minutes=1))
        self._place = Pace(from_one_place, timedelta(seconds=15), WITHIN / 2)
        self._tries: dict[str, deque[datetime]] = {}

    async def may_try(self, name: str, *, now: datetime, address: str | None = None) -> bool:
        paced = self.paced(name, address)
        if any(not self._may(whose, pace, now) for whose, pace in paced.items()):
            return False
        for whose in paced:
            tries = self._tries.pop(whose, deque())
            tries.append(now)
            self._tries[whose] = tries
        while len(self._tries) > NAMES:  # the longest untouched goes first
            del self._tries[next(iter(self._tries))]
        return True

    async def forgive(self, name: str) -> None:
        self._tries.pop(self.whose(name), None)

    def forget(self, *, now: datetime) -> None:
        """Drop what is too long ago."""
        self._tries = {whose: tries for whose, tries in self._tries.items() if now - tries[-1] < WITHIN}

    def paced(self, name: str, address: str | None) -> dict[str, Pace]:
        """Return what a try counts for, as keys that name nobody."""
        place = network_of(address)
        return {self.whose(name): self._name} | ({self._hash(b"place", place): self._place} if place else {})

    def whose(self, name: str) -> str:
        """Return the key of a name."""
        return self._hash(b"name", name.casefold().encode("utf-8", "replace"))

    def _may(self, whose: str, pace: Pace, now: datetime) -> bool:
        tries = self._tries.get(whose, deque())
        while tries and now - tries[0] >= WITHIN:
            tries.popleft()
        if not tries:
            self._tries.pop(whose, None)
            return True
        return now >= tries[-1] + pace.wait(len(tries))

    def _hash(self, kind: bytes, what: bytes) -> str:
        return hmac.new(self._secret, kind + b" " + what, hashlib.sha256).hexdigest()


def network_of(address: str | None) -> bytes | None:
    """Return the network of a home, or None where all come through one: a proxy of ours, or this machine."""
    try:
        told = ip_address(address or "")
    except ValueError:
        return None
    if not told.is_global:
        return None
    return told.packed[:8] if told.version == 6 else told.packed  # noqa: PLR2004  # a /64 is one home's
