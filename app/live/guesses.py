"""How often somebody has tried to sign in under a name: ten times in a quarter of an hour, at all nodes together."""

from collections import deque
from datetime import datetime, timedelta
from typing import Protocol

MOST = 10
WITHIN = timedelta(minutes=15)
NAMES = 10_000


class Guessing(Protocol):
    """Tries are counted before they are judged: those at the same moment count too. Capitals do not matter."""

    async def may_try(self, name: str, *, now: datetime) -> bool:
        """Count a try; False when this name has had its tries."""

    async def forgive(self, name: str) -> None:
        """Start afresh: the right person came."""


class Guesses:
    """The tries at one node."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._tries: dict[str, deque[datetime]] = {}

    async def may_try(self, name: str, *, now: datetime) -> bool:
        tries = self._tries.pop(name.casefold(), deque())
        while tries and now - tries[0] >= WITHIN:
            tries.popleft()
        self._tries[name.casefold()] = tries
        while len(self._tries) > NAMES:  # the longest untouched name goes first
            del self._tries[next(iter(self._tries))]
        if len(tries) >= self._most:
            return False
        tries.append(now)
        return True

    async def forgive(self, name: str) -> None:
        self._tries.pop(name.casefold(), None)
