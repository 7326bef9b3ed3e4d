"""The tries to sign in at all nodes, in the store."""

from datetime import datetime, timedelta

from app import clock
from app.live.guesses import WITHIN, Guesses
from app.live.interface import StoreAway
from app.live.shared.mirror import moment
from app.live.shared.store import Store

_MS = timedelta(milliseconds=1)


class SharedGuesses:
    """The tries at all nodes. The store sees no name and no address; while it is away each node counts its own."""

    def __init__(self, store: Store, key: bytes) -> None:
        self._store = store
        self._here = Guesses(secret=key)

    async def may_try(self, name: str, *, now: datetime, address: str | None = None) -> bool:
        if not await self._here.may_try(name, now=now, address=address):
            return False
        try:
            for whose, pace in self._here.paced(name, address).items():
                told = whose, moment(now), moment(now - WITHIN), pace.free, pace.first // _MS, pace.longest // _MS
                if not await self._store.run("try", *told, WITHIN // _MS, clock.new_id()):
                    return False
        except StoreAway:
            return True
        return True

    async def forgive(self, name: str) -> None:
        await self._here.forgive(name)
        try:
            await self._store.run("forgive", self._here.whose(name))
        except StoreAway:
            return  # a quarter of an hour does it too

    def forget(self, *, now: datetime) -> None:
        """Drop what is too long ago; the store does so by itself."""
        self._here.forget(now=now)
