"""Shares, and the area under a curve, with their 95 % intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.96
"""Normal quantile of a 95 % interval."""
FEW = 30
"""Rows below which a share is told as k of n, and no goal is decided on it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its interval, from ``n`` rows; ``k`` is how many of them, None for what is no share."""

    value: float
    low: float
    high: float
    n: int
    k: int | None = None

    @property
    def few(self) -> bool:
        """Whether there are too few rows to decide anything."""
        return self.n < FEW


def wilson(k: int, n: int) -> tuple[float, float]:
    """Give Wilson's interval of a share; all of 0 to 1 where there is nothing to count."""
    if not n:
        return 0.0, 1.0
    share, square = k / n, Z * Z
    middle = share + square / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    whole = 1 + square / n
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def share(hits: Sequence[bool]) -> Figure:
    """Measure how many of them are true."""
    k, n = sum(hits), len(hits)
    return Figure(k / n if n else 0.0, *wilson(k, n), n, k)


def area(above: Sequence[float], below: Sequence[float]) -> Figure:
    """Measure how often one of ``above`` exceeds one of ``below``, ties by half: the area under the ROC curve.

    The interval is Hanley and McNeil's (1982); ``n`` is the smaller of the two groups.
    """
    few = min(len(above), len(below))
    if not few:
        return Figure(0.5, 0.0, 1.0, 0)
    wins = sum((one > other) + 0.5 * (one == other) for one in above for other in below)
    auc = wins / (len(above) * len(below))
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (len(above) - 1) * (q1 - auc * auc) + (len(below) - 1) * (q2 - auc * auc)
    half = Z * sqrt(max(0.0, spread) / (len(above) * len(below)))
    return Figure(auc, max(0.0, auc - half), min(1.0, auc + half), few)
