"""When the door closes by itself, and when it opens again."""

import pytest

from matching.intake import Door, Intake, intake_of

DOOR = Door()


@pytest.mark.parametrize(
    ("waiting", "ready", "state"),
    [
        (0, 0, Intake.OPEN),
        (9, 1, Intake.OPEN),
        (9, 0, Intake.OPEN),
        (19, 10, Intake.OPEN),
        (20, 10, Intake.BUSY),
        (10, 5, Intake.BUSY),
        (79, 10, Intake.BUSY),
        (80, 10, Intake.URGENT_ONLY),
        (10, 0, Intake.URGENT_ONLY),
    ],
)
def test_the_door_goes_by_who_waits_for_each_listener(waiting: int, ready: int, state: Intake) -> None:
    assert intake_of(waiting, ready, was=Intake.OPEN, door=DOOR) is state


@pytest.mark.parametrize(
    ("waiting", "was", "state"),
    [
        (60, Intake.URGENT_ONLY, Intake.URGENT_ONLY),
        (59, Intake.URGENT_ONLY, Intake.BUSY),
        (15, Intake.BUSY, Intake.BUSY),
        (14, Intake.BUSY, Intake.OPEN),
        (15, Intake.OPEN, Intake.OPEN),
    ],
)
def test_it_opens_again_only_well_below_where_it_closed(waiting: int, was: Intake, state: Intake) -> None:
    assert intake_of(waiting, 10, was=was, door=DOOR) is state


@pytest.mark.parametrize("told", list(Intake))
def test_a_coordinators_word_stands_above_the_counts(told: Intake) -> None:
    assert intake_of(500, 1, was=Intake.OPEN, door=DOOR, told=told) is told


def test_a_growing_line_never_opens_the_door() -> None:
    order = list(Intake)
    for was in (Intake.OPEN, Intake.BUSY, Intake.URGENT_ONLY):
        states = [order.index(intake_of(waiting, 7, was=was, door=DOOR)) for waiting in range(200)]
        assert states == sorted(states)
