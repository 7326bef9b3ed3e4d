"""What this node knows of the facts in the store: read once, then only what changed since. It changes nothing.

A gap, or a store that began anew, means reading everything again.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import msgspec

from app.live.interface import Everything, StandingOffer, TicketEntry
from app.live.notes import Alert, Break, Care, Conducted, Happened, Lapsed, Note, OnDuty, Word
from app.live.shared.cluster_keys import NAME, ClusterKeys, Unreadable, opened, sealed
from matching import Listener

_ENTRY = msgspec.msgpack.Decoder(TicketEntry)
_LISTENER = msgspec.msgpack.Decoder(Listener)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
KINDS: dict[str, type[Note]] = {
    "a": Alert,
    "d": OnDuty,
    "h": Happened,
    "g": Lapsed,
    "w": Word,
    "c": Care,
    "b": Break,
    "s": Conducted,
}
"""The kinds of notes, by the letter under which the store keeps them; `t`, `l` and `o` are the line's own."""
_NOTES = {letter: msgspec.msgpack.Decoder[Note](kind) for letter, kind in KINDS.items()}
MARK = 12
"""Bytes by which one sealing differs from every other."""


def moment(at: datetime) -> int:
    """Return the moment as the store keeps it: a whole number, exact."""
    return (at - _EPOCH) // _MICROSECOND


def at(moment_: bytes | int) -> datetime:
    """Return the moment that the store keeps."""
    return _EPOCH + int(moment_) * _MICROSECOND


def seal_entry(key: bytes, entry: TicketEntry) -> bytes:
    """Seal an entry: the store learns the ticket's id, and that it is there."""
    return sealed(key, msgspec.msgpack.encode(entry), f"{entry.ticket.id} {entry.ticket.version}".encode())


def seal_listener(key: bytes, listener: Listener) -> bytes:
    """Seal a listener's facts."""
    return sealed(key, msgspec.msgpack.encode(listener), listener.id.encode())


def seal_note(key: bytes, member: str, note: Note) -> bytes:
    """Seal a note."""
    return sealed(key, msgspec.msgpack.encode(note), member.encode())


@dataclass(slots=True)
class Noted:
    """A note, as it was last read."""

    note: Note
    mark: bytes


@dataclass(slots=True)
class Known:
    """A ticket, as it was last read."""

    entry: TicketEntry
    key: bytes
    wrapped: bytes
    mark: bytes


@dataclass(slots=True)
class Mirror:
    """The facts as this node last read them."""

    keys: ClusterKeys
    staff_key: bytes
    notes_key: bytes
    epoch: bytes = b""
    seq: int = 0
    waits: int = 0
    """The count of the waits that are known."""
    known: dict[str, Known] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    offers: dict[str, StandingOffer] = field(default_factory=dict)
    of_chat: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Noted] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    """Tickets whose keys are not here."""
    _everything: Everything | None = None
    _waiting: tuple[TicketEntry, ...] | None = None

    def everything(self) -> Everything:
        """Return all facts; until something changes it is one thing for all who ask."""
        if self._everything is None:
            entries = tuple(known.entry for known in self.known.values())
            self._everything = Everything(entries, tuple(self.listeners.values()), tuple(self.offers.values()))
        return self._everything

    def waiting(self) -> tuple[TicketEntry, ...]:
        """Return those who wait, likewise."""
        if self._waiting is None:
            self._waiting = tuple(one for one in self.everything().entries if one.ticket.state.waits)
        return self._waiting

    def strange(self, items: list[list[bytes]]) -> bool:
        """Whether some of these hang on a key that is not here."""
        here = self.keys.names
        return any(item[0] == b"t" and item[4][:NAME] not in here for item in items)

    def take(self, epoch: bytes, seq: int, items: list[list[bytes]], lost: list[bytes], *, full: bool) -> None:
        """Learn what has changed."""
        if full:
            self._clear()
        if items or lost or full:
            self._changed()
        self.epoch, self.seq = epoch, seq
        for member in lost:
            self._lose(member[:1], member[2:].decode())
        for kind, id_, *found in sorted(items, key=lambda one: one[0] != b"t"):  # tickets first: offers need their keys
            self._find(kind, id_.decode(), found)

    def end(self, entry: TicketEntry) -> None:
        """Know that a visit has ended, or its chat, before the store does."""
        known = self.known[entry.ticket.id]
        self.of_chat.pop(known.entry.chat or "", None)
        known.entry = entry
        self._changed()

    def serve(self, id_: str, listener: Listener | None) -> None:
        """Know how a listener serves, or that they do no longer, before the store does."""
        self.listeners.pop(id_, None)
        if listener is not None:
            self.listeners[id_] = listener
        self._changed()

    def used(self) -> frozenset[bytes]:
        """The names of the keys on which tickets hang."""
        return frozenset(known.wrapped[:NAME] for known in self.known.values())

    def asked(self, ticket: str) -> list[StandingOffer]:
        """Return the offers of a ticket that stand."""
        return [one for one in self.offers.values() if one.ticket == ticket]

    def _changed(self) -> None:
        self._everything = self._waiting = None

    def _clear(self) -> None:
        for held in (self.known, self.listeners, self.offers, self.of_chat, self.notes):
            held.clear()
        self.unreadable.clear()

    def _lose(self, kind: bytes, id_: str) -> None:
        if kind == b"t":
            known = self.known.pop(id_, None)
            self.unreadable.discard(id_)
            if known is not None:
                self.of_chat.pop(known.entry.chat or "", None)
        elif kind in {b"l", b"o"}:
            (self.listeners if kind == b"l" else self.offers).pop(id_, None)
        else:
            self.notes.pop(f"{kind.decode()}:{id_}", None)

    def _find(self, kind: bytes, id_: str, found: list[bytes]) -> None:
        try:
            if kind == b"t":
                self._find_ticket(id_, found)
            elif kind == b"l":
                listener = _LISTENER.decode(opened(self.staff_key, found[0], id_.encode()))
                self.listeners[id_] = replace(listener, taken=int(found[1]))
            elif kind == b"o":
                self._find_offer(id_, *found)
            else:
                self._find_note(kind.decode(), f"{kind.decode()}:{id_}", *found)
        except (Unreadable, msgspec.MsgspecError):
            self._lose(kind, id_)
            if kind == b"t":
                self.unreadable.add(id_)

    def _find_offer(self, id_: str, ticket: bytes, listener: bytes, made: bytes, lapses: bytes, why: bytes) -> None:
        if id_ in self.offers:
            return
        known = self.known.get(ticket.decode())
        self.offers[id_] = StandingOffer(
            id=id_,
            ticket=ticket.decode(),
            listener=listener.decode(),
            made=at(made),
            lapses=at(lapses),
            why=opened(known.key, why, id_.encode()).decode() if known else "",
        )

    def _find_note(self, kind: str, member: str, blob: bytes) -> None:
        self.notes[member] = Noted(_NOTES[kind].decode(opened(self.notes_key, blob, member.encode())), blob[:MARK])

    def _find_ticket(self, id_: str, found: list[bytes]) -> None:
        version, seen, wrapped, blob = found
        known = self.known.get(id_)
        if known is not None and known.mark == blob[:MARK]:
            ticket = replace(known.entry.ticket, seen=at(seen))
            known.entry = replace(known.entry, ticket=ticket)
            return
        key = known.key if known is not None and known.wrapped == wrapped else self.keys.unwrap(wrapped, id_)
        entry = _ENTRY.decode(opened(key, blob, f"{id_} {int(version)}".encode()))
        if known is not None:
            self.of_chat.pop(known.entry.chat or "", None)
        entry = replace(entry, ticket=replace(entry.ticket, seen=at(seen)))
        self.known[id_] = Known(entry, key, wrapped, blob[:MARK])
        self.unreadable.discard(id_)
        if entry.chat is not None:
            self.of_chat[entry.chat] = id_
