"""What becomes of exact counts before anybody sees them."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publishing import (
    NOBODY,
    Count,
    PublishedTotal,
    Sum,
    Tables,
    Visits,
    case_tables,
    change_tables,
    decided_length,
    publish,
    volume_tables,
)
from app.publishing.audit import drawn_tight
from app.publishing.publication import known
from app.publishing.rounding import behind, behind_hidden, rounded
from app.records.bands import COUNTED

WEEK = date(2026, 11, 2)
ONE, OTHER, BOTH = Count("one", WEEK), Count("other", WEEK), Count("both", WEEK)


def pair(one: int, other: int) -> Tables:
    """Two counts and their sum, all three to be published: the least that can be taken apart."""
    tables = Tables()
    tables.add(BOTH, one + other)
    tables.between(BOTH, [tables.add(ONE, one), tables.add(OTHER, other)], one + other)
    return tables


@given(st.integers(0, 5000))
def test_a_number_is_hidden_under_ten_and_a_multiple_of_five_else(n: int) -> None:
    shown = rounded(n)
    if shown is None:
        assert n < 10
        low, high = behind_hidden(n)
    else:
        assert (shown % 5, shown >= 10, abs(shown - n) <= 2) == (0, True, True)
        low, high = behind(shown)
    assert low <= n <= high
    assert high - low + 1 >= 3


@given(st.integers(0, 60), st.integers(0, 60))
def test_nothing_that_adds_up_has_fewer_than_three_candidates(one: int, other: int) -> None:
    tables = pair(one, other)
    shown = publish(tables)
    possible = [
        {ONE: a, OTHER: b, BOTH: a + b}
        for a, b in product(range(80), repeat=2)
        if all(fits(shown[cell], n) for cell, n in {ONE: a, OTHER: b, BOTH: a + b}.items())
    ]
    assert tables.exact in possible
    for cell in (ONE, OTHER, BOTH):
        assert len({solution[cell] for solution in possible}) >= 3, (shown, possible)


def fits(shown: int | None, n: int) -> bool:
    return shown is None or behind(shown)[0] <= n <= behind(shown)[1]


def test_what_could_be_solved_is_hidden() -> None:
    plain, awkward = publish(pair(20, 30)), publish(pair(22, 32))
    assert plain == {BOTH: 50, ONE: 20, OTHER: 30}
    assert awkward == {BOTH: None, ONE: None, OTHER: None}  # 20 + 30 = 55 would leave two candidates each


def test_who_knows_the_rule_and_tries_every_pair_finds_three_candidates_as_well() -> None:
    """What is missing says something too: the attack that takes the rule itself into account."""
    far = 75
    behind_it: dict[tuple[int | None, ...], list[tuple[int, int]]] = {}
    for one, other in product(range(far), repeat=2):
        shown = publish(pair(one, other))
        behind_it.setdefault(tuple(shown[cell] for cell in (ONE, OTHER, BOTH)), []).append((one, other))
    whole = [pairs for pairs in behind_it.values() if max(map(max, pairs)) < far - 5]
    assert len(whole) > 100
    for pairs in whole:
        for seen in ({one for one, _ in pairs}, {other for _, other in pairs}, set(map(sum, pairs))):
            assert len(seen) >= 3, pairs


def test_what_stands_is_never_changed_and_still_counts() -> None:
    tables = pair(22, 32)
    assert publish(tables, {BOTH: 55, OTHER: 30}) == {ONE: None}
    assert publish(tables, {BOTH: 55, OTHER: 30, ONE: 20}) == {}


def test_everything_of_a_period_can_be_hidden() -> None:
    assert set(publish(pair(100, 200), hide_all=True).values()) == {None}


def test_the_audit_adds_up_along_chains() -> None:
    a, b, c, d, e = (Count(name, WEEK) for name in "abcde")
    sums = [Sum(a, (b, c)), Sum(c, (d, e)), Sum(d, (e,), exactly=False)]
    bounds = drawn_tight({a: (20, 20), b: (5, 6), e: (7, 9)}, sums)
    assert bounds == {a: (20, 20), b: (5, 6), c: (14, 15), d: (7, 8), e: (7, 8)}


def test_counts_that_contradict_each_other_end_the_audit_all_the_same() -> None:
    a, b = Count("a", WEEK), Count("b", WEEK)
    assert drawn_tight({a: (1, 2), b: (8, 9)}, [Sum(a, (b,))]) == {a: (1, 2), b: (8, 9)}


def test_a_share_is_shown_only_when_both_sides_of_it_are_ten() -> None:
    risks = {("grief", "crisis"): 40, ("grief", "none"): 9, ("harm", "crisis"): 40, ("harm", "none"): 10}
    visits = Visits({}, {}, risks, {})
    tables = volume_tables(WEEK, visits, COUNTED).with_all_of(change_tables(WEEK, visits, COUNTED, counted_in=[WEEK]))
    shown = publish(tables)
    assert shown[Count("crisis_by_topic", WEEK, "grief", "crisis")] is None  # nearly all of them: it tells of each
    assert shown[Count("crisis_by_topic", WEEK, "harm", "crisis")] == 40


def test_nobody_at_all_looks_like_very_few() -> None:
    tables = volume_tables(WEEK, NOBODY, COUNTED)
    assert set(publish(tables).values()) == {None}
    assert len(publish(tables)) == 1 + 12 + 7 + 5 + 6 + 6 + 30


def test_reports_and_appeals_keep_the_same_rule() -> None:
    shown = publish(case_tables(WEEK, {"sexual": 12, "other": 3}, overturned=9, upheld=30))
    assert shown == {
        Count("reports", WEEK, "sexual"): 10,
        Count("reports", WEEK, "other"): None,
        Count("appeals", WEEK, "overturned"): None,
        Count("appeals", WEEK, "upheld"): None,
    }


@pytest.mark.parametrize(
    ("totals", "weeks"),
    [
        ([], 4),
        ([PublishedTotal(date(2026, 9, 30), 2795)], 4),
        ([PublishedTotal(date(2026, 9, 30), 2800)], 1),
        ([PublishedTotal(date(2026, 10, 1), 9000)], 4),  # too late: the quarter has begun
        ([PublishedTotal(date(2026, 9, 2), 9000), PublishedTotal(date(2026, 9, 30), 100)], 4),
    ],
)
def test_the_length_of_a_period_is_chosen_before_its_quarter(totals: list[PublishedTotal], weeks: int) -> None:
    assert decided_length(date(2026, 10, 5), totals) == weeks
    assert decided_length(date(2026, 12, 28), totals) == weeks


def test_what_is_known_of_the_hidden_holds_the_truth() -> None:
    waits = {(str(block), wait): 7 * block + len(wait) for block in range(6) for wait in COUNTED["wait_band"]}
    outcomes = {(block, "completed"): n for (block, wait), n in waits.items() if wait == "<1"}
    tables = volume_tables(WEEK + timedelta(weeks=1), Visits(waits, outcomes, {}, {}), COUNTED)
    shown = publish(tables)
    for count, (low, high) in known(tables, shown).items():
        assert low <= tables.exact[count] <= high
