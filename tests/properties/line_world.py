"""The state of a whole evening on the line, and what must hold after every step, whatever happened."""

from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from hypothesis.stateful import RuleBasedStateMachine, invariant

from app import clock
from app.identity.seeker_pass import to_the_minute
from app.live.chat import Chat
from app.live.interface import TicketEntry
from app.services.show import stub_of
from matching import ListenerTier, TicketState
from matching.ranking import URGENT
from tests.nodes import Evening, a_listener

T = TypeVar("T")

CAST = {
    one.id: one
    for one in (
        a_listener("sam", seats=2, cleared_for_minors=True, languages=frozenset({"en", "es"})),
        a_listener("noor", seats=1, topics=frozenset({"grief"}), burst=True),
        a_listener("ida", seats=3, tier=ListenerTier.PROBATION, opted_out=frozenset({"grief"})),
        a_listener("ann", seats=1, cleared_for_minors=True, languages=frozenset({"es"})),
    )
}


def done(what: Coroutine[Any, Any, T]) -> T:
    """Run a service to its end. On live memory in the process nothing ever waits, and nothing should."""
    try:
        what.send(None)
    except StopIteration as result:
        answer: T = result.value
        return answer
    what.close()
    raise AssertionError("a service waited for something")


class LineWorld(RuleBasedStateMachine):
    """An evening, what people hold of it, and what must be true after everything that happens."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        numbers = count(1)
        # ids break ties: counted instead of drawn, a failure can be played again
        self.ids = patch.object(clock, "new_id", lambda: f"id-{next(numbers):06}")
        self.ids.start()
        self.evening = Evening(folder)
        self.postgres_is_away()
        self.arrived: dict[str, datetime] = {}
        self.passes: dict[str, str] = {}
        """What seekers' browsers held when the server started anew."""
        self.stubs: dict[str, tuple[str, str]] = {}
        """What listeners' pages hold: of which chat, by whom."""
        self.apart: set[tuple[str, str]] = set()
        """Pairs that never meet again."""
        self.known: set[str] = set()
        """Every ticket that this life of the server has known."""
        self.here: set[str] = set()
        """Whose seekers this life of the server has heard of."""

    # What is the case now

    @property
    def node(self) -> Any:
        return self.evening.node

    @property
    def now(self) -> datetime:
        return self.evening.now

    def entries(self) -> list[TicketEntry]:
        return sorted(done(self.node.live.entries()), key=lambda entry: (entry.joined, entry.ticket.id))

    def standing(self) -> list[TicketEntry]:
        return [entry for entry in self.entries() if entry.aftermath is None]

    def chats(self) -> list[Chat]:
        return sorted(self.node.chats.values(), key=lambda chat: (chat.opened, chat.id))

    def pick(self, some: list[T], number: int) -> T:
        return some[number % len(some)]

    # What always holds

    @invariant()
    def a_ticket_is_in_one_chat_at_most(self) -> None:
        assert all(count == 1 for count in Counter(chat.ticket for chat in self.chats()).values())
        for chat in self.chats():
            entry = done(self.node.live.entry(chat.ticket))
            assert entry is not None
            assert (entry.chat, entry.aftermath) == (chat.id, None)
            assert entry.ticket.in_line == (chat.handing_over is not None)
            assert entry.ticket.in_line or entry.ticket.state is TicketState.MATCHED

    @invariant()
    def nobody_holds_more_than_their_seats(self) -> None:
        offers = done(self.node.live.offers())
        for listener in done(self.node.live.listeners()):
            chats = self.node.chats_with(listener.id)
            held = len(chats) + sum(offer.listener == listener.id for offer in offers)
            assert listener.taken == held
            assert held <= listener.seats + listener.burst or any(chat.restarted for chat in chats)

    @invariant()
    def nobody_meets_whom_they_must_not(self) -> None:
        pairs = [(chat.ticket, chat.listener) for chat in self.chats()]
        offers = [(offer.ticket, offer.listener) for offer in done(self.node.live.offers())]
        assert not set(pairs) & set(offers)  # who hands over is not asked
        pairs += offers
        assert not self.apart & {pair for pair in pairs if pair[0] in self.here}
        for ticket, listener in pairs:
            entry = done(self.node.live.entry(ticket))
            assert entry is not None
            assert CAST[listener].cleared_for_minors or not entry.ticket.age_band.needs_clearance
            assert entry.ticket.language in CAST[listener].languages
            assert not CAST[listener].opted_out & set(entry.ticket.topics)

    @invariant()
    def nobody_in_danger_is_put_to_a_beginner(self) -> None:
        for offer in done(self.node.live.offers()):
            entry = done(self.node.live.entry(offer.ticket))
            assert entry is not None
            assert entry.ticket.urgency < URGENT or CAST[offer.listener].tier is not ListenerTier.PROBATION

    @invariant()
    def everybody_stands_somewhere(self) -> None:
        offers = Counter(offer.ticket for offer in done(self.node.live.offers()))
        for entry in self.entries():
            ticket = entry.ticket
            asked = 2 if ticket.urgency >= URGENT else 1  # an urgent ticket may be put to two at once
            standing = offers.pop(ticket.id, 0)
            assert 1 <= standing <= asked if ticket.state is TicketState.OFFERED else standing == 0
            if entry.aftermath is not None:
                assert not ticket.in_line
            elif ticket.in_line:
                assert entry.chat is None or entry.chat in self.node.chats
            else:
                assert ticket.state is TicketState.MATCHED
                assert self.node.chat_of(ticket.id) is not None or entry.chat_expected_until is not None
        assert not offers

    @invariant()
    def arrival_never_changes(self) -> None:
        for entry in self.entries():
            assert to_the_minute(entry.ticket.arrived) == to_the_minute(self.arrived[entry.ticket.id])

    @invariant()
    def messages_are_numbered_without_gaps(self) -> None:
        for chat in self.chats():
            assert [message.seq for message in chat.after(0)] == list(range(1, chat.seq + 1))

    @invariant()
    def pages_hold_stubs_of_their_chats(self) -> None:
        self.known |= {entry.ticket.id for entry in self.entries()}
        for chat in self.chats():
            entry = done(self.node.live.entry(chat.ticket))
            assert entry is not None
            self.stubs[chat.id] = (chat.listener, stub_of(self.node, chat, entry))

    def postgres_is_away(self) -> None:
        """All evening: nobody waits for it, and here nothing may wait for anything."""
        self.evening.node.duty.ask_again = datetime.max.replace(tzinfo=UTC)

    def teardown(self) -> None:
        """Whatever happened: left alone, every visit comes to its end, is counted once, and is forgotten."""
        self.ids.stop()
        for _ in range(4 * 60):
            self.evening.later(minutes=1)
            done(self.evening.tick())
        assert (self.entries(), self.chats(), done(self.node.live.offers())) == ([], [], ())
        assert len(self.node.unwritten.rows) == len(self.known)
        assert all(listener.taken == 0 for listener in done(self.node.live.listeners()))
