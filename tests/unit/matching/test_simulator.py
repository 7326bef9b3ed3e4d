"""The simulator is believed because it agrees with a closed formula, and gives the same run for the same seed."""

from statistics import mean

import pytest

from benchmarks.matching.erlang import Pool, erlang_a, simulated
from benchmarks.matching.figures import play
from benchmarks.matching.people import Situation
from benchmarks.matching.rivals import RIVALS


@pytest.mark.parametrize("load", [0.95, 1.1])
def test_it_agrees_with_erlang_a(load: float) -> None:
    pool = Pool(servers=20, arrivals=load * 20 / 1500, service=1 / 1500, patience=1 / 600)
    wait, gave_up = erlang_a(pool)
    runs = [simulated(pool, hours=40, seed=seed) for seed in range(6)]
    assert mean(one for one, _ in runs) == pytest.approx(wait, rel=0.12)
    assert mean(one for _, one in runs) == pytest.approx(gave_up, rel=0.12)


def test_erlang_a_with_no_patience_at_all_is_erlang_b() -> None:
    pool = Pool(servers=10, arrivals=0.01, service=1 / 700, patience=1000.0)
    loss = 1.0
    for servers in range(1, 11):
        loss = 7 * loss / (servers + 7 * loss)
    assert erlang_a(pool)[1] == pytest.approx(loss, rel=1e-3)


@pytest.mark.parametrize("policy", RIVALS)
def test_one_seed_is_one_run(policy: str) -> None:
    small = Situation("small", 8, 0.8, hours=1)
    first, again = play(small, policy, 1), play(small, policy, 1)
    assert first.rows.tobytes() == again.rows.tobytes()
    assert len(first.rows) > 3
