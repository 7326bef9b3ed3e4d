"""One node of the service: its live memory, its open pages, its chats, its records. What services work on."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from app import clock
from app.identity.open_sessions import OpenSessions
from app.identity.paging_keys import PagingKeys
from app.identity.sealing import Sealer
from app.identity.seen_sessions import SeenSessions
from app.live.calls import Calls
from app.live.cases import Case, Cases, MemoryCases
from app.live.chat import Chat
from app.live.door import Doorway
from app.live.duty import Duty
from app.live.earlier import Waiting
from app.live.facts import Facts
from app.live.hub import Hub, listener_page, seeker_page
from app.live.interface import Live
from app.live.nodes.across import COME_BACK, Nodes
from app.live.nodes.copies import Copies
from app.live.notes import OnDuty
from app.live.pressure import (
    ASKED_BY_ALL,
    ASKED_BY_ONE,
    CODES_BY_ALL,
    CODES_BY_ONE,
    WAITED_FROM_ALL,
    WAITED_FROM_ONE,
    WORDS_BY_ALL,
    WORDS_BY_ONE,
    Allowance,
    Pressure,
)
from app.live.way_back import Tried
from app.records.unit_of_work import Records
from app.safety.conduct import Conduct
from app.safety.known import Known, known_of
from app.safety.repeats import Repeats
from app.services.catalogue import Catalogue
from app.services.write_stage import Unwritten
from app.settings import Settings
from app.wire.staff_views import ShiftView
from crisis import DEFAULT, Directory
from matching import Listener, ListenerTier, Matcher, Place, Rules, ShiftState
from matching.opening import Opening
from matching.tickets import NEVER
from matching.waiting import Likes, OnShift


class Told(NamedTuple):
    """What a desk was told, from which facts, and when."""

    of: Listener
    shift: ShiftView
    at: datetime


class Counted(NamedTuple):
    """Where everybody stood in line, and when that was counted."""

    of: Mapping[str, Place]
    at: datetime


@dataclass(slots=True, kw_only=True)
class Node:
    """Everything a service function needs, handed in by the edge that calls it."""

    settings: Settings
    live: Live
    hub: Hub
    sealer: Sealer
    records: Records
    unwritten: Unwritten
    secret: bytes
    """Of this life of the process: form tokens and board handles hang on it, nothing that must survive."""
    life: str = field(default_factory=clock.new_id)
    """The name of this life of the process: a page that knows another one has lived through a restart."""
    catalogue: Catalogue = field(default_factory=Catalogue)
    directory: Directory = DEFAULT
    tried: Tried = field(default_factory=Tried)
    """Words that lead back, as they were tried lately."""
    sessions: SeenSessions = field(default_factory=SeenSessions)
    """Staff whom this node has seen, for as long as PostgreSQL is away."""
    open_sessions: OpenSessions = field(default_factory=OpenSessions)
    chats: dict[str, Chat] = field(default_factory=dict)
    """The chats whose home is here."""
    _chat_of: dict[str, str] = field(default_factory=dict)
    _sayable: tuple[Directory, Known] | None = None
    to_read: asyncio.Queue[tuple[Chat, int, datetime]] = field(default_factory=asyncio.Queue)
    """Messages that were delivered and are still to be read by crisis: by number, since only a chat holds text."""
    matcher: Matcher | None = None
    """Who is put to whom; made when the catalogue is known."""
    generation: int | None = 0
    """Of the lease under which this node matches; None while another one does. Alone it is always the same."""
    known: Facts = field(default_factory=Facts)
    """The facts that the matcher was last told."""
    on_shift: OnShift = field(default_factory=lambda: OnShift([]))
    past: Likes = field(default_factory=lambda: Likes(()))
    """Who is on shift and how long others have waited, as places in line were last counted from them."""
    places: Counted = field(default_factory=lambda: Counted({}, NEVER))
    doorway: Doorway = field(default_factory=Doorway)
    opening: Opening = field(default_factory=Opening)
    """The hours in which people are taken in."""
    environment: Settings = field(init=False)
    """The settings as the operator gave them; in `settings` coordinators may have put other values."""
    failing: set[str] = field(default_factory=set)
    """Parts that do not do their work just now, as the board names them."""
    duty: Duty = field(default_factory=Duty)
    at_desk: dict[str, Listener] = field(default_factory=dict)
    """Who has a desk open, as they would be on shift: who can be paged though they are off duty."""
    called: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """Who at this node's desks was called for a ticket, and why."""
    calls: Calls = field(default_factory=Calls)
    """Staff who are not here and are to be called."""
    paging: PagingKeys | None = None
    """What their addresses are sealed with; None: nobody is called."""
    cases: Cases = field(default_factory=MemoryCases)
    """Reports that wait for a decision."""
    open_cases: dict[str, Case] = field(default_factory=dict)
    """The same as this node last looked at them."""
    officers: dict[str, bytes] = field(default_factory=dict)
    """The safety officers, and the public key to which each one's share of an excerpt is sealed."""
    links: dict[str, str] = field(default_factory=dict)
    """One-use sign-in codes of the sample staff, and whose they are."""
    told: dict[str, object] = field(default_factory=dict)
    """What each page was last told of its place or board."""
    told_desks: dict[str, "Told"] = field(default_factory=dict)
    """What each listener's page was last told of the shift."""
    repeats: Repeats = field(init=False)
    """Which contact details were sent in how many visits of the last hour."""
    conduct: dict[str, Conduct] = field(default_factory=dict)
    """How cues add up for each listener, over their chats of a week. Counts, never words."""
    nodes: Nodes | None = None
    """The other nodes; None when this one is alone."""
    draining: bool = False
    """Whether this node, which is the only one, takes nobody in any more and ends with its last chat."""
    stumbles: Counter[str] = field(default_factory=Counter)
    """How often each of the jobs failed at a turn, since the start."""
    done: dict[str, datetime] = field(default_factory=dict)
    """When each of the jobs last came through a turn."""
    earlier: dict[str, Waiting] = field(default_factory=dict)
    """By ticket, what was said in visits that wait for whoever comes next."""
    copies: Copies = field(default_factory=Copies)
    """What this node keeps for chats at others."""

    pressure: Pressure = field(init=False)
    """How many places were taken lately, and so what one more costs."""

    def __post_init__(self) -> None:
        self.environment = self.settings
        self.repeats = Repeats(self.secret)
        limits, timing = self.settings.limits, self.settings.timing
        self.pressure = Pressure(
            {
                "place": Allowance(limits.places_from_one, timing.place_from_one),
                "waited": WAITED_FROM_ONE,
                "asked": ASKED_BY_ONE,
                "words": WORDS_BY_ONE,
                "code": CODES_BY_ONE,
            },
            {
                "place": Allowance(limits.places_from_all, timing.place_from_all),
                "waited": WAITED_FROM_ALL,
                "asked": ASKED_BY_ALL,
                "words": WORDS_BY_ALL,
                "code": CODES_BY_ALL,
            },
        )

    @property
    def sayable(self) -> Known:
        """The numbers and sites of our own lines, which anybody may say."""
        if self._sayable is None or self._sayable[0] is not self.directory:
            self._sayable = (self.directory, known_of(self.directory))
        return self._sayable[1]

    def supervised(self, now: datetime) -> bool:
        """Whether a coordinator is on duty, at any node."""
        return any(one.here(now) for one in self.live.notes.all(OnDuty).values())

    def waits_for_coordinator(self, listener: Listener, now: datetime) -> bool:
        """Whether nobody is offered to this listener, who is on probation, until a coordinator is on duty."""
        on_probation = listener.tier is ListenerTier.PROBATION and not self.settings.probation_alone
        return on_probation and not self.supervised(now)

    def as_they_serve(self, listener: Listener, now: datetime) -> Listener:
        """Return the listener as the line may count on them: who waits for a coordinator is as good as away."""
        waits = listener.state is ShiftState.READY and self.waits_for_coordinator(listener, now)
        return replace(listener, state=ShiftState.AWAY) if waits else listener

    def all_as_they_serve(self, listeners: Sequence[Listener], now: datetime) -> Sequence[Listener]:
        """Return them all so."""
        if self.settings.probation_alone or self.supervised(now):
            return listeners
        return [self.as_they_serve(one, now) for one in listeners]

    def conduct_of(self, listener: str) -> Conduct:
        """Return a listener's score of these weeks."""
        return self.conduct.setdefault(listener, Conduct())

    @property
    def rules(self) -> Rules:
        """The ladder's numbers, from the settings."""
        timing = self.settings.timing
        return Rules(
            offer=timing.offer,
            seen_within=timing.seeker_seen,
            asked_again_after=max(timing.offer * 3, timedelta(seconds=2)),
            standby_after=timing.standby_after,
            wait_limit=timing.wait_limit,
            absent_limit=timing.absent_limit,
        )

    def chat_of(self, ticket: str) -> Chat | None:
        """Return the open chat of a ticket."""
        return self.chats.get(self._chat_of.get(ticket, ""))

    def hold(self, chat: Chat) -> None:
        """Be this chat's home from here on."""
        self.chats[chat.id] = chat
        self._chat_of[chat.ticket] = chat.id
        if self.nodes is not None:
            self.nodes.claim(_chat_address(chat.id))
            self.nodes.claim(_home_address(chat.ticket))

    def let_go(self, chat: Chat) -> None:
        """The chat is over."""
        self.chats.pop(chat.id, None)
        if self.nodes is not None:
            self.nodes.release(_chat_address(chat.id))
        if self._chat_of.get(chat.ticket) == chat.id:
            del self._chat_of[chat.ticket]
            if self.nodes is not None:
                self.nodes.release(_home_address(chat.ticket))

    def lose(self, address: str) -> None:
        """Another node has taken over what was here."""
        chat = self.chats.get(address.removeprefix(_chat_address("")))
        if chat is not None and address.startswith(_chat_address("")):
            self.give_up(chat)

    def give_up(self, chat: Chat) -> None:
        """Drop a chat that goes on elsewhere: its text goes, nobody is told of an end, and its pages here ask anew."""
        chat.end("elsewhere")
        self.let_go(chat)
        for page in (seeker_page(chat.ticket), listener_page(chat.listener)):
            if self.hub.here(page) is not None:
                self.hub.shut(page, COME_BACK)

    def home_of(self, ticket: str) -> str | None:
        """Return the other node that is the home of this ticket's chat, if it is one."""
        return self.nodes.where(_home_address(ticket)) if self.nodes is not None else None

    def home_of_chat(self, chat: str) -> str | None:
        """Return the other node that is this chat's home, if it is one."""
        return self.nodes.where(_chat_address(chat)) if self.nodes is not None else None

    def is_open(self, chat: str | None) -> bool:
        """Whether the chat is open, here or elsewhere."""
        return chat is not None and (chat in self.chats or self.home_of_chat(chat) is not None)

    def chats_with(self, listener: str) -> list[Chat]:
        """Return a listener's open chats."""
        return [chat for chat in self.chats.values() if chat.listener == listener]


async def has_chats(node: Node, listener: str) -> bool:
    """Whether this listener has an open chat, wherever its home is."""
    if node.chats_with(listener):
        return True
    return node.nodes is not None and any(
        entry.listener == listener and entry.chat is not None for entry in await node.live.entries()
    )


def _chat_address(chat: str) -> str:
    return f"chat:{chat}"


def _home_address(ticket: str) -> str:
    return f"home:{ticket}"
