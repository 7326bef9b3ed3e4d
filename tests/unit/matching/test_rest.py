"""How long somebody may listen before they have to rest."""

from datetime import timedelta

import pytest

from matching.rest import back_at, duty_left, worked_more
from tests.unit.matching.cast import MINUTE, NOW

HOUR = timedelta(hours=1)
TOP = NOW.replace(minute=0)
"""The hour in which NOW lies began then."""


@pytest.mark.parametrize(
    ("worked", "left"),
    [
        ({}, 4 * HOUR),
        ({TOP - HOUR: HOUR, TOP: 30 * MINUTE}, timedelta(hours=2.5)),
        ({TOP - n * HOUR: HOUR for n in range(4)}, timedelta(0)),
        ({TOP - n * HOUR: HOUR for n in range(6)}, timedelta(0)),
        ({TOP - 24 * HOUR: HOUR}, 3 * HOUR),
        ({TOP - 25 * HOUR: HOUR}, 4 * HOUR),
        ({TOP - n * 30 * HOUR: 4 * HOUR for n in range(1, 5)}, timedelta(0)),
        ({TOP - n * 30 * HOUR: 4 * HOUR for n in range(1, 4)}, 4 * HOUR),
        ({TOP - n * 42 * HOUR: 4 * HOUR for n in range(1, 6)}, timedelta(0)),
        ({TOP - 8 * 24 * HOUR: 40 * HOUR}, 4 * HOUR),
    ],
    ids=[
        "a fresh week",
        "an hour and a half today",
        "four hours today",
        "more than four hours",
        "an hour that began a day ago counts",
        "an hour before that does not",
        "sixteen hours this week",
        "twelve hours this week",
        "sixteen within seven days",
        "longer ago counts for nothing",
    ],
)
def test_four_hours_in_a_day_and_sixteen_in_a_week(worked: dict[object, timedelta], left: timedelta) -> None:
    assert duty_left(worked, NOW) == left  # type: ignore[arg-type]  # a shorter type for the table


def test_who_has_given_all_is_told_when_to_come_back() -> None:
    worked = {TOP - n * HOUR: HOUR for n in range(4)}
    then = back_at(worked, NOW)
    assert then == TOP - 2 * HOUR + 24 * HOUR
    assert duty_left(worked, then - timedelta(seconds=1)) < 30 * MINUTE <= duty_left(worked, then)
    assert back_at({}, NOW) == NOW


def test_a_stretch_is_counted_in_the_hours_it_lies_in() -> None:
    assert worked_more({TOP - HOUR: 5 * MINUTE}, 50 * MINUTE, until=NOW) == {TOP: 30 * MINUTE, TOP - HOUR: 25 * MINUTE}
    assert worked_more({}, HOUR, until=TOP) == {TOP - HOUR: HOUR}
    assert worked_more({TOP - 9 * 24 * HOUR: HOUR}, MINUTE, until=NOW) == {TOP: MINUTE}
