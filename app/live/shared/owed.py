"""What was done here while the store was away and could not wait: ends of chats, seats, what listeners said of a shift.

It stands in this node's mirror at once, and the store is told when it is back. Nothing that two could want is owed.
"""

from dataclasses import dataclass, field, replace

from app.live.interface import TicketEntry
from app.live.moves import following
from app.live.shared.mirror import Mirror
from app.live.shared.reader import Reader, put_of
from app.live.shared.store import Store
from matching import Listener


@dataclass(slots=True)
class Owed:
    """What the store is still to be told."""

    _store: Store
    _reader: Reader
    _mirror: Mirror
    _ends: dict[str, tuple[TicketEntry, int]] = field(default_factory=dict)
    """Visits and chats that ended, each with the version that the store knew."""
    _listeners: dict[str, Listener | None] = field(default_factory=dict)
    _freed: dict[tuple[str, str], None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether something is owed."""
        return bool(self._ends or self._listeners or self._freed)

    def end(self, entry: TicketEntry, *, known: int) -> None:
        """A visit has ended, or its chat; `known` is the version the store knows, if this is the first we owe of it."""
        id_ = entry.ticket.id
        self._ends[id_] = entry, self._ends.get(id_, (entry, known))[1]
        self._mirror.end(entry)

    def listener(self, id_: str, listener: Listener | None) -> None:
        """A listener's shift is another one, or over."""
        self._listeners[id_] = listener
        before = self._mirror.listeners.get(id_)
        self._mirror.serve(id_, listener and replace(listener, taken=before.taken if before else 0))

    def free(self, listener: str, chat: str) -> None:
        """A chat is over."""
        self._freed[listener, chat] = None
        before = self._mirror.listeners.get(listener)
        if before is not None:
            self._mirror.serve(listener, replace(before, taken=max(0, before.taken - 1)))

    async def settle(self) -> None:
        """Tell the store. Raises StoreAway; what it has heard by then is owed no more."""
        for id_ in list(self._ends):
            await self._settle_end(id_, *self._ends[id_])
        for id_, listener in list(self._listeners.items()):
            if listener is None:
                await self._store.run("drop_listener", id_)
            else:
                await self._reader.put_listener(listener)
            self._listeners.pop(id_, None)
        for listener_id, chat in list(self._freed):
            await self._store.run("free", listener_id, chat)
            self._freed.pop((listener_id, chat), None)

    async def _settle_end(self, id_: str, entry: TicketEntry, known: int) -> None:
        here = self._mirror.known.get(id_)
        if here is None:  # forgotten meanwhile
            self._ends.pop(id_, None)
            return
        for version in (known, here.entry.ticket.version):
            ticket = replace(entry.ticket, version=version)
            ended = following(replace(entry, ticket=ticket), seen=ticket.seen)
            if await self._store.run("replace", id_, version, *put_of(here, ended)) == b"ok":
                self._ends.pop(id_, None)
                return
        self._mirror.epoch = b""  # read everything again, and try with what is found
