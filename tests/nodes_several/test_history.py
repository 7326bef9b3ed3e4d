"""The checker finds what it is there to find: each fault planted once, and nothing where nothing is wrong."""

import pytest

from benchmarks.faults import Faults
from benchmarks.history import History, check

LINES = (("r1", "one"), ("r2", "two"), ("r3", "three"))
ALL = frozenset({"r1", "r2", "r3"})


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        (History(LINES, told_delivered=ALL, displayed=LINES), Faults()),
        (History(LINES, owed=frozenset({"r3"}), displayed=LINES[:2]), Faults()),
        (History(LINES, displayed=LINES[:2]), Faults(lost=1)),
        (History(LINES, owed=ALL, told_delivered=frozenset({"r2"}), displayed=LINES[:1]), Faults(lost=1)),
        (History(LINES, displayed=(*LINES, LINES[0])), Faults(duplicated=1, out_of_order=1)),
        (History(LINES, displayed=(*LINES, ("r9", "three"))), Faults(duplicated=1)),
        (History(LINES, displayed=(LINES[1], LINES[0], LINES[2])), Faults(out_of_order=1)),
    ],
    ids=["all well", "one is still owed", "gone", "told delivered", "twice", "twice under another ref", "swapped"],
)
def test_each_planted_fault_is_counted(told: History, faults: Faults) -> None:
    assert check(told) == faults
