"""Live memory in this process: plain dictionaries. One event loop, so a method without `await` is atomic."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.live.guesses import Guesses, Guessing
from app.live.interface import Changes, Everything, FactsChanged, OfferGone, StandingOffer, TicketEntry
from app.live.lease import Alone, Lease
from app.live.moves import accepted, following, given_away, taken_back
from app.live.notes import MemoryNotes, Notes
from matching import Listener, Offer, TicketState
from matching.waiting import KEPT, Past

RECENT = timedelta(hours=1)
DAY = timedelta(days=1)


class MemoryLive:
    """See `app.live.interface.Live` for the promises."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.lease: Lease = Alone()
        self.notes: Notes = MemoryNotes(self.changes.bump)
        self.guesses: Guessing = Guesses()
        self._entries: dict[str, TicketEntry] = {}
        self._waiting: dict[str, TicketEntry] = {}
        self._of_chat: dict[str, str] = {}
        self._finished: dict[str, datetime] = {}
        self._used: dict[str, datetime] = {}
        self._listeners: dict[str, Listener] = {}
        """With the seats that they have taken: whoever asks gets the same values until something changes."""
        self._seats: defaultdict[str, set[str]] = defaultdict(set)
        self._offers: dict[str, StandingOffer] = {}
        self._past: deque[tuple[datetime, Past]] = deque(maxlen=KEPT)
        self._known_past: tuple[Past, ...] | None = None
        self._waits: deque[tuple[datetime, timedelta]] = deque(maxlen=200)

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def alive(self) -> bool:
        return True

    async def everything(self) -> Everything:
        return Everything(await self.entries(), await self.listeners(), await self.offers())

    async def add(self, entry: TicketEntry) -> None:
        self._put(entry)

    async def entry(self, ticket: str) -> TicketEntry | None:
        return self._entries.get(ticket)

    async def entry_of_chat(self, chat: str) -> TicketEntry | None:
        return self._entries.get(self._of_chat.get(chat, ""))

    async def entries(self) -> Sequence[TicketEntry]:
        return tuple(self._entries.values())

    async def waiting(self) -> Sequence[TicketEntry]:
        return tuple(self._waiting.values())

    async def replace(self, entry: TicketEntry) -> TicketEntry:
        return self._replace(entry)

    async def touch(self, ticket: str, *, now: datetime) -> None:
        entry = self._entries.get(ticket)
        if entry is not None:
            self._hold(replace(entry, ticket=replace(entry.ticket, seen=now)))

    async def forget(self, ticket: str, *, until: datetime) -> bool:
        known = self._entries.pop(ticket, None)
        if known is None:
            return False
        self._waiting.pop(ticket, None)
        self._of_chat.pop(known.chat or "", None)
        self._finished[ticket] = until
        self.changes.bump()
        return True

    async def finished(self, ticket: str, *, now: datetime) -> bool:
        for id_ in [id_ for id_, until in self._finished.items() if until <= now]:
            del self._finished[id_]
        return ticket in self._finished

    async def first_use(self, what: str, *, now: datetime, until: datetime) -> bool:
        for used in [used for used, over in self._used.items() if over <= now]:
            del self._used[used]
        fresh = what not in self._used
        self._used.setdefault(what, until)
        return fresh

    async def listener(self, listener: str) -> Listener | None:
        return self._listeners.get(listener)

    async def listeners(self) -> Sequence[Listener]:
        return tuple(self._listeners.values())

    async def put_listener(self, listener: Listener) -> None:
        self._listeners[listener.id] = listener
        self._count_seats(listener.id)
        self.changes.bump()

    async def drop_listener(self, listener: str) -> None:
        if self._listeners.pop(listener, None):
            self.changes.bump()

    async def commit_offer(self, offer: Offer, *, id_: str, generation: int | None = None) -> StandingOffer:  # noqa: ARG002  # one node alone always matches
        entry = self._entries.get(offer.ticket.id)
        listener = self._listeners.get(offer.listener.id)
        if entry is None or listener is None or entry.ticket.version != offer.ticket.version:
            raise FactsChanged
        room = listener.seats + int(offer.burst)
        if not entry.ticket.in_line or self._asked(entry, listener) or listener.taken >= room:
            raise FactsChanged
        first = entry.ticket.state is TicketState.WAITING
        self._replace(replace(entry, ticket=entry.ticket.offered()) if first else entry)
        self._seats[listener.id].add(id_)
        self._count_seats(listener.id)
        standing = StandingOffer(
            id=id_, ticket=entry.ticket.id, listener=listener.id, made=offer.made, lapses=offer.lapses, why=offer.why
        )
        self._offers[id_] = standing
        return standing

    async def accept_offer(
        self, offer: str, *, listener: str, chat: str, now: datetime, home: str | None = None
    ) -> TicketEntry:
        standing = self._offers.get(offer)
        entry = self._entries.get(standing.ticket) if standing else None
        if standing is None or entry is None or standing.listener != listener or now >= standing.lapses:
            raise OfferGone
        if entry.ticket.state is not TicketState.OFFERED:
            raise OfferGone  # put to two at once, and the other was quicker
        del self._offers[offer]
        self._seats[listener].discard(offer)
        self._seats[listener].add(chat)
        self._count_seats(listener)
        return self._replace(accepted(entry, listener=listener, chat=chat, home=home, now=now))

    async def withdraw_offer(self, offer: str, *, declined: datetime | None) -> StandingOffer:
        standing = self._offers.pop(offer, None)
        if standing is None:
            raise OfferGone
        self._seats[standing.listener].discard(offer)
        self._count_seats(standing.listener)
        self.changes.bump()
        entry = self._entries.get(standing.ticket)
        if entry is not None and entry.ticket.state is TicketState.OFFERED:
            others = any(one.ticket == standing.ticket for one in self._offers.values())
            self._replace(taken_back(entry, standing, declined=declined, others=others))
        return standing

    async def offers(self) -> Sequence[StandingOffer]:
        return tuple(self._offers.values())

    async def hold_seat(
        self, listener: str, chat: str, *, home: str | None = None, given_by: str | None = None
    ) -> None:
        self._seats[listener].add(chat)
        self._count_seats(listener)
        self.changes.bump()
        entry = await self.entry_of_chat(chat)
        if entry is not None:
            if given_away(entry, given_by):
                raise FactsChanged
            self._replace(replace(entry, listener=listener, home=home))

    async def free_seat(self, listener: str, chat: str) -> None:
        self._seats[listener].discard(chat)
        self._count_seats(listener)
        self.changes.bump()

    async def past(self, *, now: datetime) -> Sequence[Past]:
        while self._past and now - self._past[0][0] > DAY:
            self._past.popleft()
            self._known_past = None
        if self._known_past is None:
            self._known_past = tuple(past for _, past in self._past)
        return self._known_past

    async def remember_wait(self, wait: timedelta, *, now: datetime, crowd: float | None = None) -> None:
        self._waits.append((now, wait))
        if crowd is not None:
            self._past.append((now, Past(crowd, wait)))
            self._known_past = None

    async def recent_waits(self, *, now: datetime) -> Sequence[timedelta]:
        while self._waits and now - self._waits[0][0] > RECENT:
            self._waits.popleft()
        return tuple(wait for _, wait in self._waits)

    def _count_seats(self, listener: str) -> None:
        known, taken = self._listeners.get(listener), len(self._seats[listener])
        if known is not None and known.taken != taken:
            self._listeners[listener] = replace(known, taken=taken)

    def _asked(self, entry: TicketEntry, listener: Listener) -> bool:
        return any((one.ticket, one.listener) == (entry.ticket.id, listener.id) for one in self._offers.values())

    def _replace(self, entry: TicketEntry) -> TicketEntry:
        known = self._entries.get(entry.ticket.id)
        if known is None or known.ticket.version != entry.ticket.version:
            raise FactsChanged
        seen = max(known.ticket.seen, entry.ticket.seen)
        stored = following(entry, seen=seen)
        self._of_chat.pop(known.chat or "", None)
        self._put(stored)
        return stored

    def _hold(self, entry: TicketEntry) -> None:
        self._entries[entry.ticket.id] = entry
        if entry.ticket.state.waits:
            self._waiting[entry.ticket.id] = entry
        else:
            self._waiting.pop(entry.ticket.id, None)

    def _put(self, entry: TicketEntry) -> None:
        self._hold(entry)
        if entry.chat is not None:
            self._of_chat[entry.chat] = entry.ticket.id
        self.changes.bump()
