"""The noise of the yearly figures, with OpenDP as the oracle of what it should be."""

import math
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import opendp.prelude as dp
import pytest

from app.publishing import noisy
from app.publishing.noise import EPSILON

DRAWN = 6_000


def squared_distance(one: Iterable[int], other: Iterable[int]) -> tuple[float, int]:
    """Chi-square of two samples of one size; rare values count together. With how many bins there were."""
    first, second = Counter(one), Counter(other)
    edge = max(x for x in first | second if first[x] + second[x] >= 20)
    folded = [Counter(dict.fromkeys(range(-edge, edge + 1), 0)) for _ in range(2)]
    for counted, into in zip((first, second), folded, strict=True):
        for x, n in counted.items():
            into[max(-edge, min(edge, x))] += n
    bins = [(folded[0][x], folded[1][x]) for x in folded[0]]
    return sum((a - b) ** 2 / (a + b) for a, b in bins if a + b), len(bins)


@pytest.mark.parametrize("epsilon", [Fraction(1, 3), Fraction(1), Fraction(5, 2)])
def test_noise_is_distributed_as_opendps(epsilon: Fraction) -> None:
    dp.enable_features("contrib")
    space = dp.atom_domain(T="i32"), dp.absolute_distance(T="i32")
    oracle = dp.m.make_geometric(*space, scale=float(1 / epsilon))
    assert math.isclose(oracle.map(1), epsilon)
    ours = [noisy(0, epsilon=epsilon) for _ in range(DRAWN)]
    theirs = [oracle(0) for _ in range(DRAWN)]
    distance, bins = squared_distance(ours, theirs)
    assert distance < bins + 6 * math.sqrt(2 * bins)  # six standard deviations over what two equal ones have
    twice_as_wide, bins = squared_distance((2 * x for x in ours), theirs)
    assert twice_as_wide > bins + 6 * math.sqrt(2 * bins)  # and the test would see another scale


def test_one_visit_more_makes_no_answer_more_than_e_times_as_likely() -> None:
    without, with_it = (Counter(noisy(n) for _ in range(DRAWN)) for n in (100, 101))
    often = [x for x in without | with_it if min(without[x], with_it[x]) > 200]
    ratios = [abs(math.log(without[x] / with_it[x])) for x in often]
    assert len(ratios) >= 4
    assert max(ratios) < float(EPSILON) + 0.6  # of counts over 200, six standard errors
