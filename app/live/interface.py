"""What a store of live facts promises. Facts are values with a version; a change that comes too late is refused."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, Self

from app.live.guesses import Guessing
from app.live.lease import Lease
from app.live.notes import Notes
from app.live.sealed_words import Excerpt
from crisis import WatchState
from matching import Listener, Offer, Ticket
from matching.waiting import Past


class FactsChanged(Exception):
    """Somebody was quicker: read again and decide again."""


class OfferGone(Exception):
    """The offer was answered, lapsed or withdrawn before."""


class StoreAway(Exception):
    """The store of live facts cannot be reached just now; whether the change was made is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a seeker said on the way in, besides what matching needs. Live memory only."""

    first_message: str = ""
    called: str = ""
    """What their listener may call them: made up."""
    pronouns: str = ""
    feeling: int | None = None
    self_report: str = "undisclosed"
    country: str | None = None
    quietly: bool = False
    """They cannot speak aloud where they are: lines to write to come first."""
    hides: bool = False
    """Somebody may see their screen: the page hides itself when it goes into the background."""
    locale: str = "en"
    """The language of their pages. That of the chat is the ticket's."""

    def without_words(self) -> Self:
        """Return what is left once nothing that they typed is needed any more."""
        return replace(self, first_message="", called="", pronouns="")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Words that lead back to a visit, as their keyed hash: the words themselves are kept nowhere."""

    key: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What is left of a chat until its visit is forgotten: no text, and no name but the listener's."""

    ended: datetime
    reason: str
    listener: str | None = None
    listener_name: str = ""
    """So that a report can ask whom it is about."""
    listener_tier: str = "none"
    messages: int = 0
    talked: timedelta = timedelta(0)
    feeling: int | None = None
    heard: str | None = None
    safe: str | None = None
    answered: bool = False
    case_code: str | None = None
    """The code of the seeker's report."""
    listeners_code: str | None = None
    """The code of the listener's report: who is reported may ask what became of it too."""
    chat: str | None = None
    """Which chat it was, for the listener's desk alone."""
    excerpt: Excerpt | None = None
    """Its last words, sealed, as long as a report may still come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEntry:
    """A ticket with what live memory holds beside it."""

    ticket: Ticket
    intake: Intake
    watch: WatchState
    joined: datetime
    stirred: datetime | None = None
    """When there was last a sign of a person at the page that waits, after joining."""
    crowd: float | None = None
    """How crowded it was when they joined; None when nobody on shift could take them."""
    chat: str | None = None
    listener: str | None = None
    """Whose chat it is. The store keeps this and `home` only as long as there is a chat."""
    home: str | None = None
    """The life of the node that holds the chat."""
    chat_expected_until: datetime | None = None
    """After a restart: a listener's page may still bring the chat back before this."""
    matched_after: timedelta | None = None
    paged: str | None = None
    """Why stand-by listeners are called for it."""
    concerns: frozenset[str] = frozenset()
    """What a coordinator should know of the listener's words in the chat: kinds, never words."""
    asks_in: bool = False
    """The listener would like a coordinator in the chat."""
    guest: str | None = None
    """The coordinator who is in the chat, or asks to be."""
    wanted: bool = False
    """The seeker wants to be found, and has said where."""
    turned_away: int = 0
    """How many listeners ended a chat with "not here for support"."""
    note: str = ""
    """What the listener of the open chat wrote for whoever goes on."""
    notice: str | None = None
    """Why the seeker waits again: words as the catalogues know them."""
    notice_of: str = ""
    """Whom the notice names."""
    before: tuple[Aftermath, ...] = ()
    """Earlier chats of this visit, the oldest first: their listeners were lost or changed; they can be reported."""
    aftermath: Aftermath | None = None
    way_back: WayBack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOffer:
    """An offer that waits for its answer. It holds one of the listener's seats."""

    id: str
    ticket: str
    listener: str
    made: datetime
    lapses: datetime
    why: str


@dataclass(slots=True)
class Changes:
    """How often the facts that matching reads have changed; the matcher waits for more."""

    count: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def bump(self) -> None:
        """Note a change, and wake whoever waits for one."""
        self.count += 1
        self._news.set()

    async def beyond(self, count: int, *, within: timedelta) -> None:
        """Return once more than `count` changes were made, or when the time is up."""
        if self.count > count:
            return
        self._news.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                await self._news.wait()


@dataclass(frozen=True, slots=True)
class Everything:
    """The facts at one moment."""

    entries: Sequence[TicketEntry]
    listeners: Sequence[Listener]
    offers: Sequence[StandingOffer]


class Live(Protocol):
    """The facts of the line. Every method is atomic; times come from the caller.

    While the store cannot be reached, reading answers with what was last known. What ends a visit or a chat, frees a
    seat or says how a shift stands is done here, and the store told later; every other change raises StoreAway.
    """

    changes: Changes
    lease: Lease
    notes: Notes
    guesses: Guessing

    async def open(self) -> None:
        """Reach the store, or raise what keeps us from it."""

    async def close(self) -> None:
        """Let go of the store."""

    async def alive(self) -> bool:
        """Whether the store answers just now."""

    async def everything(self) -> Everything:
        """Return all facts, of one and the same moment."""

    async def add(self, entry: TicketEntry) -> None:
        """Take a new ticket in."""

    async def entry(self, ticket: str) -> TicketEntry | None:
        """Return what is known of a ticket, or None when it was never here or is forgotten."""

    async def entry_of_chat(self, chat: str) -> TicketEntry | None:
        """Return the ticket whose chat this is, or None when it is over."""

    async def entries(self) -> Sequence[TicketEntry]:
        """Return every ticket that is not forgotten."""

    async def waiting(self) -> Sequence[TicketEntry]:
        """Return those of them that nobody has taken yet and nothing has ended, whether their page came or not."""

    async def replace(self, entry: TicketEntry) -> TicketEntry:
        """Put the entry in place of the one with the same version; return it with the next version.

        Raises FactsChanged when the ticket has changed or is forgotten meanwhile.
        """

    async def touch(self, ticket: str, *, now: datetime) -> None:
        """Note that the seeker's page was heard of. Not a change: versions stay."""

    async def forget(self, ticket: str, *, until: datetime) -> bool:
        """Drop everything; remember until then that this id is finished, so that an old pass cannot revive it.

        False when it was not here: of two who forget it, one counts it.
        """

    async def finished(self, ticket: str, *, now: datetime) -> bool:
        """Whether the ticket was forgotten not long ago."""

    async def listener(self, listener: str) -> Listener | None:
        """Return a listener on shift."""

    async def listeners(self) -> Sequence[Listener]:
        """Return everybody on shift, with the seats taken now."""

    async def put_listener(self, listener: Listener) -> None:
        """Bring a listener's facts up to date. Seats taken are the store's own count."""

    async def drop_listener(self, listener: str) -> None:
        """Take a listener off shift."""

    async def commit_offer(self, offer: Offer, *, id_: str, generation: int | None = None) -> StandingOffer:
        """Make the offer stand: ticket offered, seat held, all or nothing.

        Raises FactsChanged when the ticket has another version, no seat is free, or the matcher's lease has passed on.
        """

    async def accept_offer(
        self, offer: str, *, listener: str, chat: str, now: datetime, home: str | None = None
    ) -> TicketEntry:
        """Turn the offer into a chat's seat and the ticket into a matched one.

        Raises OfferGone when it was answered, has lapsed, or was put to somebody else.
        """

    async def withdraw_offer(self, offer: str, *, declined: datetime | None) -> StandingOffer:
        """Take the offer back: the seat is free, the ticket waits at its place, and was declined or not.

        Raises OfferGone when it was answered before.
        """

    async def offers(self) -> Sequence[StandingOffer]:
        """Return the offers that stand."""

    async def hold_seat(
        self, listener: str, chat: str, *, home: str | None = None, given_by: str | None = None
    ) -> None:
        """A reopened chat takes its seat again, even one too many; its ticket says whose it is, and where.

        Raises FactsChanged when the chat was given by a node that is not its home any more.
        """

    async def free_seat(self, listener: str, chat: str) -> None:
        """A chat is over."""

    async def first_use(self, what: str, *, now: datetime, until: datetime) -> bool:
        """Whether this was never used before; it is from here on, at every node. Raises StoreAway."""

    async def past(self, *, now: datetime) -> Sequence[Past]:
        """Return the waits of the last day, oldest first, each with the crowd it began in."""

    async def remember_wait(self, wait: timedelta, *, now: datetime, crowd: float | None = None) -> None:
        """Note how long somebody waited, for the next one's range."""

    async def recent_waits(self, *, now: datetime) -> Sequence[timedelta]:
        """Return the waits of the last hour."""
