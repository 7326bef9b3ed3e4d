"""Who matches: one node at a time, under a lease. What it decides carries the lease's generation, or is refused."""

from datetime import datetime, timedelta
from typing import Any, Protocol


class Lease(Protocol):
    """The right to match, for a few seconds at a time."""

    async def held(self, now: datetime) -> int | None:
        """Take the lease or go on holding it; return its generation, or None while another node holds it."""


class Runs(Protocol):
    """What runs scripts in the store."""

    async def run(self, script: str, *arguments: str | bytes | int) -> Any:
        """Run one."""

    async def keep_time(self) -> None:
        """Be agreed with it about the present moment."""


class Alone:
    """The lease of a node that is the only one."""

    async def held(self, now: datetime) -> int | None:  # noqa: ARG002  # nobody else could take it
        """Return the one generation there is."""
        return 0


LASTS = timedelta(seconds=3)
"""A node that dies is followed by another within this and a second: the loop asks at least once a second."""


class StoreLease:
    """The lease in the store, by the store's clock."""

    def __init__(self, store: Runs) -> None:
        """Hold nothing yet."""
        self._store = store

    async def held(self, now: datetime) -> int | None:  # noqa: ARG002  # its clock is the store's
        """Take the lease, or go on holding it. Raises StoreAway."""
        await self._store.keep_time()
        generation = await self._store.run("lease", LASTS // timedelta(milliseconds=1))
        return int(generation) or None
