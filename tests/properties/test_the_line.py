"""The whole line on the real services, under any order of events: what must hold after every one of them."""

import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app import clock
from app.identity.seeker_pass import to_the_minute
from app.live.chat import ROLES, Chat, TooFast
from app.live.hub import listener_page, seeker_page
from app.live.interface import OfferGone, TicketEntry
from app.records.tables import Staff
from app.services.answer_offer import accept_offer, pass_offer
from app.services.come_back import TicketOver
from app.services.end_chat import end_chat, put_back
from app.services.join_line import state_age
from app.services.know import known_seeker
from app.services.leave_line import leave
from app.services.show import pass_of, stub_of
from app.services.take_shift import reopen_chats
from app.wire.events import ListenerEvent, SeekerEvent
from matching import AgeBand, Listener, ListenerTier, Rung, ShiftState, TicketState, rung_of
from matching.ranking import URGENT
from tests.nodes import Evening, a_listener

T = TypeVar("T")

CAST = {
    one.id: one
    for one in (
        a_listener("sam", seats=2, cleared_for_minors=True, languages=frozenset({"en", "es"})),
        a_listener("noor", seats=1, topics=frozenset({"grief"})),
        a_listener("ida", seats=3, tier=ListenerTier.PROBATION, opted_out=frozenset({"grief"})),
        a_listener("ann", seats=1, cleared_for_minors=True, languages=frozenset({"es"})),
    )
}
MOST = 6
"""Tickets at once: enough for every conflict, few enough to read a failure."""
PICK = st.integers(0, 99)
FOLDER = tempfile.TemporaryDirectory(prefix="earshot-line-")


def done(what: Coroutine[Any, Any, T]) -> T:
    """Run a service to its end. On live memory in the process nothing ever waits, and nothing should."""
    try:
        what.send(None)
    except StopIteration as result:
        answer: T = result.value
        return answer
    what.close()
    raise AssertionError("a service waited for something")


class TheLine(RuleBasedStateMachine):
    """People come, wait, talk, vanish and come back; listeners too; the server starts anew."""

    def __init__(self) -> None:
        super().__init__()
        numbers = count(1)
        # ids break ties: counted instead of drawn, a failure can be played again
        self.ids = patch.object(clock, "new_id", lambda: f"id-{next(numbers):06}")
        self.ids.start()
        self.evening = Evening(Path(FOLDER.name))
        self.arrived: dict[str, datetime] = {}
        self.passes: dict[str, str] = {}
        """What seekers' browsers held when the server started anew."""
        self.stubs: dict[str, tuple[str, str]] = {}
        """What listeners' pages hold: of which chat, by whom."""
        self.apart: set[tuple[str, str]] = set()
        """Pairs that never meet again."""
        self.known: set[str] = set()
        """Every ticket that this life of the server has known."""

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

    # What may happen

    @precondition(lambda self: len(self.standing()) < MOST)
    @rule(
        age=st.sampled_from(["13-15", "adult", "adult", "undeclared"]),
        language=st.sampled_from(["en", "en", "es"]),
        topics=st.sampled_from([(), ("grief",), ("money", "grief")]),
        self_report=st.sampled_from(["no", "no", "thoughts", "now"]),
        first_message=st.sampled_from(["", "hello"]),
        page=st.booleans(),
    )
    def joins(self, age: str, *, page: bool, **wish: Any) -> None:
        ticket = done(self.evening.seeker(page=page, age_band=age, **wish))
        self.arrived[ticket] = self.now

    @precondition(lambda self: self.standing())
    @rule(who=PICK)
    def leaves(self, who: int) -> None:
        done(leave(self.node, self.pick(self.standing(), who), now=self.now))

    @precondition(lambda self: self.entries())
    @rule(who=PICK)
    def leaves_again(self, who: int) -> None:
        done(leave(self.node, self.pick(self.entries(), who), now=self.now))

    @precondition(lambda self: self.standing())
    @rule(who=PICK, age=st.sampled_from([AgeBand.YOUNGER_TEEN, AgeBand.ADULT]))
    def states_an_age(self, who: int, age: AgeBand) -> None:
        done(state_age(self.node, self.pick(self.standing(), who), age))

    @precondition(lambda self: any(page.startswith("seeker:") for page in self.evening.pages))
    @rule(who=PICK)
    def drops_the_page(self, who: int) -> None:
        self.evening.closes(self.pick([page for page in self.evening.pages if page.startswith("seeker:")], who))

    @precondition(lambda self: self.arrived)
    @rule(who=PICK)
    def returns(self, who: int) -> None:
        ticket = self.pick(list(self.arrived), who)
        entry = done(self.node.live.entry(ticket))
        token = pass_of(self.node, entry, now=self.now) if entry else self.passes.get(ticket)
        if token is None:
            return
        try:
            done(known_seeker(self.node, token, now=self.now))
        except TicketOver:
            return
        self.evening.opens(seeker_page(ticket), SeekerEvent)

    @rule(who=st.sampled_from(sorted(CAST)), state=st.sampled_from([*ShiftState, ShiftState.READY, ShiftState.READY]))
    def shifts(self, who: str, state: ShiftState) -> None:
        on_shift: Listener | None = done(self.node.live.listener(who))
        if state is ShiftState.OFF or (state is ShiftState.DRAINING and not self.node.chats_with(who)):
            done(self.node.live.drop_listener(who))
        elif on_shift is None:
            done(self.evening.listener(who, **facts(who)))
        else:
            done(self.evening.changes(who, state=state))

    @precondition(lambda self: any(page.startswith("listener:") for page in self.evening.pages))
    @rule(who=PICK)
    def closes_the_desk(self, who: int) -> None:
        self.evening.closes(self.pick([page for page in self.evening.pages if page.startswith("listener:")], who))

    @rule(who=st.sampled_from(sorted(CAST)))
    def opens_the_desk_with_every_stub_it_ever_got(self, who: str) -> None:
        if done(self.node.live.listener(who)) is None:
            done(self.node.live.put_listener(CAST[who]))
        self.evening.opens(listener_page(who), ListenerEvent)
        stubs = tuple(stub for listener, stub in self.stubs.values() if listener == who)
        person = Staff(id=who, name=CAST[who].name, role="listener", tier="full", password_hash="", totp_secret="")
        done(reopen_chats(self.node, person, stubs, now=self.now))

    @precondition(lambda self: done(self.node.live.offers()))
    @rule(which=PICK, accept=st.booleans())
    def answers(self, which: int, *, accept: bool) -> None:
        offer = self.pick(sorted(done(self.node.live.offers()), key=lambda one: (one.made, one.listener)), which)
        listener = done(self.node.live.listener(offer.listener))
        if listener is None:
            return
        try:
            done((accept_offer if accept else pass_offer)(self.node, listener, offer.id, now=self.now))
        except OfferGone:
            assert self.now >= offer.lapses

    @precondition(lambda self: done(self.node.live.offers()))
    @rule(which=PICK)
    def everybody_takes_what_is_offered(self, which: int) -> None:
        for _ in range(len(done(self.node.live.offers()))):
            self.answers(which, accept=True)

    @precondition(lambda self: self.chats())
    @rule(
        which=PICK,
        role=st.sampled_from(ROLES),
        text=st.sampled_from(["We had soup.", "I want to die", "yes"]),
        delivered=st.booleans(),
    )
    def says(self, which: int, role: Any, text: str, *, delivered: bool) -> None:
        chat = self.pick(self.chats(), which)
        try:
            message = done(self.evening.says(chat, role, text))
        except TooFast:
            return
        if delivered:
            for one in ROLES:
                chat.delivered(one, message.seq)

    @precondition(lambda self: self.chats())
    @rule(which=PICK, reason=st.sampled_from(["seekerEnded", "listenerEnded", "reported"]))
    def ends(self, which: int, reason: Any) -> None:
        chat = self.pick(self.chats(), which)
        done(end_chat(self.node, chat, reason, now=self.now))
        assert chat.after(0) == []

    @precondition(lambda self: self.chats())
    @rule(which=PICK)
    def changes_the_listener(self, which: int) -> None:
        chat = self.pick(self.chats(), which)
        done(put_back(self.node, chat, "changed", now=self.now))
        self.apart.add((chat.ticket, chat.listener))

    @rule(seconds=st.sampled_from([1, 5, 20, 30, 60, 300, 1_000]))
    def time_passes(self, seconds: int) -> None:
        self.evening.later(seconds=seconds)
        done(self.evening.tick())

    @rule()
    def the_line_moves(self) -> None:
        done(self.evening.tick())

    @rule()
    def the_server_starts_anew(self) -> None:
        self.passes = {one.ticket.id: pass_of(self.node, one, now=self.now) for one in self.standing()}
        self.evening.restart()
        self.known.clear()

    # What always holds

    @invariant()
    def a_ticket_is_in_one_chat_at_most(self) -> None:
        assert all(count == 1 for count in Counter(chat.ticket for chat in self.chats()).values())
        for chat in self.chats():
            entry = done(self.node.live.entry(chat.ticket))
            assert entry is not None
            assert (entry.chat, entry.ticket.state, entry.aftermath) == (chat.id, TicketState.MATCHED, None)

    @invariant()
    def nobody_holds_more_than_their_seats(self) -> None:
        offers = done(self.node.live.offers())
        for listener in done(self.node.live.listeners()):
            chats = self.node.chats_with(listener.id)
            held = len(chats) + sum(offer.listener == listener.id for offer in offers)
            assert listener.taken == held
            assert held <= listener.seats or any(chat.restarted for chat in chats)

    @invariant()
    def nobody_meets_whom_they_must_not(self) -> None:
        pairs = [(chat.ticket, chat.listener) for chat in self.chats()]
        pairs += [(offer.ticket, offer.listener) for offer in done(self.node.live.offers())]
        assert not self.apart & set(pairs)
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
            assert offers.pop(ticket.id, 0) == (1 if ticket.state is TicketState.OFFERED else 0)
            if entry.aftermath is not None:
                assert not ticket.in_line
            elif ticket.in_line:
                assert rung_of(ticket, now=self.now, rules=self.node.rules) in Rung
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

    def teardown(self) -> None:
        """Whatever happened: left alone, every visit comes to its end, is counted once, and is forgotten."""
        self.ids.stop()
        for _ in range(4 * 60):
            self.evening.later(minutes=1)
            done(self.evening.tick())
        assert (self.entries(), self.chats(), done(self.node.live.offers())) == ([], [], ())
        assert len(self.node.unwritten.rows) == len(self.known)
        assert all(listener.taken == 0 for listener in done(self.node.live.listeners()))


def facts(who: str) -> dict[str, Any]:
    """What a listener of the cast brings along."""
    one = CAST[who]
    names = ("languages", "topics", "opted_out", "seats", "tier", "cleared_for_minors")
    return {name: getattr(one, name) for name in names}


TheLine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_the_line = TheLine.TestCase
