"""What is published of exact counts: small ones hidden, the rest rounded, and more hidden until nothing is solved."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.publishing.audit import Known, drawn_tight
from app.publishing.counts import Count, Tables
from app.publishing.rounding import FEWEST, FEWEST_CANDIDATES, NO_END, Bounds, behind, behind_hidden, rounded

Publication = dict[Count, int | None]
"""Every cell and its number; None is hidden."""
NOTHING: Publication = {}


@dataclass(frozen=True, slots=True)
class _Draft:
    tables: Tables
    shown: Publication
    """What is published already, and what is about to be."""


def publish(tables: Tables, standing: Publication = NOTHING, *, hide_all: bool = False) -> Publication:
    """Return the numbers of the tables' cells that are not published yet. What stands is never changed.

    `tables` holds what stands too, so that what both say together is looked at; `hide_all` hides every new cell.
    """
    new = [cell for cell in tables.cells if cell not in standing]
    if hide_all:
        return dict.fromkeys(new)
    shown = {cell: _first(cell, tables) for cell in new}
    while True:
        draft = _Draft(tables, {**standing, **shown})
        solved = _solved(draft)
        hidden = _to_hide(solved, draft, new) if solved else []
        if not hidden:
            return shown
        shown |= dict.fromkeys(hidden)


def _first(cell: Count, tables: Tables) -> int | None:
    other = tables.others.get(cell)
    if other is not None and tables.exact[other] < FEWEST:
        return None
    return rounded(tables.exact[cell])


def known(tables: Tables, shown: Mapping[Count, int | None]) -> Known:
    """Return what each number by itself says, to somebody who knows even why the hidden ones are hidden."""
    return {count: _alone(count, tables, shown) for count in tables.exact}


def _alone(count: Count, tables: Tables, shown: Mapping[Count, int | None]) -> Bounds:
    number = shown.get(count)
    if number is not None:
        return behind(number)
    if count in shown:
        return behind_hidden(tables.exact[count])
    if count in tables.others.values():  # nobody publishes it, but by the rule it is not small where the share is shown
        return behind_hidden(tables.exact[count])
    return 0, NO_END


def _solved(draft: _Draft) -> list[Count]:
    bounds = drawn_tight(known(draft.tables, draft.shown), draft.tables.sums)
    return [count for count, (low, high) in bounds.items() if high - low + 1 < FEWEST_CANDIDATES]


def _to_hide(solved: list[Count], draft: _Draft, new: list[Count]) -> list[Count]:
    """Return the new numbers to give up: all that are solved, or else the one beside them that is worth least.

    Giving up only one of those that are solved would leave two candidates for the others, to somebody who knows this
    rule: that one is missing says that it would have told too much.
    """
    could = [cell for cell in new if draft.shown[cell] is not None]
    given_up = [cell for cell in could if cell in solved]
    if given_up or not could:
        return given_up
    sums = [one for one in draft.tables.sums if {one.whole, *one.parts} & set(solved)]
    beside = {count for one in sums for count in (one.whole, *one.parts)}
    return [cell for cell in could if cell in beside][-1:] or could[-1:]
