"""Keeps this node's mirror of the store up to date; tells a store that began anew what it has lost.

What hangs on a key that no node holds is gone: it is dropped, seats and all, and comes back by the pass and the stubs.
"""

import asyncio
from dataclasses import dataclass, replace

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.live.interface import StoreAway, TicketEntry
from app.live.shared.cluster_keys import ClusterKeys
from app.live.shared.mirror import Known, Mirror, moment, seal_entry, seal_listener, seal_note
from app.live.shared.store import Store
from matching import Listener, TicketState

_ITEMS = msgspec.msgpack.Decoder(list[list[bytes]])


@dataclass(slots=True)
class Reader:
    """What reads the store for this node."""

    _store: Store
    _keys: ClusterKeys
    _mirror: Mirror
    _under_way: asyncio.Task[None] | None = None
    _next: asyncio.Task[None] | None = None

    async def known(self, ticket: str) -> Known | None:
        """Return a ticket as it stands now."""
        await self.read()
        return self._mirror.known.get(ticket)

    async def read(self) -> None:
        """Learn what has changed. While the store is away, what was last known must do."""
        try:
            await self.sync()
        except StoreAway:
            if not self._mirror.epoch:
                raise

    async def sync(self) -> None:
        """Learn what had changed when this was asked. Raises StoreAway.

        One reading at a time: whoever asks while one is under way shares the next with all who do, since what they
        have just changed themselves may have come too late for that one.
        """
        if self._next is None or self._next.done():
            self._next = asyncio.create_task(self._read_after(self._under_way))
            self._next.add_done_callback(_is_known)
        await asyncio.shield(self._next)  # the others who wait go on waiting

    async def _read_after(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._under_way, self._next = self._next, None
        await self._sync()

    async def _sync(self) -> None:
        mirror = self._mirror
        was = mirror.epoch, mirror.seq
        epoch, seq, full, waits, packed, lost = await self._store.run("news", mirror.seq, mirror.epoch)
        if was[0] not in {b"", epoch}:  # before anybody reads what it has lost
            await self._tell_again()
            epoch, seq, full, waits, packed, lost = await self._store.run("news", 0, b"")
        items = _ITEMS.decode(packed)
        if mirror.strange(items) and not await self._keys.ask():
            await self._drop_unreadable(items)
        if (mirror.epoch, mirror.seq) != was and (mirror.epoch != was[0] or mirror.seq >= seq):
            return  # another reader was quicker
        mirror.waits = waits
        mirror.take(epoch, seq, items, lost, full=bool(full))
        if lost or full:
            self._keys.destroy_all_but(mirror.used)

    async def add(self, entry: TicketEntry, *, only_where_missing: bool = False) -> bool:
        """Put a ticket there, under a key of its own; False when it was there and should not be replaced."""
        key = ChaCha20Poly1305.generate_key()
        wrapped = await self._keys.wrap(key, entry.ticket.id)
        put = put_of(Known(entry, key, wrapped, b""), entry)
        return bool(await self._store.run("add", entry.ticket.id, wrapped, int(only_where_missing), *put) == b"ok")

    async def put_listener(self, listener: Listener, *, only_where_missing: bool = False) -> None:
        """Put a listener there, or their newest facts."""
        text = seal_listener(self._mirror.staff_key, listener)
        await self._store.run("put_listener", listener.id, text, listener.seats, int(only_where_missing))

    async def _tell_again(self) -> None:
        """Tell a store that began anew what is known, unless another node has done so. Offers are made anew."""
        for listener in list(self._mirror.listeners.values()):
            await self.put_listener(listener, only_where_missing=True)
        for member, noted in list(self._mirror.notes.items()):
            sealed = seal_note(self._mirror.notes_key, member, noted.note)
            await self._store.run("note", member, b"", sealed)
        for known in list(self._mirror.known.values()):
            entry = known.entry
            if entry.ticket.state is TicketState.OFFERED:
                entry = replace(entry, ticket=entry.ticket.returned())
            added = await self.add(entry, only_where_missing=True)
            if added and entry.chat is not None and entry.listener is not None:
                await self._store.run("hold", entry.listener, entry.chat)

    async def _drop_unreadable(self, items: list[list[bytes]]) -> None:
        """Nobody else is here, and the keys are not: what hangs on them is gone for good."""
        for item in items:
            if self._mirror.strange([item]):
                await self._store.run("drop", item[1].decode())


def _is_known(reading: asyncio.Task[None]) -> None:
    """A failure is for whoever waits for the reading, if anybody still does."""
    if not reading.cancelled():
        reading.exception()


def put_of(known: Known, entry: TicketEntry) -> tuple[str | bytes | int, ...]:
    """Return what a script is told of a ticket: in the clear only what it decides by."""
    ticket = entry.ticket
    return (
        ticket.version,
        seal_entry(known.key, entry),
        ticket.state.value,
        int(ticket.in_line),
        entry.chat or "",
        entry.listener or "",
        moment(ticket.seen),
    )
