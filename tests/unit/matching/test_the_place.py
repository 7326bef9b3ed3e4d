"""The honest place, and when a range may be shown."""

from typing import Any

import pytest

from matching import AgeBand, Place, ShiftState, Ticket, TicketState, place_of, places_of
from matching.waiting import EASE, Past, crowd_of, range_like, wait_range
from tests.unit.matching.cast import MINUTE, SECOND, listener, ticket

ENGLISH = listener("sam")
SPANISH = listener("ana", languages=frozenset({"es"}))
CLEARED = listener("ida", cleared_for_minors=True)


def earlier(id_: str, **facts: Any) -> Ticket:
    return ticket(id_, waited=9 * MINUTE, **facts)


@pytest.mark.parametrize(
    ("others", "on_shift", "position"),
    [
        ([], [ENGLISH], 1),
        ([earlier("a"), earlier("b")], [ENGLISH], 3),
        ([ticket("a", waited=0 * MINUTE)], [ENGLISH], 1),
        ([ticket("a", waited=0 * MINUTE, head=True)], [ENGLISH], 2),
        ([earlier("a", state=TicketState.OFFERED)], [ENGLISH], 2),
        ([earlier("a", state=TicketState.MATCHED)], [ENGLISH], 1),
        ([earlier("a", language="es")], [ENGLISH, SPANISH], 1),
        ([earlier("a", language="es")], [listener(languages=frozenset({"en", "es"}))], 2),
        ([earlier("a", age_band=AgeBand.YOUNGER_TEEN)], [ENGLISH], 1),
        ([earlier("a", age_band=AgeBand.YOUNGER_TEEN)], [CLEARED], 2),
        ([earlier("a", blocked=frozenset({"sam"}))], [ENGLISH], 1),
        ([earlier("a"), earlier("b", language="es")], [], 2),
    ],
    ids=[
        "nobody else",
        "who came before",
        "not who came after",
        "the head of the line",
        "who is being asked",
        "not who talks already",
        "not another language",
        "a language of the same listener",
        "not a minor whom no listener of mine may take",
        "a minor whom my listener may take",
        "not who never meets my listener",
        "nobody on shift: the same language",
    ],
)
def test_only_competitors_stand_before(others: list[Ticket], on_shift: list[Any], position: int) -> None:
    me = ticket("me")
    assert place_of(me, [*others, me], on_shift, []).position == position


WAITS = [minutes * MINUTE for minutes in (9, 1, 3, 5, 7)]


def test_a_place_with_enough_waits_and_somebody_eligible_has_a_range() -> None:
    busy = listener("noor", taken=1, resting_until=None)
    away = listener("ann", state=ShiftState.AWAY)
    assert place_of(ticket(), [ticket()], [ENGLISH, SPANISH, busy, away], WAITS) == Place(
        position=1, eligible=2, low=1 * MINUTE, high=9 * MINUTE
    )


@pytest.mark.parametrize(("on_shift", "recent"), [([ENGLISH], WAITS[:4]), ([SPANISH], WAITS), ([], WAITS)])
def test_no_range_without_enough_waits_or_anybody_eligible(on_shift: list[Any], recent: list[Any]) -> None:
    place = place_of(ticket(), [], on_shift, recent)
    assert (place.low, place.high) == (None, None)


def test_the_range_is_the_middle_eight_tenths() -> None:
    assert wait_range([minutes * MINUTE for minutes in range(11)]) == (1 * MINUTE, 9 * MINUTE)
    assert wait_range([minutes * MINUTE for minutes in reversed(range(101))]) == (10 * MINUTE, 90 * MINUTE)


SPANISH_ONLY, BOTH = frozenset({"es"}), frozenset({"en", "es"})


def busy(id_: str, **facts: Any) -> Any:
    return listener(id_, taken=1, **facts)


@pytest.mark.parametrize(
    ("me", "line", "on_shift", "crowd"),
    [
        ({}, [], [ENGLISH], 0.0),
        ({}, [], [busy("sam")], 1.0),
        ({}, [earlier("a")], [busy("sam"), busy("noor")], 1.0),
        ({}, [earlier("a"), earlier("b")], [busy("sam", seats=2)], 1.0),
        ({"urgency": 3}, [earlier("a")], [busy("sam")], 0.0),
        ({"urgency": 2}, [earlier("a"), earlier("b")], [busy("sam")], 1.5),
        ({}, [], [SPANISH], None),
        ({}, [earlier("a", state=TicketState.OFFERED)], [busy("sam")], 1.0),
        ({}, [earlier("a", language="es")], [busy("sam"), busy("ana", languages=SPANISH_ONLY)], 1.0),
        (
            {},
            [earlier("a", language="es")] * 4,
            [busy("sam", languages=BOTH), busy("ana", languages=SPANISH_ONLY)],
            3.0,
        ),
        ({}, [earlier("a", age_band=AgeBand.OLDER_TEEN)], [busy("ida", cleared_for_minors=True), busy("sam")], 1.0),
        (
            {"age_band": AgeBand.OLDER_TEEN},
            [earlier("a")] * 2,
            [busy("ida", cleared_for_minors=True), busy("sam")],
            2.0,
        ),
    ],
    ids=[
        "a free seat",
        "next",
        "two seats",
        "one seat left",
        "urgent",
        "elevated",
        "nobody eligible",
        "who is being asked holds a seat already",
        "not another language",
        "half of another language's seats are mine too",
        "a minor before an adult is wholly before",
        "of two adults before a minor one takes a seat that serves minors",
    ],
)
def test_the_crowd_is_people_per_seat(me: Any, line: list[Ticket], on_shift: list[Any], crowd: float | None) -> None:
    assert crowd_of(ticket("me", **me), line, on_shift) == crowd


def test_the_range_is_from_those_who_came_into_a_like_crowd() -> None:
    calm = [Past(0.0, seconds * SECOND) for seconds in range(100)]
    crowded = [Past(2.0, (600 + seconds) * SECOND) for seconds in range(100)]
    assert range_like([*calm, *crowded], 0.0) == (9 * SECOND, 90 * SECOND)
    assert range_like([*calm, *crowded], 2.0) == (609 * SECOND, 690 * SECOND)


def test_of_the_same_crowd_the_latest_make_the_range() -> None:
    past = [Past(crowd, seconds * SECOND) for seconds in range(150) for crowd in (0.0, 3.0)]
    assert range_like(past, 0.0) == (59 * SECOND, 140 * SECOND)


def test_waits_are_carried_over_to_a_crowd_that_never_was() -> None:
    past = [Past(1.0, (600 + seconds) * SECOND) for seconds in range(100)]
    low, high = range_like(past, 2 * (1 + EASE) - EASE)
    assert (low, high) == (2 * 609 * SECOND, 2 * 690 * SECOND)


def test_everybodys_place_is_the_place_of_each() -> None:
    on_shift = [busy("sam"), busy("ida", languages=BOTH, cleared_for_minors=True), busy("ana", languages=SPANISH_ONLY)]
    line = [
        ticket("a", waited=5 * MINUTE),
        ticket("b", waited=4 * MINUTE, language="es"),
        ticket("c", waited=3 * MINUTE, age_band=AgeBand.OLDER_TEEN),
        ticket("d", waited=2 * MINUTE, state=TicketState.OFFERED),
        ticket("e", waited=1 * MINUTE, urgency=2),
        ticket("f", waited=1 * MINUTE, language="pt"),
    ]
    past = [Past(number / 10, number * SECOND) for number in range(40)]
    each = {one.id: place_of(one, line, on_shift, WAITS, past) for one in line}
    assert places_of(line, on_shift, WAITS, past) == each


def test_a_place_uses_the_like_past_when_there_is_enough_of_it() -> None:
    past = [Past(0.0, number * SECOND) for number in range(20)]
    assert place_of(ticket(), [], [ENGLISH], WAITS, past).high == 18 * SECOND
    assert place_of(ticket(), [], [ENGLISH], WAITS, past[:19]).high == 9 * MINUTE
    assert place_of(ticket(), [], [SPANISH], WAITS, past).high is None
