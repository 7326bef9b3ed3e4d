"""The tries to sign in at all nodes, in the store."""

import hmac
from datetime import datetime
from hashlib import sha256

from app import clock
from app.live.guesses import MOST, WITHIN, Guesses
from app.live.interface import StoreAway
from app.live.mirror import moment
from app.live.store import Store


class SharedGuesses:
    """The tries at all nodes. The store sees no name; while it is away each node counts its own."""

    def __init__(self, store: Store, key: bytes) -> None:
        self._store, self._key = store, key
        self._here = Guesses()

    async def may_try(self, name: str, *, now: datetime) -> bool:
        if not await self._here.may_try(name, now=now):
            return False
        told = self._whose(name), moment(now), moment(now - WITHIN), MOST, clock.new_id()
        try:
            return bool(await self._store.run("try", *told))
        except StoreAway:
            return True

    async def forgive(self, name: str) -> None:
        await self._here.forgive(name)
        try:
            await self._store.run("forgive", self._whose(name))
        except StoreAway:
            return  # a quarter of an hour does it too

    def _whose(self, name: str) -> str:
        return hmac.new(self._key, name.casefold().encode(), sha256).hexdigest()
