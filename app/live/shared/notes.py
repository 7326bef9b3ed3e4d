"""The notes of several nodes, in the store: sealed, each change the next one of what stands. See `notes`."""

from collections.abc import Callable, Mapping
from typing import Any

from app.live.interface import StoreAway
from app.live.notes import N, Note
from app.live.shared.mirror import KINDS, Mirror, Noted, seal_note
from app.live.shared.reader import Reader
from app.live.shared.store import Store

TRIES = 20
_LETTER = {kind: letter for letter, kind in KINDS.items()}


class SharedNotes:
    """See `app.live.notes.Notes` for the promises."""

    def __init__(self, store: Store, reader: Reader, mirror: Mirror, changed: Callable[[], None]) -> None:
        self._store, self._reader, self._mirror, self._changed = store, reader, mirror, changed
        self._owed: dict[str, Any] = {}
        """What the store is still to be told: a note, or that there is none any more."""

    def all(self, kind: type[N]) -> Mapping[str, N]:
        known = {member: noted.note for member, noted in self._mirror.notes.items()}
        for member, note in self._owed.items():
            known.pop(member, None)
            if note is not None:
                known[member] = note
        return {note.id: note for note in known.values() if isinstance(note, kind)}

    async def put(self, note: N) -> N:
        member = _member(type(note), note.id)
        try:
            stands = await self._put(member, note)
        except StoreAway:
            standing = self.all(type(note)).get(note.id)
            stands = note if standing is None else note.after(standing)
            self._owed[member] = stands
        self._changed()
        return stands

    async def drop(self, kind: type[Note], id_: str) -> None:
        member = _member(kind, id_)
        self._owed.pop(member, None)
        try:
            await self._store.run("unnote", member)
        except StoreAway:
            self._owed[member] = None
        self._changed()

    async def settle(self) -> None:
        """Tell the store what it is owed. Raises StoreAway."""
        for member, note in list(self._owed.items()):
            if note is None:
                await self._store.run("unnote", member)
            else:
                await self._put(member, note)
            if self._owed.get(member) == note:
                del self._owed[member]

    def __bool__(self) -> bool:
        """Whether something is owed."""
        return bool(self._owed)

    async def _put(self, member: str, note: N) -> N:
        for _ in range(TRIES):
            await self._reader.sync()
            known: Noted | None = self._mirror.notes.get(member)
            standing = known.note if known is not None and isinstance(known.note, type(note)) else None
            stands = note if standing is None else note.after(standing)
            if stands == standing:
                return stands
            sealed = seal_note(self._mirror.notes_key, member, stands)
            if await self._store.run("note", member, known.mark if known else b"", sealed) == b"ok":
                return stands
        raise StoreAway  # told later


def _member(kind: type[Note], id_: str) -> str:
    return f"{_LETTER[kind]}:{id_}"
