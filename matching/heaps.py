"""Heaps whose entries may be out of date: who leaves is not searched for, but skipped when they come up."""

from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any, Generic, Protocol, TypeVar

_SMALL = 64


class Stamped(Protocol):
    """What stands in a heap. A new stamp makes every older entry stale."""

    stamp: int


T = TypeVar("T", bound=Stamped)


class Lane(list[tuple[float, str, int, T]], Generic[T]):
    """Entries (key, id, stamp, record), smallest first; stale ones are swept out when they are the most."""

    __slots__ = ("limit",)

    def __init__(self) -> None:
        super().__init__()
        self.limit = _SMALL

    def push(self, key: float, id_: str, record: T) -> None:
        """Let the record stand here under its present stamp."""
        heappush(self, (key, id_, record.stamp, record))
        if len(self) > self.limit:
            self[:] = [entry for entry in self if entry[2] == entry[3].stamp]
            heapify(self)
            self.limit = max(_SMALL, 2 * len(self))


class Timers:
    """What is due when: calls with their arguments, in order of time, then of setting."""

    def __init__(self) -> None:
        self._due: list[tuple[int, int, Any, tuple[Any, ...]]] = []
        self._number = count()

    def set(self, when: int, call: Any, *facts: Any) -> None:
        """Remember to call."""
        heappush(self._due, (when, next(self._number), call, facts))

    @property
    def next(self) -> int | None:
        """When the first of them is due."""
        return self._due[0][0] if self._due else None

    def ring(self, now: int) -> None:
        """Make every call that is due."""
        while self._due and self._due[0][0] <= now:
            _, _, call, facts = heappop(self._due)
            call(*facts)
