"""The whole line under every event and clock move: no rule is ever broken, nobody is forgotten, a log plays again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from matching import AgeBand, Listener, ListenerTier, Matcher, Offer, Policy, ShiftState, Ticket, TicketState, replay
from matching.events import (
    BreakOver,
    ListenerChanged,
    ListenerOff,
    ListenerOn,
    OfferAccepted,
    OfferLapsed,
    OfferPassed,
    OfferWithdrawn,
    SeatFreed,
    SeatTaken,
    SeekerAbsent,
    SeekerSeen,
    TicketChanged,
    TicketGone,
    TicketJoined,
    TimePassed,
)
from matching.ranking import URGENT, may_ever_serve
from tests.properties.matcher_world import RELATED, World

LANGUAGES = ["en", "es", "pt"]
TOPICS = ["just-talk", "grief", "family", "school"]
WHO = [f"l{number}" for number in range(6)]

some_topics = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2, unique=True)


class Evening(RuleBasedStateMachine):
    """Any evening: people come, drop, return and leave; listeners change, rest and let things lapse."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(policy=Policy(rare_below=0.4, doubted_from=4))
        self.count = 0

    def pick(self, among: Any, data: Any) -> Any:
        return data.draw(st.sampled_from(sorted(among)))

    @rule(
        language=st.sampled_from(LANGUAGES),
        topics=some_topics,
        band=st.sampled_from([AgeBand.ADULT, AgeBand.ADULT, AgeBand.OLDER_TEEN, AgeBand.UNDECLARED]),
        urgency=st.integers(0, 4),
        head=st.booleans(),
        connected=st.booleans(),
        self_reported=st.booleans(),
        ago=st.sampled_from([0, 0, 0, 50, 400, 900]),
    )
    def joins(self, *, language: str, topics: list[str], ago: int, connected: bool, **facts: Any) -> None:
        world = self.world
        self.count += 1
        ticket = Ticket(
            id=f"t{self.count}",
            arrived=world.now - timedelta(seconds=ago),
            seen=world.now,
            language=language,
            topics=tuple(topics),
            age_band=facts.pop("band"),
            **facts,
        )
        world.line[ticket.id] = ticket
        world.seen[ticket.id] = None if connected else world.now
        world.tell(TicketJoined(ticket, connected=connected))

    @precondition(lambda self: self.world.line)
    @rule(data=st.data(), connected=st.booleans())
    def is_seen(self, *, data: Any, connected: bool) -> None:
        ticket = self.pick(self.world.line, data)
        self.world.absent.discard(ticket)
        self.world.seen[ticket] = None if connected else self.world.now
        self.world.tell(SeekerSeen(ticket, connected=connected))

    @precondition(lambda self: self.world.line)
    @rule(data=st.data())
    def drops(self, data: Any) -> None:
        ticket = self.pick(self.world.line, data)
        self.world.absent.add(ticket)
        self.world.tell(SeekerAbsent(ticket))

    @precondition(lambda self: self.world.line)
    @rule(data=st.data())
    def leaves(self, data: Any) -> None:
        self.world.tell(TicketGone(self.pick(self.world.line, data)))

    @precondition(lambda self: self.world.line)
    @rule(data=st.data(), urgency=st.integers(0, 4), topics=some_topics, blocked=st.sampled_from(WHO))
    def changes(self, data: Any, urgency: int, topics: list[str], blocked: str) -> None:
        ticket = self.world.line[self.pick(self.world.line, data)]
        changed = replace(
            ticket,
            urgency=max(urgency, ticket.urgency),
            topics=tuple(topics),
            blocked=ticket.blocked | {blocked},
        )
        self.world.line[ticket.id] = changed
        self.world.tell(TicketChanged(changed))
        assert all(
            may_ever_serve(changed, self.world.on[listener]) is None
            for one, listener in self.world.offers
            if one == changed.id
        )

    listener_facts = st.fixed_dictionaries(
        {
            "languages": st.sets(st.sampled_from(LANGUAGES), min_size=1).map(frozenset),
            "topics": st.sets(st.sampled_from(TOPICS[1:])).map(frozenset),
            "opted_out": st.sampled_from([frozenset(), frozenset(), frozenset({"school"}), frozenset({"grief"})]),
            "seats": st.integers(1, 3),
            "tier": st.sampled_from(ListenerTier),
            "cleared_for_minors": st.booleans(),
            "burst": st.booleans(),
            "in_crisis": st.sampled_from([False, False, True]),
            "suspended": st.sampled_from([False, False, False, True]),
        }
    )

    @rule(id_=st.sampled_from(WHO), facts=listener_facts, held=st.integers(0, 2), data=st.data())
    def comes_on(self, id_: str, facts: Any, held: int, data: Any) -> None:
        world = self.world
        if id_ in world.on:
            return self.is_changed(id_, facts, data)
        world.chats[id_] = held
        world.lapses[id_] = 0
        world.on[id_] = Listener(id=id_, name=id_, state=ShiftState.READY, taken=held, **facts)
        world.tell(ListenerOn(world.on[id_]))
        return None

    def is_changed(self, id_: str, facts: Any, data: Any) -> None:
        world = self.world
        state = data.draw(st.sampled_from([ShiftState.READY, ShiftState.READY, ShiftState.AWAY, ShiftState.DRAINING]))
        rest = data.draw(st.sampled_from([None, None, 30, 600]))
        duty = data.draw(st.sampled_from([None, None, -1, 120]))
        if world.on[id_].state is not ShiftState.READY:
            world.lapses[id_] = 0
        world.on[id_] = replace(
            world.on[id_],
            state=state,
            resting_until=world.now + timedelta(seconds=rest) if rest else None,
            duty_ends=world.now + timedelta(seconds=duty) if duty else None,
            **facts,
        )
        world.tell(ListenerChanged(world.on[id_]))
        assert all(
            may_ever_serve(world.line[ticket], world.on[id_]) is None
            for ticket, listener in world.offers
            if listener == id_
        )

    @precondition(lambda self: self.world.on)
    @rule(data=st.data())
    def goes_off(self, data: Any) -> None:
        listener = self.pick(self.world.on, data)
        del self.world.on[listener]
        self.world.tell(ListenerOff(listener))
        assert all(one != listener for _, one in self.world.offers)

    @precondition(lambda self: self.world.on)
    @rule(data=st.data())
    def ends_break(self, data: Any) -> None:
        listener = self.pick(self.world.on, data)
        if self.world.on[listener].state is not ShiftState.READY:
            self.world.lapses[listener] = 0
        self.world.on[listener] = replace(self.world.on[listener], resting_until=None)
        self.world.tell(BreakOver(listener))

    @precondition(lambda self: any(self.world.chats[one] for one in self.world.on))
    @rule(data=st.data())
    def chat_ends(self, data: Any) -> None:
        listener = self.pick([one for one in self.world.on if self.world.chats[one]], data)
        self.world.chats[listener] -= 1
        self.world.tell(SeatFreed(listener))

    @precondition(lambda self: self.world.on)
    @rule(data=st.data())
    def chat_reopens(self, data: Any) -> None:
        listener = self.pick(self.world.on, data)
        self.world.chats[listener] += 1
        self.world.tell(SeatTaken(listener))

    @precondition(lambda self: self.world.offers)
    @rule(data=st.data())
    def accepts(self, data: Any) -> None:
        ticket, listener = self.pick(self.world.offers, data)
        self.world.lapses[listener] = 0
        self.world.tell(OfferAccepted(ticket, listener))
        assert all(one != ticket for one, _ in self.world.offers), "the second listener was not thanked"

    @precondition(lambda self: self.world.offers)
    @rule(data=st.data(), late=st.booleans())
    def declines(self, *, data: Any, late: bool) -> None:
        world, pair = self.world, self.pick(self.world.offers, data)
        del world.offers[pair]
        world.declined[pair] = world.now
        world.lapses[pair[1]] = world.lapses[pair[1]] + 1 if late else 0
        world.tell((OfferLapsed if late else OfferPassed)(*pair))

    @precondition(lambda self: self.world.offers)
    @rule(data=st.data())
    def store_refuses(self, data: Any) -> None:
        pair = self.pick(self.world.offers, data)
        ticket, listener = pair
        del self.world.offers[pair]
        self.world.tell(OfferWithdrawn(ticket, listener))

    @precondition(lambda self: self.world.matched)
    @rule(data=st.data(), without=st.sampled_from([*WHO, None]))
    def comes_back_at_the_head(self, data: Any, without: str | None) -> None:
        world, id_ = self.world, self.pick(self.world.matched, data)
        world.matched.discard(id_)
        told = (event.ticket for event, _ in reversed(world.log) if isinstance(event, TicketJoined | TicketChanged))
        old = next(ticket for ticket in told if ticket.id == id_)
        back = replace(old, state=TicketState.MATCHED, seen=world.now).back_at_head(at=world.now, without=without)
        world.line[id_], world.seen[id_] = back, None
        world.absent.discard(id_)
        world.paged[id_] = world.overtaken[id_] = 0
        world.declined = {pair: at for pair, at in world.declined.items() if pair[0] != id_}
        world.tell(TicketJoined(back, connected=True))

    @precondition(lambda self: self.world.line)
    @rule(data=st.data())
    def page_comes_again_as_it_was(self, data: Any) -> None:
        world, id_ = self.world, self.pick(self.world.line, data)
        world.seen[id_], world.paged[id_], world.overtaken[id_] = None, 0, 0
        world.absent.discard(id_)
        world.declined = {pair: at for pair, at in world.declined.items() if pair[0] != id_}
        world.tell(TicketJoined(world.line[id_], connected=True))

    @rule(seconds=st.sampled_from([0.3, 1, 5, 19.999999, 20, 26, 60, 120, 301, 700]))
    def time_passes(self, seconds: float) -> None:
        self.clock_to(self.world.now + timedelta(seconds=seconds))

    def clock_to(self, then: Any) -> None:
        """As the service does: come back at each next wake."""
        world = self.world
        while (wake := world.matcher.next_wake) is not None and wake <= then:
            world.now = max(world.now, wake)
            world.tell(TimePassed())
        world.now = then
        world.tell(TimePassed())

    @invariant()
    def no_offer_outlives_its_time(self) -> None:
        assert all(self.world.now < offer.lapses for offer in self.world.offers.values())

    @invariant()
    def nobody_is_offered_where_a_young_age_or_a_block_forbids_it(self) -> None:
        """C27, said without the matcher's own words for it."""
        for ticket, listener in self.world.offers:
            wanted, asked = self.world.line[ticket], self.world.on[listener]
            assert wanted.age_band is AgeBand.ADULT or asked.cleared_for_minors
            assert listener not in wanted.blocked

    @invariant()
    def an_urgent_ticket_is_never_with_probation(self) -> None:
        for ticket, listener in self.world.offers:
            if self.world.line[ticket].urgency >= URGENT:
                assert self.world.on[listener].tier is not ListenerTier.PROBATION

    def teardown(self) -> None:
        """Everybody's wait comes to an end, and the log gives the same decisions again."""
        world = self.world
        for listener in sorted(world.on):
            del world.on[listener]
            world.tell(ListenerOff(listener))
        self.clock_to(world.now + timedelta(minutes=31))
        assert not world.line, "somebody was forgotten"
        again = replay(world.log, Matcher(policy=world.policy, rules=world.rules, related=RELATED))
        assert again == world.decided


TestEvening = pytest.mark.proves("C27")(Evening.TestCase)
TestEvening.settings = settings(
    max_examples=100,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@given(
    older=st.integers(0, 5),
    urgencies=st.lists(st.sampled_from([0, 2, 3, 4]), min_size=40, max_size=40),
    knows=st.booleans(),
)
def test_a_ticket_is_overtaken_by_at_most_three_for_itself_and_each_older_one(
    older: int, urgencies: list[int], *, knows: bool
) -> None:
    """However urgent and fitting later arrivals are: with `older` before it, it has seat 4 x (older + 1)."""
    world = World()
    world.on["sam"] = Listener(
        id="sam",
        name="Sam",
        languages=frozenset({"en"}),
        topics=frozenset({"grief"}),
        state=ShiftState.READY,
        taken=1,
    )
    world.chats["sam"] = 1
    world.tell(ListenerOn(world.on["sam"]))
    for number in range(older + 1):
        join(world, f"old-{number}", 0, "school")
        world.now += timedelta(seconds=1)
    world.now += world.policy.overdue_after
    seats = 0
    for number, urgency in enumerate(urgencies):
        join(world, f"new-{number:02}", urgency, "grief" if knows else "school")
        world.chats["sam"] -= 1
        [offer] = world.tell(SeatFreed("sam"))
        assert isinstance(offer, Offer)
        seats += 1
        world.tell(OfferAccepted(offer.ticket.id, "sam"))
        if offer.ticket.id == f"old-{older}":
            break
    assert seats <= 4 * (older + 1)


def join(world: World, id_: str, urgency: int, topic: str) -> None:
    """Somebody whose page stays."""
    ticket = Ticket(
        id=id_,
        arrived=world.now,
        seen=world.now,
        language="en",
        topics=(topic,),
        age_band=AgeBand.ADULT,
        urgency=urgency,
    )
    world.line[id_], world.seen[id_] = ticket, None
    world.tell(TicketJoined(ticket, connected=True))
