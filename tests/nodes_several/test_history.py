"""The checker finds what it is there to find: each fault planted once, and nothing where nothing is wrong."""

from dataclasses import replace

import pytest

from benchmarks.faults import Faults
from benchmarks.history import History, Meeting, check, unfit

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


MINOR = Meeting("t", "c1", "ada", minor=True, cleared=True, until=5.0)


@pytest.mark.parametrize(
    ("met", "wrong"),
    [
        ([MINOR], 0),
        ([MINOR, replace(MINOR, chat="c2", listener="bea", since=6.0, until=None)], 0),
        ([MINOR, replace(MINOR, chat="c2", listener="bea", since=4.0)], 0),
        ([MINOR, replace(MINOR, chat="c2", listener="bea", since=1.0)], 1),
        ([replace(MINOR, until=None), replace(MINOR, chat="c2", listener="bea", since=9.0)], 1),
        ([replace(MINOR, cleared=False)], 1),
        ([replace(MINOR, minor=False, cleared=False)], 0),
    ],
    ids=["one", "one after the other", "handed over", "two at once", "never ended", "not cleared", "no minor"],
)
def test_who_should_not_have_met_is_found(met: list[Meeting], wrong: int) -> None:
    assert len(unfit(met)) == wrong
