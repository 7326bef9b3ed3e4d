"""The whole line on the real services, under any order of events."""

from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from app.identity.seeker_pass import PassUnknown
from app.live.chat import ROLES, TooFast
from app.live.hub import listener_page, seeker_page
from app.live.interface import OfferGone
from app.live.notes import OnDuty
from app.records.tables import Staff
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.hand_over import hand_over, stay_on
from app.services.chat.post_message import take_moment
from app.services.know import known_seeker
from app.services.line.answer_offer import accept_offer, pass_offer
from app.services.line.come_back import TicketOver
from app.services.line.join_line import state_age
from app.services.line.keep_door import LineClosed
from app.services.line.leave_line import leave
from app.services.shift.take_shift import reopen_chats
from app.services.show import pass_of
from app.wire.events import ListenerEvent, SeekerEvent
from matching import AgeBand, Door, Listener, ListenerTier, ShiftState
from tests.properties.line_world import CAST, LineWorld, done

MOST = 6
"""Tickets at once: enough for every conflict, few enough to read a failure."""
PICK = st.integers(0, 99)


class TheLine(LineWorld):
    """People come, wait, talk, vanish and come back; listeners too; the server starts anew."""

    @initialize(on_shift=st.sets(st.sampled_from(sorted(CAST)), min_size=1))
    def the_evening_begins(self, on_shift: set[str]) -> None:
        for who in sorted(on_shift):
            done(self.evening.listener(who, **facts(who)))

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
        try:
            ticket = done(self.evening.seeker(page=page, age_band=age, **wish))
        except LineClosed:
            assert self.node.doorway.stands is Door.CLOSED
            return
        self.arrived[ticket] = self.now
        self.here.add(ticket)
        done(self.evening.tick())

    @rule()
    def a_coordinator_is_on_duty(self) -> None:
        """For a minute: then nobody is, until one is heard of again."""
        done(self.node.live.notes.put(OnDuty(id="kim", name="Kim", seen=self.now)))
        done(self.evening.tick())

    @rule()
    def the_line_moves(self) -> None:
        done(self.evening.tick())
        if not self.node.supervised(self.now):
            asked = {offer.listener for offer in done(self.node.live.offers())}
            assert not {one for one in asked if CAST[one].tier is ListenerTier.PROBATION}

    @precondition(lambda self: self.entries())
    @rule(who=PICK)
    def leaves(self, who: int) -> None:
        done(leave(self.node, self.pick(self.entries(), who), now=self.now))

    @precondition(lambda self: self.standing())
    @rule(who=PICK, age=st.sampled_from([AgeBand.YOUNGER_TEEN, AgeBand.ADULT]))
    def states_an_age(self, who: int, age: AgeBand) -> None:
        done(state_age(self.node, self.pick(self.standing(), who), age))

    @precondition(lambda self: self.evening.pages)
    @rule(whose=PICK)
    def a_page_is_gone(self, whose: int) -> None:
        self.evening.closes(self.pick(list(self.evening.pages), whose))

    @precondition(lambda self: self.arrived)
    @rule(who=PICK)
    def returns(self, who: int) -> None:
        ticket = self.pick(list(self.arrived), who)
        entry = done(self.node.live.entry(ticket)) if ticket in self.here else None
        token = self.passes.get(ticket) or (pass_of(self.node, entry, now=self.now) if entry else None)
        try:
            done(known_seeker(self.node, token, now=self.now))
        except (PassUnknown, TicketOver):
            return
        self.here.add(ticket)
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
        done(self.evening.tick())

    @rule(who=st.sampled_from(sorted(CAST)))
    def opens_the_desk_with_every_stub_it_ever_got(self, who: str) -> None:
        if done(self.node.live.listener(who)) is None:
            done(self.node.live.put_listener(CAST[who]))
        self.evening.opens(listener_page(who), ListenerEvent)
        stubs = tuple(stub for listener, stub in self.stubs.values() if listener == who)
        person = Staff(id=who, name=CAST[who].name, role="listener", tier="full", password_hash="", totp_secret="")
        done(reopen_chats(self.node, person, stubs, now=self.now))

    @precondition(lambda self: done(self.node.live.offers()))
    @rule(which=PICK, accept=st.sampled_from([True, True, False]))
    def answers(self, which: int, *, accept: bool) -> None:
        offer = self.pick(sorted(done(self.node.live.offers()), key=lambda one: (one.made, one.listener)), which)
        listener = done(self.node.live.listener(offer.listener))
        if listener is None:
            return
        try:
            done((accept_offer if accept else pass_offer)(self.node, listener, offer.id, now=self.now))
        except OfferGone:
            assert self.now >= offer.lapses

    @precondition(lambda self: self.standing())
    @rule(later=st.sampled_from([0, 0, 61, 601]))
    def everybody_takes_what_is_offered(self, later: int) -> None:
        """Whoever is there comes out of a rest, and the line moves."""
        self.evening.later(seconds=later)
        done(self.evening.tick())
        for _ in range(len(done(self.node.live.offers()))):
            if done(self.node.live.offers()):  # an urgent one was put to two
                self.answers(0, accept=True)

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

    @precondition(lambda self: any(chat.ticket in self.here for chat in self.chats()))
    @rule(which=PICK)
    def changes_the_listener(self, which: int) -> None:
        chat = self.pick([chat for chat in self.chats() if chat.ticket in self.here], which)
        done(put_back(self.node, chat, "changed", now=self.now))
        self.apart.add((chat.ticket, chat.listener))

    @precondition(lambda self: self.chats())
    @rule(which=PICK)
    def a_page_answers(self, which: int) -> None:
        self.pick(self.chats(), which).answered = True

    @precondition(lambda self: self.chats())
    @rule(which=PICK, stays=st.booleans())
    def hands_over(self, which: int, *, stays: bool) -> None:
        chat = self.pick(self.chats(), which)
        done(stay_on(self.node, chat) if stays else hand_over(self.node, chat, "", now=self.now))

    @precondition(lambda self: self.chats())
    @rule(which=PICK, role=st.sampled_from(ROLES))
    def needs_a_moment(self, which: int, role: Any) -> None:
        take_moment(self.node, self.pick(self.chats(), which), role, now=self.now)

    @rule(door=st.sampled_from([None, None, Door.CLOSED]))
    def the_door(self, door: Door | None) -> None:
        self.node.doorway.told = door
        done(self.evening.tick())

    @rule(seconds=st.sampled_from([1, 5, 20, 30, 60, 300, 1_000]))
    def time_passes(self, seconds: int) -> None:
        self.evening.later(seconds=seconds)
        done(self.evening.tick())

    @precondition(lambda self: self.standing())
    @rule(first=st.sampled_from(["seekers", "listeners", "nobody"]))
    def the_server_starts_anew(self, first: str) -> None:
        self.passes = {ticket: token for ticket, token in self.passes.items() if ticket not in self.here}
        self.passes |= {
            one.ticket.id: pass_of(self.node, one, now=self.now)
            for one in self.standing()
            if one.ticket.id in self.here
        }
        self.evening.restart()
        self.postgres_is_away()
        self.known.clear()
        self.here.clear()
        if first == "seekers":
            for number in range(len(self.arrived)):
                self.returns(number)
        elif first == "listeners":
            for who in sorted({listener for listener, _ in self.stubs.values()}):
                self.opens_the_desk_with_every_stub_it_ever_got(who)


def facts(who: str) -> dict[str, Any]:
    """What a listener of the cast brings along."""
    one = CAST[who]
    names = ("languages", "topics", "opted_out", "seats", "tier", "cleared_for_minors", "burst")
    return {name: getattr(one, name) for name in names}


def test_the_line_keeps_its_promises_whatever_happens(tmp_path: Path) -> None:
    tries = settings(max_examples=60, stateful_step_count=40, deadline=None)
    run_state_machine_as_test(lambda: TheLine(tmp_path), settings=tries)  # type: ignore[no-untyped-call]
