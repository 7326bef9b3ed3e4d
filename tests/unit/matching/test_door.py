"""When the door closes by itself, and when it opens again."""

import pytest

from matching.door import Door, Thresholds, door_of

LIMITS = Thresholds()


@pytest.mark.parametrize(
    ("waiting", "ready", "state"),
    [
        (0, 0, Door.OPEN),
        (19, 1, Door.OPEN),
        (19, 0, Door.OPEN),
        (20, 11, Door.OPEN),
        (20, 10, Door.BUSY),
        (79, 10, Door.BUSY),
        (80, 10, Door.URGENT_ONLY),
        (20, 0, Door.URGENT_ONLY),
    ],
)
def test_the_door_goes_by_who_waits_for_each_listener(waiting: int, ready: int, state: Door) -> None:
    assert door_of(waiting, ready, was=Door.OPEN, thresholds=LIMITS) is state


@pytest.mark.parametrize(
    ("waiting", "was", "state"),
    [
        (60, Door.URGENT_ONLY, Door.URGENT_ONLY),
        (59, Door.URGENT_ONLY, Door.BUSY),
        (15, Door.BUSY, Door.BUSY),
        (14, Door.BUSY, Door.OPEN),
        (15, Door.OPEN, Door.OPEN),
    ],
)
def test_it_opens_again_only_well_below_where_it_closed(waiting: int, was: Door, state: Door) -> None:
    assert door_of(waiting, 10, was=was, thresholds=LIMITS) is state


@pytest.mark.parametrize("told", list(Door))
def test_a_coordinators_word_stands_above_the_counts(told: Door) -> None:
    assert door_of(500, 1, was=Door.OPEN, thresholds=LIMITS, told=told) is told


def test_a_growing_line_never_opens_the_door() -> None:
    order = list(Door)
    for was in (Door.OPEN, Door.BUSY, Door.URGENT_ONLY):
        states = [order.index(door_of(waiting, 7, was=was, thresholds=LIMITS)) for waiting in range(200)]
        assert states == sorted(states)
