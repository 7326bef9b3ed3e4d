"""How much was taken lately, by each network and by everybody: what it costs to take more.

Of a network there is only a shortened hash, under a salt that this process made for itself, tells nobody and changes
every hour. Nothing here refuses anybody: too much raises the price, and the price has a ceiling.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

Kind = Literal["place", "waited", "asked", "words", "code"]
"""What is taken: a place in line; one without work, by whoever has waited for it; an answer that it costs something;
a try at words that lead back; a look at a case by its code."""
SALT_LASTS = timedelta(hours=1)
"""A hash can be undone by trying all addresses for as long as its salt is known: two of these at most."""
KEY = 12
"""Bytes of a hash that are kept."""
NETWORKS = 50_000
STEP = 10
"""How many more, above what is free, double the price."""
LEVELS = 6


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many are free at once, and how soon one more is."""

    free: int
    each: timedelta


WAITED_FROM_ONE = Allowance(2, timedelta(seconds=5))
WAITED_FROM_ALL = Allowance(10, timedelta(seconds=1))
"""Places without work, for those who have waited instead: each who is let in has been through the wait."""

ASKED_BY_ONE = Allowance(20, timedelta(seconds=0.1))
ASKED_BY_ALL = Allowance(200, timedelta(seconds=0.01))
"""Answers that come at once, to those who ask and bring nothing."""


WORDS_BY_ONE = Allowance(5, timedelta(seconds=30))
WORDS_BY_ALL = Allowance(20, timedelta(seconds=3))
"""Tries at words that lead back. Beyond them a try costs work or a wait, as a place does, and nobody is kept out."""

CODES_BY_ONE = Allowance(20, timedelta(seconds=5))
CODES_BY_ALL = Allowance(100, timedelta(seconds=0.5))
"""Looks at a case; beyond them the answer comes a moment later. A code cannot be guessed."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many were taken; they are forgotten one after another."""

    taken: float
    at: datetime

    def count(self, allowance: Allowance, now: datetime) -> float:
        """Return how many still count."""
        return max(0.0, self.taken - max(now - self.at, timedelta(0)) / allowance.each)


class Pressure:
    """What one node has seen. A level is 0 where nothing has to be paid, and LEVELS at most."""

    def __init__(self, each: Mapping[Kind, Allowance], everybody: Mapping[Kind, Allowance]) -> None:
        self._each, self._everybody = each, everybody
        self._salts: tuple[bytes, ...] = ()
        self._salted: datetime | None = None
        self._buckets: dict[tuple[Kind, str], Bucket] = {}

    def level(self, kind: Kind, network: bytes | None, *, now: datetime) -> int:
        """Return how dear one more is: for this network, or for everybody, whichever is dearer."""
        self._rotate(now)
        known = ((self._buckets.get((kind, key)), self._allowance(kind, key)) for key in self._keys(kind, network))
        return max(_level(bucket.count(allowance, now) if bucket else 0.0, allowance) for bucket, allowance in known)

    def take(self, kind: Kind, network: bytes | None, *, now: datetime) -> None:
        """Count one. Only what was given counts: asking in vain makes it dearer for nobody."""
        self._rotate(now)
        for key in self._keys(kind, network):
            bucket, allowance = self._buckets.pop((kind, key), None) or Bucket(0, now), self._allowance(kind, key)
            most = allowance.free + STEP * LEVELS
            self._buckets[kind, key] = Bucket(min(most, bucket.count(allowance, now) + 1), now)
        while len(self._buckets) > NETWORKS:  # the longest untouched goes first
            del self._buckets[next(iter(self._buckets))]

    def forget(self, *, now: datetime) -> None:
        """Drop old salts, what hangs on them, and what counts no more."""
        self._rotate(now)
        self._buckets = {
            (kind, key): bucket
            for (kind, key), bucket in self._buckets.items()
            if now - bucket.at < SALT_LASTS and bucket.count(self._allowance(kind, key), now) > 0
        }

    def _keys(self, kind: Kind, network: bytes | None) -> list[str]:
        return ["", self._key(kind, network)] if network else [""]

    def _allowance(self, kind: Kind, key: str) -> Allowance:
        return self._each[kind] if key else self._everybody[kind]

    def _key(self, kind: Kind, network: bytes) -> str:
        """Return the network's key; what was counted under the salt before goes over to it."""
        key, *before = (hmac.digest(salt, network, "sha256")[:KEY].hex() for salt in self._salts)
        for old in before:
            bucket = self._buckets.pop((kind, old), None)
            if bucket is not None:
                self._buckets.setdefault((kind, key), bucket)
        return key

    def _rotate(self, now: datetime) -> None:
        hours = (now - self._salted) // SALT_LASTS if self._salted else 2
        if hours > 0:
            self._salts = (secrets.token_bytes(32), *(self._salts[:1] if hours == 1 else ()))
            self._salted = now


def _level(count: float, allowance: Allowance) -> int:
    over = count + 1 - allowance.free
    return min(LEVELS, max(0, ceil(over / STEP)))
