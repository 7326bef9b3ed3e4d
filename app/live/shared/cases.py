"""Cases that several nodes share, in their Valkey: the words as they are, sealed to officers; the facts sealed too."""

import contextlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.live.cases import Case
from app.live.interface import FactsChanged
from app.live.keys import derived
from app.live.sealed_words import Excerpt
from app.live.shared.cluster_keys import Unreadable, opened, sealed
from app.live.shared.mirror import at, moment
from app.live.shared.store import Store

_CASE = msgspec.msgpack.Decoder(Case)
_EXCERPT = msgspec.msgpack.Decoder(Excerpt)


class SharedCases:
    """See `app.live.cases.Cases` for the promises."""

    def __init__(self, url: str, node: str, *, secret: str) -> None:
        """Connects with the first command."""
        self._store = Store(url, node)
        self._key = derived(secret, "cases")

    async def open(self, *, now: datetime) -> None:
        """Whatever the store holds is here."""

    async def close(self) -> None:
        """Let go of the store."""
        await self._store.close()

    async def add(self, case: Case, excerpt: Excerpt | None) -> None:
        """Take a new case in."""
        words = sealed(self._key, msgspec.msgpack.encode(excerpt), b"words " + case.id.encode()) if excerpt else b""
        await self._store.run("put_case", case.id, "", case.version, self._sealed(case), moment(case.until), words)

    async def all(self, *, now: datetime) -> Sequence[Case]:
        """Return every case whose time is not over."""
        found = []
        for id_, until, text in await self._store.run("cases", moment(now)):
            if at(until) > now:
                with contextlib.suppress(Unreadable, msgspec.MsgspecError):  # not one of our nodes wrote it
                    found.append(_CASE.decode(opened(self._key, text, bytes(id_))))
        return sorted(found, key=lambda case: case.filed)

    async def excerpt(self, case: str) -> Excerpt | None:
        """Return the sealed words of a case."""
        words = await self._store.run("case_words", case)
        if not words:
            return None
        try:
            return _EXCERPT.decode(opened(self._key, words, b"words " + case.encode()))
        except (Unreadable, msgspec.MsgspecError):
            return None

    async def replace(self, case: Case) -> Case:
        """Put the case in place of the one with the same version."""
        stored = msgspec.structs.replace(case, version=case.version + 1)
        told = case.id, case.version, stored.version, self._sealed(stored), moment(stored.until), b""
        if await self._store.run("put_case", *told) != b"ok":
            raise FactsChanged
        return stored

    async def drop(self, case: str) -> None:
        """Drop a case and its words."""
        await self._store.run("drop_case", case)

    def _sealed(self, case: Case) -> bytes:
        return sealed(self._key, msgspec.msgpack.encode(case), case.id.encode())
