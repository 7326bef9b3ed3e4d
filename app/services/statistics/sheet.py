"""A table as it is shown, drawn, printed and exported: one object, so that none of them can say something else."""

import csv
import io
from dataclasses import dataclass
from typing import Literal

HIDDEN = "hidden"
Cell = int | str | None
"""A published number, what was worked out of published numbers in words, or None: hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One question, with its answers down the side and its periods along the top."""

    key: str
    title: str
    says: str
    first: str
    """What stands above the answers."""
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    drawn: Literal["bars", "line", ""] = ""
    folded: bool = False
    """Long, and open on request only."""

    @property
    def hides(self) -> bool:
        """Whether something in it is hidden."""
        return any(cell is None for _, cells in self.rows for cell in cells)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        return all(cell is None for _, cells in self.rows for cell in cells)

    def csv(self) -> str:
        """Return the same numbers as the page shows, comma-separated (RFC 4180)."""
        out = io.StringIO()
        write = csv.writer(out)
        write.writerow((self.first, *self.head))
        write.writerows((label, *(shown(cell) for cell in cells)) for label, cells in self.rows)
        return out.getvalue()


def shown(cell: Cell) -> str:
    """Return what stands in a cell, on the page as in the export."""
    return HIDDEN if cell is None else str(cell)
