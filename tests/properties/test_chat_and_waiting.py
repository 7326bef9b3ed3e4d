from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.live.chat import ROLES, Chat, TooFast
from crisis import Watch
from matching import (
    AgeBand,
    Listener,
    Rules,
    ShiftState,
    Ticket,
    TicketState,
    may_serve,
    place_of,
    places_of,
)
from matching.ranking import order
from matching.waiting import wait_range
from tests.unit.matching.stage import first_offer

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
RULES = Rules()
SECOND = timedelta(seconds=1)

IDS = st.sampled_from("abcdefgh")
SOME_LISTENERS = st.frozensets(st.sampled_from(["sam", "noor", "ida"]), max_size=2)
AGO = st.integers(0, 1_200).map(lambda seconds: NOW - timedelta(seconds=seconds))
TICKET = st.builds(
    Ticket,
    id=IDS,
    arrived=AGO,
    language=st.sampled_from(["en", "es"]),
    topics=st.lists(st.sampled_from(["just-talk", "grief", "money"]), min_size=1, max_size=3, unique=True).map(tuple),
    age_band=st.sampled_from([band for band in AgeBand if band is not AgeBand.UNDER_13]),
    seen=st.integers(0, 40).map(lambda seconds: NOW - timedelta(seconds=seconds)),
    urgency=st.integers(0, 4),
    state=st.sampled_from([TicketState.WAITING, TicketState.WAITING, TicketState.OFFERED, TicketState.MATCHED]),
    head=st.booleans(),
    declined=st.dictionaries(st.sampled_from(["sam", "noor", "ida"]), AGO, max_size=2),
    blocked=SOME_LISTENERS,
)
LINE = st.lists(TICKET, max_size=8, unique_by=lambda ticket: ticket.id)
ON_SHIFT = st.lists(
    st.builds(
        Listener,
        id=st.sampled_from(["sam", "noor", "ida"]),
        name=st.just("Sam"),
        languages=st.frozensets(st.sampled_from(["en", "es"]), min_size=1),
        topics=st.frozensets(st.sampled_from(["grief", "money"])),
        opted_out=st.frozensets(st.sampled_from(["grief", "money"]), max_size=1),
        seats=st.integers(1, 3),
        taken=st.integers(0, 3),
        cleared_for_minors=st.booleans(),
        state=st.sampled_from([ShiftState.READY, ShiftState.READY, ShiftState.AWAY]),
    ),
    max_size=3,
    unique_by=lambda listener: listener.id,
)


@given(LINE, ON_SHIFT)
def test_an_offer_breaks_no_hard_filter_and_jumps_over_nobody_who_could_be_served(
    line: list[Ticket], on_shift: list[Listener]
) -> None:
    offer = first_offer(line, on_shift)

    def could(ticket: Ticket, listener: Listener) -> bool:
        declined = ticket.declined.get(listener.id)
        rested = declined is None or NOW - declined >= RULES.asked_again_after
        return rested and may_serve(ticket, listener, now=NOW) is None

    servable = [
        ticket
        for ticket in line
        if ticket.state is TicketState.WAITING
        and NOW - ticket.seen <= RULES.seen_within
        and any(could(ticket, one) for one in on_shift)
    ]
    if offer is None:
        assert servable == []
    else:
        assert offer.ticket == min(servable, key=order)
        assert could(offer.ticket, offer.listener)


@given(LINE, ON_SHIFT, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_no_offer(line: list[Ticket], on_shift: list[Listener], chance: object) -> None:
    offer = first_offer(line, on_shift)
    chance.shuffle(line)  # type: ignore[attr-defined]
    chance.shuffle(on_shift)  # type: ignore[attr-defined]
    assert first_offer(line, on_shift) == offer


@given(LINE.filter(bool), ON_SHIFT)
def test_a_lapse_returns_to_the_same_place(line: list[Ticket], on_shift: list[Listener]) -> None:
    asked = line[0] if line[0].state is TicketState.WAITING else line[0].returned()
    rest = line[1:]
    before = place_of(asked, [asked, *rest], on_shift, [])
    offered = asked.offered()
    back = offered.declined_by("sam", at=NOW)
    assert place_of(offered, [offered, *rest], on_shift, []) == before
    assert place_of(back, [back, *rest], on_shift, []) == before
    assert order(back) == order(asked)


@given(LINE, ON_SHIFT)
def test_places_of_one_language_and_age_count_up_without_gaps(line: list[Ticket], on_shift: list[Listener]) -> None:
    alike = [ticket for ticket in line if ticket.in_line and not ticket.blocked and ticket.urgency == 0]
    alike = [ticket for ticket in alike if ticket.topics == ("just-talk",) and ticket.age_band is AgeBand.ADULT]
    alike = [ticket for ticket in alike if ticket.language == "en"]
    places = [place_of(ticket, alike, on_shift, []).position for ticket in sorted(alike, key=order)]
    assert places == list(range(1, len(alike) + 1))


@given(LINE, ON_SHIFT)
def test_places_counted_at_once_are_those_counted_one_by_one(line: list[Ticket], on_shift: list[Listener]) -> None:
    alone = {ticket.id: place_of(ticket, line, on_shift, []) for ticket in line if ticket.in_line}
    assert places_of(line, on_shift, []) == alone


@given(st.lists(st.integers(0, 3_600).map(lambda seconds: timedelta(seconds=seconds)), max_size=60))
def test_a_wait_range_lies_within_what_was_waited(recent: list[timedelta]) -> None:
    low, high = wait_range(recent)
    if low is None or high is None:
        assert len(recent) < 5
        return
    within = sum(low <= wait <= high for wait in recent)
    assert min(recent) <= low <= high <= max(recent)
    assert within >= 0.8 * len(recent)


REFS = st.integers(0, 12).map(lambda number: f"ref-{number:04}")
TURNS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.sampled_from(ROLES), REFS),
        st.tuples(st.just("delivered"), st.sampled_from(ROLES), st.integers(0, 20)),
        st.tuples(st.just("lost"), st.sampled_from(ROLES), st.just(0)),
    ),
    max_size=60,
)


@given(TURNS, st.integers(1, 8))
def test_whoever_reconnects_misses_nothing_and_gets_nothing_twice(turns: list[tuple], ring: int) -> None:
    """Two pages that lose their socket now and then, and ask for what came after the last they hold."""
    chat = Chat(
        id="c", epoch="e", ticket="t", listener="sam", listener_name="Sam", opened=NOW, watch=Watch(), ring=ring
    )
    pages: dict[str, list[int]] = {role: [] for role in ROLES}
    refs: dict[tuple[str, str], int] = {}
    for number, (what, role, said) in enumerate(turns):
        if what == "post":
            try:
                message, new = chat.post(role, ref=said, text=f"text {number}", at=NOW + number * 5 * SECOND)
            except TooFast:
                assert len(chat.after(0)) == ring
                continue
            assert new == ((role, said) not in refs)
            assert refs.setdefault((role, said), message.seq) == message.seq
        elif what == "delivered":
            chat.delivered(role, min(said, max(pages[role], default=0)))
        else:
            last = max(pages[role], default=0)
            pages[role] += [message.seq for message in chat.after(last)]
            chat.delivered(role, max(pages[role], default=0))
    seqs = [message.seq for message in chat.after(0)]
    assert seqs == list(range(chat.seq - len(seqs) + 1, chat.seq + 1))
    assert sorted(refs.values()) == list(range(1, chat.seq + 1))
    for page in pages.values():
        assert page == sorted(set(page))


@given(st.lists(st.tuples(st.sampled_from(ROLES), st.integers(0, 9)), max_size=40), st.integers(0, 50))
def test_acknowledgements_only_grow(acks: list[tuple], count: int) -> None:
    chat = Chat(id="c", epoch="e", ticket="t", listener="sam", listener_name="Sam", opened=NOW, watch=Watch())
    for number in range(min(count, 9)):
        chat.post("seeker", ref=f"ref-{number:04}", text="a", at=NOW + number * SECOND)
    for role, seq in acks:
        before = chat.sides[role].delivered
        news = chat.delivered(role, seq)
        after = chat.sides[role].delivered
        assert (after > before) == news
        assert before <= after <= chat.seq
