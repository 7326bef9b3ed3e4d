"""Who is asked next, by whom, and what the offer says."""

from dataclasses import replace
from typing import Any

import pytest

from matching import AgeBand, Listener, Offer, Ticket, TicketState
from matching.ranking import fit, order
from tests.unit.matching.cast import MINUTE, NOW, RULES, SECOND, listener, ticket
from tests.unit.matching.stage import first_offer


def asked(waiting: list[Ticket], on_shift: list[Listener]) -> tuple[str, str] | None:
    """Which ticket is put to whom."""
    offer = first_offer(waiting, on_shift)
    return (offer.ticket.id, offer.listener.id) if offer else None


def test_the_longest_wait_comes_first() -> None:
    waiting = [ticket("late", waited=MINUTE), ticket("early", waited=2 * MINUTE)]
    assert asked(waiting, [listener()]) == ("early", "sam")


def test_the_head_of_the_line_comes_before_the_longest_wait() -> None:
    waiting = [ticket("early", waited=20 * MINUTE), ticket("back", waited=MINUTE, head=True)]
    assert asked(waiting, [listener()]) == ("back", "sam")


def test_the_id_breaks_a_tie() -> None:
    assert [one.id for one in sorted([ticket("b"), ticket("a")], key=order)] == ["a", "b"]


def test_a_ticket_that_nobody_can_take_holds_up_nobody() -> None:
    waiting = [ticket("minor", waited=9 * MINUTE, age_band=AgeBand.YOUNGER_TEEN), ticket("adult")]
    assert asked(waiting, [listener()]) == ("adult", "sam")


def test_an_absent_seeker_is_skipped_and_keeps_the_place() -> None:
    absent = ticket("early", waited=9 * MINUTE, seen=NOW - RULES.seen_within - SECOND)
    there = replace(absent, seen=NOW - RULES.seen_within)
    assert asked([absent, ticket("late")], [listener()]) == ("late", "sam")
    assert asked([there, ticket("late")], [listener()]) == ("early", "sam")


@pytest.mark.parametrize("state", [state for state in TicketState if state is not TicketState.WAITING])
def test_only_a_waiting_ticket_is_offered(state: TicketState) -> None:
    assert asked([ticket(state=state)], [listener()]) is None


@pytest.mark.parametrize(
    ("wish", "sam", "noor", "best"),
    [
        ({"topics": ("grief",)}, {"topics": {"money"}}, {"topics": {"grief"}}, "noor"),
        ({"topics": ("grief", "money")}, {"topics": {"money"}}, {"topics": {"grief"}}, "noor"),
        ({"topics": ("grief", "money")}, {"topics": {"money"}}, {"topics": {"family"}}, "sam"),
        ({"topics": ("grief",)}, {"topics": {"grief"}, "seats": 2, "taken": 1}, {"topics": {"family"}}, "sam"),
        ({}, {"seats": 2, "taken": 1}, {"seats": 3, "taken": 1}, "noor"),
        ({}, {"idle_since": NOW - MINUTE}, {"idle_since": NOW - 2 * MINUTE}, "noor"),
        ({}, {"idle_since": NOW - MINUTE}, {}, "sam"),
        ({}, {}, {}, "noor"),
        ({"declined": {"noor": NOW - 2 * MINUTE}}, {"idle_since": NOW}, {"idle_since": NOW - MINUTE}, "sam"),
        ({"declined": {"noor": NOW - 2 * MINUTE}, "topics": ("grief",)}, {}, {"topics": {"grief"}}, "sam"),
    ],
    ids=[
        "who knows the topic",
        "who knows the first topic",
        "who knows one topic",
        "the topic before the load",
        "the least loaded",
        "the longest idle",
        "who has been idle at all",
        "the id breaks a tie",
        "who has not declined",
        "not declined before the topic",
    ],
)
def test_of_those_who_may_the_best_is_asked(
    wish: dict[str, Any], sam: dict[str, Any], noor: dict[str, Any], best: str
) -> None:
    assert asked([ticket("t", **wish)], [listener("sam", **sam), listener("noor", **noor)]) == ("t", best)


@pytest.mark.parametrize(("ago", "outcome"), [(59 * SECOND, None), (60 * SECOND, ("t", "sam"))])
def test_who_declined_is_asked_again_only_after_a_minute(ago: Any, outcome: Any) -> None:
    assert asked([ticket("t", declined={"sam": NOW - ago})], [listener("sam")]) == outcome


def test_while_one_who_declined_rests_from_it_the_next_is_asked() -> None:
    waiting = [ticket("t", declined={"sam": NOW - SECOND})]
    assert asked(waiting, [listener("sam"), listener("noor")]) == ("t", "noor")


def test_an_offer_lapses_after_its_time_and_says_why() -> None:
    grief = ticket("t", topics=("grief",), waited=3 * MINUTE)
    knows = listener("sam", topics={"grief"})
    assert first_offer([grief], [knows]) == Offer(
        ticket=grief,
        listener=knows,
        made=NOW,
        lapses=NOW + RULES.offer,
        why="You know this topic; they have waited 3 min.",
    )


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({}, "You know this topic; they have waited 1 min."),
        ({"waited": 59 * SECOND}, "You know this topic; they have just come."),
        ({"topics": ("grief", "money")}, "You know one of the topics; they have waited 1 min."),
        ({"topics": ("grief",)}, "Nobody who knows the topic is free; they have waited 1 min."),
        (
            {"head": True, "since": NOW},
            "Their listener is gone; they have just come and stand at the head of the line.",
        ),
    ],
)
def test_each_offer_says_why_it_is_made(wish: dict[str, Any], why: str) -> None:
    offer = first_offer([ticket(**wish)], [listener(topics={"money"})])
    assert offer is not None
    assert offer.why == why


def test_the_same_facts_in_any_order_give_the_same_offer() -> None:
    waiting = [ticket("a"), ticket("b"), ticket("c", head=True)]
    on_shift = [listener("sam"), listener("noor"), listener("ida", taken=1, seats=2)]
    offers = {asked(waiting[::way], on_shift[::other]) for way in (1, -1) for other in (1, -1)}
    assert offers == {("c", "noor")}


@pytest.mark.parametrize(
    ("topics", "known", "expected"),
    [
        (("just-talk",), set(), 2),
        (("grief",), {"grief"}, 2),
        (("grief", "money"), {"money"}, 1),
        (("grief", "just-talk"), set(), 1),
        (("grief", "money"), {"grief", "money"}, 2),
        (("grief",), {"money"}, 0),
    ],
)
def test_fit_is_the_best_known_topic(topics: tuple[str, ...], known: set[str], expected: int) -> None:
    assert fit(ticket(topics=topics), listener(topics=frozenset(known))) == expected


def test_nobody_waiting_or_nobody_on_shift_is_no_offer() -> None:
    assert asked([], [listener()]) is None
    assert asked([ticket()], []) is None
