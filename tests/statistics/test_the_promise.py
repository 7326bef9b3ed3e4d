"""The audit of our own promise (C21, C22, C24): nobody who sees everything that is published can work out a count.

Here every fourth period of three made-up years, each after a change of the period's length too; `make bench-statistics`
attacks them whole.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import cache

import pytest

from app.clock import repeatable
from app.commands.made_year import FIRST, MadeWeek, made_week, made_year
from app.publishing import Count, Publication
from app.records.bands import COUNTED
from benchmarks.statistics.attack import Attack, Name, NoSolution, Told, equations
from benchmarks.statistics.audit import VOLUMES, attacked, name_of, shown_share, with_both_sides, without_rounding
from benchmarks.statistics.published_year import FourWeeks, published_year

EVERY = 4


@cache
def weeks_of(per_day: int) -> Sequence[MadeWeek]:
    return tuple(made_year(per_day))


@cache
def year_of(per_day: int) -> Sequence[FourWeeks]:
    return tuple(published_year(weeks_of(per_day)))


@pytest.mark.proves("C22")
@pytest.mark.parametrize("per_day", VOLUMES)
def test_nothing_published_can_be_solved_for_a_count(per_day: int) -> None:
    """C22: across tables, totals, time and listeners' weeks; told even why each hidden number is hidden."""
    year, weeks = year_of(per_day), weeks_of(per_day)
    for nth in range(0, len(year), EVERY):
        audited = attacked(year[nth], weeks[EVERY * nth : EVERY * nth + EVERY])
        assert audited.determined == []
        assert audited.fewest >= 3
        assert len(audited.found) >= 200  # and it did look at all of them
        names = {one.name for one in audited.found}
        assert {name_of(count) for count in year[nth].shown} <= names


@pytest.mark.proves("C21")
@pytest.mark.parametrize("per_day", VOLUMES)
def test_every_number_shown_keeps_the_rule_of_ten_and_five(per_day: int) -> None:
    """C21: numerator, denominator and complement of a share as well."""
    for four in year_of(per_day):
        for count, n in four.shown.items():
            exact, other = four.tables.exact[count], four.tables.others.get(count)
            if n is not None:
                assert (n % 5, n >= 10, exact >= 10, abs(n - exact) <= 2) == (0, True, True, True)
                assert other is None or four.tables.exact[other] >= 10


def test_the_length_of_periods_changes_with_the_quarter_and_only_once() -> None:
    assert [four.length for four in year_of(30)] == [4] * 13
    assert [four.length for four in year_of(200)] == [4] * 2 + [1] * 11
    for four in year_of(200):
        periods: dict[str, set[object]] = {}
        for count in four.shown:
            periods.setdefault(count.question, set()).add(count.period)
        assert {len(found) for found in periods.values()} <= {1, 4}  # no question in both lengths


def test_at_200_a_day_nearly_everybody_is_in_a_shown_cell_of_week_by_topic() -> None:
    assert shown_share(four for four in year_of(200) if four.length == 1) >= 0.95
    assert shown_share(year_of(200)) >= 0.95


@pytest.mark.proves("C22")
def test_the_attack_breaks_what_is_published_without_rounding() -> None:
    found = without_rounding(year_of(30)[4])
    small = {one.name for one in found if len(one.candidates) == 1 and one.candidates[0] < 10}
    assert len(small) >= 5  # hidden counts, worked out to the last visit
    exact = {name_of(count): n for count, n in year_of(30)[4].tables.exact.items()}
    assert {one.name: one.candidates for one in found if one.name in small & exact.keys()} == {
        name: (exact[name],) for name in small & exact.keys()
    }


@pytest.mark.proves("C22")
def test_the_attack_breaks_rounded_tables_with_both_sides_of_a_share() -> None:
    assert sum(len(one.candidates) < 3 for one in with_both_sides(year_of(200)[8])) >= 10


@pytest.mark.proves("C22")
def test_the_attack_finds_exactly_what_a_small_puzzle_leaves() -> None:
    """22 and 32 are 54: shown 20, 30 and 55, and only two pairs of counts are left."""
    visits, topics = Name("visits", "w"), [Name("topic", "w", one) for one in ("a", "b")]
    told = Told({visits: 55, topics[0]: 20, topics[1]: 30}, {})
    known = equations(Told({}, {}))
    for name, n in told.published.items():
        known.unknown(name, n or 0, n or 0)
    known.adds_up(visits, topics)
    with pytest.raises(NoSolution):
        Attack(known).run()
    known.low, known.high = ({name: (n or 0) + by for name, n in told.published.items()} for by in (-2, 2))
    left = {one.name: one.candidates for one in Attack(known).run()}
    assert left == {visits: (53, 54), topics[0]: (21, 22), topics[1]: (31, 32)}


@pytest.mark.proves("C24")
@pytest.mark.parametrize("nth", range(6))
def test_one_visit_more_or_less_moves_its_own_cells_by_one_step(nth: int) -> None:
    """C24: two databases that differ in one visit; hidden and ten are neighbours too."""
    chance = repeatable(nth)
    weeks = [made_week(chance, FIRST + timedelta(weeks=week), 30 * 7, 30) for week in range(4)]
    [before] = published_year(weeks)
    gone = chance.randrange(len(weeks[1]))
    row = {name: str(value) for name, value in asdict(weeks[1].rows[gone]).items()}
    weeks[1] = weeks[1].without(gone)
    [after] = published_year(weeks)
    assert before.shown.keys() == after.shown.keys()
    changed = {count: (n, after.shown[count]) for count, n in before.shown.items() if n != after.shown[count]}
    assert set(changed) <= cells_of(row, before.shown)
    for one, other in changed.values():
        assert abs((one or 5) - (other or 5)) == 5


def cells_of(row: dict[str, str], shown: Publication) -> set[Count]:
    """Every cell that this visit is counted in, or whose share's other side it is counted in."""
    answers = {
        "visits": {("", "")},
        "topic": {(row["topic_group"], "")},
        "outcome": {(row["outcome"], "")},
        "wait": {(row["wait_band"], "")},
        "block": {(row["block"], "")},
        "left_by_block": {(row["block"], "left_queue")},
        "wait_by_block": {(row["block"], row["wait_band"])},
        "mood": {(one, "") for one in COUNTED["mood_change"]},
        "crisis_by_topic": {(row["topic_group"], "crisis")},
        "mood_by_topic": {(row["topic_group"], one) for one in COUNTED["mood_change"]},
    }
    return {count for count in shown if (count.v1, count.v2) in answers[count.question]}
