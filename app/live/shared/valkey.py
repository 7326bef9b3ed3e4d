"""Live memory in Valkey, for several nodes. Each change is one script; what is read comes from this node's mirror.

The store orders changes and refuses late ones by what it can see: ids, versions, states, times. What an entry says is
sealed under a key of its ticket (`cluster_keys`). A store that began anew is told again what its nodes still know.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.live.guesses import Guessing
from app.live.interface import Changes, Everything, FactsChanged, OfferGone, StandingOffer, StoreAway, TicketEntry
from app.live.keys import derived
from app.live.lease import Lease, StoreLease
from app.live.moves import accepted, following, given_away, taken_back
from app.live.notes import Notes
from app.live.shared.cluster_keys import CHANNEL, ClusterKeys, sealed
from app.live.shared.guesses import SharedGuesses
from app.live.shared.mirror import Known, Mirror, moment
from app.live.shared.notes import SharedNotes
from app.live.shared.owed import Owed
from app.live.shared.past_waits import PastWaits
from app.live.shared.reader import Reader, put_of
from app.live.shared.store import Store
from matching import Listener, Offer, TicketState
from matching.waiting import Past

FACTS = "earshot:facts"
TRIES = 20
"""How often a change is decided again that somebody was quicker than."""
TOUCHED_AGAIN_AFTER = timedelta(seconds=3)
"""A page that was noted as there is not noted again before this; matching counts in 25 seconds."""


class ValkeyLive:
    """See `app.live.interface.Live` for the promises."""

    def __init__(self, url: str, node: str, *, secret: str, may_persist: bool = False) -> None:
        self.changes = Changes()
        self._store = Store(url, node)
        self.lease: Lease = StoreLease(self._store)
        self._keys = ClusterKeys(secret, node, self._store.publish)
        self._mirror = Mirror(self._keys, derived(secret, "listeners"), derived(secret, "notes"))
        self._reader = Reader(self._store, self._keys, self._mirror)
        self._owed = Owed(self._store, self._reader, self._mirror)
        self._past = PastWaits(self._store)
        self._shared_notes = SharedNotes(self._store, self._reader, self._mirror, self.changes.bump)
        self.notes: Notes = self._shared_notes
        self.guesses: Guessing = SharedGuesses(self._store, derived(secret, "guesses"))
        self._node, self._may_persist = node, may_persist
        self._touched: dict[str, datetime] = {}
        self._ear: asyncio.Task[None] | None = None

    async def open(self) -> None:
        try:
            await self._open()
        except BaseException:
            await self.close()
            raise

    async def _open(self) -> None:
        if not self._may_persist:
            await self._store.refuse_persistence()
        await self._store.keep_time()
        heard = asyncio.Event()
        self._ear = asyncio.create_task(self._listen(heard))
        async with asyncio.timeout(5):
            await heard.wait()
        await self._keys.open()
        await self._reader.sync()

    async def close(self) -> None:
        if self._ear is not None:
            self._ear.cancel()
            await asyncio.gather(self._ear, return_exceptions=True)
            self._ear = None
        with contextlib.suppress(StoreAway):
            await self._store.run("give_back")
        await self._store.close()

    async def alive(self) -> bool:
        try:
            await self._store.publish("earshot:alive", b"")
        except StoreAway:
            return False
        return True

    async def everything(self) -> Everything:
        await self._reader.read()
        if self._owed or self._shared_notes:
            with contextlib.suppress(StoreAway):
                await self._owed.settle()
                await self._shared_notes.settle()
        return self._mirror.everything()

    async def add(self, entry: TicketEntry) -> None:
        await self._reader.add(entry)
        self.changes.bump()

    async def entry(self, ticket: str) -> TicketEntry | None:
        known = await self._reader.known(ticket)
        return known.entry if known else None

    async def entry_of_chat(self, chat: str) -> TicketEntry | None:
        await self._reader.read()
        known = self._mirror.known.get(self._mirror.of_chat.get(chat, ""))
        return known.entry if known else None

    async def entries(self) -> Sequence[TicketEntry]:
        return (await self.everything()).entries

    async def waiting(self) -> Sequence[TicketEntry]:
        await self.everything()
        return self._mirror.waiting()

    async def replace(self, entry: TicketEntry) -> TicketEntry:
        known = await self._reader.known(entry.ticket.id)
        if known is None or known.entry.ticket.version != entry.ticket.version:
            raise FactsChanged
        stored = following(entry, seen=max(known.entry.ticket.seen, entry.ticket.seen))
        try:
            answer = await self._store.run("replace", entry.ticket.id, entry.ticket.version, *put_of(known, stored))
            if answer != b"ok":
                raise FactsChanged
        except StoreAway:
            if entry.aftermath is None and (known.entry.chat is None or entry.chat is not None):
                raise
            self._owed.end(stored, known=entry.ticket.version)
        self.changes.bump()
        return stored

    async def touch(self, ticket: str, *, now: datetime) -> None:
        last = self._touched.get(ticket)
        if last is not None and abs(now - last) < TOUCHED_AGAIN_AFTER:
            return
        with contextlib.suppress(StoreAway):  # a hint: the next one will do
            if await self._store.run("touch", ticket, moment(now)) == b"ok":
                self._touched[ticket] = now

    async def forget(self, ticket: str, *, until: datetime) -> bool:
        self._touched.pop(ticket, None)
        was_here = bool(await self._store.run("forget", ticket, moment(until)))
        if was_here:
            self.changes.bump()
        return was_here

    async def finished(self, ticket: str, *, now: datetime) -> bool:
        return bool(await self._store.run("finished", ticket, moment(now)))

    async def listener(self, listener: str) -> Listener | None:
        await self._reader.read()
        return self._mirror.listeners.get(listener)

    async def listeners(self) -> Sequence[Listener]:
        return (await self.everything()).listeners

    async def put_listener(self, listener: Listener) -> None:
        try:
            await self._reader.put_listener(listener)
        except StoreAway:
            self._owed.listener(listener.id, listener)
        self.changes.bump()

    async def drop_listener(self, listener: str) -> None:
        try:
            was_here = await self._store.run("drop_listener", listener)
        except StoreAway:
            was_here = True
            self._owed.listener(listener, None)
        if was_here:
            self.changes.bump()

    async def commit_offer(self, offer: Offer, *, id_: str, generation: int | None = None) -> StandingOffer:
        ticket, listener = offer.ticket, offer.listener.id
        known = await self._reader.known(ticket.id)
        if known is None or known.entry.ticket.version != ticket.version or not known.entry.ticket.in_line:
            raise FactsChanged
        waits = known.entry.ticket.state is TicketState.WAITING
        entry = replace(known.entry, ticket=known.entry.ticket.offered()) if waits else known.entry
        stored = following(entry, seen=known.entry.ticket.seen)
        why = sealed(known.key, offer.why.encode(), id_.encode())
        fence = "" if generation is None else str(generation)
        times = moment(offer.made), moment(offer.lapses)
        told = ticket.id, ticket.version, listener, id_, fence, int(offer.burst), *times, why
        if await self._store.run("commit", *told, *put_of(known, stored)) != b"ok":
            raise FactsChanged
        self.changes.bump()
        return StandingOffer(
            id=id_, ticket=ticket.id, listener=listener, made=offer.made, lapses=offer.lapses, why=offer.why
        )

    async def accept_offer(
        self, offer: str, *, listener: str, chat: str, now: datetime, home: str | None = None
    ) -> TicketEntry:
        async for standing, known in self._tries(offer):
            if known is None or standing.listener != listener or known.entry.ticket.state is not TicketState.OFFERED:
                raise OfferGone
            entry = accepted(known.entry, listener=listener, chat=chat, home=home, now=now)
            stored = following(entry, seen=known.entry.ticket.seen)
            told = offer, listener, chat, moment(now), stored.ticket.id, known.entry.ticket.version
            answer = await self._store.run("accept", *told, *put_of(known, stored))
            if answer == b"ok":
                self.changes.bump()
                return stored
            if answer == b"gone":
                raise OfferGone
        raise OfferGone

    async def withdraw_offer(self, offer: str, *, declined: datetime | None) -> StandingOffer:
        async for standing, known in self._tries(offer):
            told: list[Any] = [offer, standing.ticket, standing.listener, ""]
            if known is not None and known.entry.ticket.state is TicketState.OFFERED:
                others = len(self._mirror.asked(standing.ticket)) > 1
                back = taken_back(known.entry, standing, declined=declined, others=others)
                told[3] = known.entry.ticket.version
                told += put_of(known, following(back, seen=known.entry.ticket.seen))
            answer = await self._store.run("withdraw", *told)
            if answer == b"ok":
                self.changes.bump()
                return standing
            if answer == b"gone":
                raise OfferGone
        raise OfferGone

    async def offers(self) -> Sequence[StandingOffer]:
        return (await self.everything()).offers

    async def hold_seat(
        self, listener: str, chat: str, *, home: str | None = None, given_by: str | None = None
    ) -> None:
        await self._store.run("hold", listener, chat)
        self.changes.bump()
        for _ in range(TRIES):
            entry = await self.entry_of_chat(chat)
            if entry is not None and given_away(entry, given_by):
                raise FactsChanged
            if entry is None or (entry.listener, entry.home) == (listener, home):
                return
            with contextlib.suppress(FactsChanged):
                await self.replace(replace(entry, listener=listener, home=home))
                return

    async def free_seat(self, listener: str, chat: str) -> None:
        try:
            await self._store.run("free", listener, chat)
        except StoreAway:
            self._owed.free(listener, chat)
        self.changes.bump()

    async def first_use(self, what: str, *, now: datetime, until: datetime) -> bool:
        return await self._store.first(f"earshot:used:{what}", until - now)

    async def past(self, *, now: datetime) -> Sequence[Past]:
        await self._reader.read()
        return await self._past.of_a_day(self._mirror.waits, now=now)

    async def remember_wait(self, wait: timedelta, *, now: datetime, crowd: float | None = None) -> None:
        await self._past.remember(wait, now=now, crowd=crowd)

    async def recent_waits(self, *, now: datetime) -> Sequence[timedelta]:
        await self._reader.read()
        return await self._past.of_an_hour(self._mirror.waits, now=now)

    async def _tries(self, offer: str) -> AsyncIterator[tuple[StandingOffer, Known | None]]:
        """Yield the offer and its ticket as they stand now, again after each change that was too late."""
        for _ in range(TRIES):
            await self._reader.sync()
            standing = self._mirror.offers.get(offer)
            if standing is None:
                raise OfferGone
            yield standing, self._mirror.known.get(standing.ticket)

    async def _listen(self, heard: asyncio.Event) -> None:
        """Wake the matcher at the others' changes, and answer them about keys, for as long as this node lives."""
        async for channel, message in self._store.heard(FACTS, CHANNEL):
            if not channel:
                heard.set()
                self.changes.bump()  # what was told meanwhile was not heard
            elif channel == FACTS and message != self._node.encode():
                self.changes.bump()
            elif channel == CHANNEL:
                with contextlib.suppress(StoreAway):
                    if await self._keys.hear(message) and self._mirror.unreadable:
                        self._mirror.epoch = b""  # read everything again
