"""The only source of time, of ids and of chance. Everything else takes them as arguments.

It guards two things: tests can state any hour, and no id ever carries a time or an order.
"""

import random  # noqa: TID251  # this module is where chance comes from
import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4  # noqa: TID251  # the one place that makes them

T = TypeVar("T")

Chance = random.Random
"""What draws; only `repeatable` makes one that can be played again."""
_CHANCE = random.SystemRandom()  # the kernel's randomness; no seed that could be replayed


class Clock:
    """A process's time: the machine's, until somebody whom it shares its facts with says another.

    From then on it runs by the monotonic clock, so that nobody who sets the machine's clock moves what was agreed.
    """

    def __init__(self) -> None:
        """Runs with the machine's clock."""
        self._agreed: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Return the present moment."""
        if self._agreed is None:
            return machine_now()
        moment, at = self._agreed
        return moment + timedelta(seconds=monotonic() - at)

    def agree(self, earliest: datetime, latest: datetime) -> None:
        """Be no earlier and no later than these: an answer's way is uncertain, and small steps back are not taken."""
        self._agreed = min(max(self.now(), earliest), latest), monotonic()


_PROCESS = Clock()


def of_process() -> Clock:
    """Return the clock of this process."""
    return _PROCESS


def now() -> datetime:
    """The present moment, aware, in UTC; of several nodes, by the clock of the store that they share."""
    return of_process().now()


def machine_now() -> datetime:
    """What the machine's clock says, which somebody may set."""
    return datetime.now(UTC)  # noqa: TID251  # the one place that asks the machine


def monotonic() -> float:
    """Seconds that never run backwards, for measuring and for deadlines within one process."""
    return time.monotonic()  # noqa: TID251  # the one place that asks the machine


def new_id() -> str:
    """A random id of 128 bits, safe in a URL; it says nothing about when or where it was made."""
    return secrets.token_urlsafe(16)


def random_key() -> UUID:
    """A random (version 4) UUID, for rows that must carry no order."""
    return uuid4()


def jitter(low: timedelta, high: timedelta) -> timedelta:
    """A duration drawn evenly between the two."""
    return low + (high - low) * _CHANCE.random()


def shuffled(items: Iterable[T]) -> list[T]:
    """The same items in an order that tells nothing."""
    drawn = list(items)
    _CHANCE.shuffle(drawn)
    return drawn


def repeatable(seed: int) -> Chance:
    """Chance that draws the same each time: for people who are made up, never for anything that must not be guessed."""
    return random.Random(seed)  # noqa: S311  # nothing secret comes from it
