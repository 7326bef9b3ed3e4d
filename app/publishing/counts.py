"""What is counted, and how counts hang together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

Grouped = Mapping[tuple[str, str], int]
"""How many rows have these two values."""


class Count(NamedTuple):
    """One number of one table: its question, the first day of its period, and its one or two answers."""

    question: str
    period: date
    v1: str = ""
    v2: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A count is the sum of others; or at least that, when there are others that nobody publishes."""

    whole: Count
    parts: tuple[Count, ...]
    exactly: bool = True


@dataclass(slots=True)
class Tables:
    """Exact counts of some tables, what is to be published of them, and what everybody knows of how they add up."""

    exact: dict[Count, int] = field(default_factory=dict)
    cells: list[Count] = field(default_factory=list)
    """Those to publish, the ones worth most first."""
    others: dict[Count, Count] = field(default_factory=dict)
    """Of a cell that is shown as a share: the count of all the others, which must not be small either."""
    sums: list[Sum] = field(default_factory=list)

    def add(self, cell: Count, n: int) -> Count:
        """A cell to publish."""
        self.exact[cell] = n
        self.cells.append(cell)
        return cell

    def between(self, whole: Count, parts: list[Count], n: int) -> None:
        """Say that the whole is these parts; n is its exact count."""
        self.exact.setdefault(whole, n)
        self.sums.append(Sum(whole, tuple(parts)))

    def share(self, cell: Count, whole: Count) -> None:
        """Say that a cell is read as a share of the whole: those who are not in it are a count too."""
        other = cell._replace(v2=f"not {cell.v2 or cell.v1}")
        self.others[cell] = other
        self.exact[other] = self.exact[whole] - self.exact[cell]
        self.sums.append(Sum(whole, (cell, other)))

    def with_all_of(self, more: "Tables") -> "Tables":
        """Both together, these first."""
        return Tables(
            self.exact | more.exact, self.cells + more.cells, self.others | more.others, self.sums + more.sums
        )
