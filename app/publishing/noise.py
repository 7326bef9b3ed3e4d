"""Noise for the yearly figures: the two-sided geometric mechanism, drawn from the kernel's randomness."""

import secrets
from fractions import Fraction

EPSILON = Fraction(1)
"""Of each table of the transparency page. A visit stands in one cell of each table, once."""


def noisy(n: int, *, epsilon: Fraction = EPSILON) -> int:
    """Return a count plus noise with P(x) proportional to exp(-epsilon |x|), which one visit more or less hides."""
    return n + _geometric(epsilon) - _geometric(epsilon)


def _geometric(epsilon: Fraction) -> int:
    """How often in a row chance says yes, at exp(-epsilon) each."""
    count = 0
    while _chance_of_exp_minus(epsilon):
        count += 1
    return count


def _chance_of_exp_minus(epsilon: Fraction) -> bool:
    """True with probability exp(-epsilon), exactly: no floating point, whose gaps would tell (Canonne et al. 2020)."""
    while epsilon > 1:
        if not _chance_of_exp_minus(Fraction(1)):
            return False
        epsilon -= 1
    nth = 1
    while secrets.randbelow(epsilon.denominator * nth) < epsilon.numerator:
        nth += 1
    return nth % 2 == 1
