"""What more places cost: nothing when it is calm, never more than a ceiling, and nobody's address is kept."""

from datetime import timedelta
from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live import pressure as module
from app.live.guesses import network_of
from app.live.pressure import LEVELS, NETWORKS, SALT_LASTS, STEP, Allowance, Kind, Pressure
from tests.nodes import NIGHT

EACH: dict[Kind, Allowance] = {
    "place": Allowance(10, timedelta(seconds=30)),
    "waited": Allowance(2, timedelta(seconds=5)),
}
EVERYBODY: dict[Kind, Allowance] = {
    "place": Allowance(100, timedelta(seconds=0.5)),
    "waited": Allowance(10, timedelta(seconds=1)),
}
HOME, SCHOOL = b"\x09\x09\x09\x09", b"\x09\x09\x09\x0a"


def calm() -> Pressure:
    return Pressure(EACH, EVERYBODY)


def test_the_price_rises_with_what_was_taken_and_falls_with_time() -> None:
    pressure, levels = calm(), []
    for _ in range(10 + 2 * STEP):
        levels.append(pressure.level("place", HOME, now=NIGHT))
        pressure.take("place", HOME, now=NIGHT)
    assert levels == [0] * 10 + [1] * STEP + [2] * STEP
    assert pressure.level("place", SCHOOL, now=NIGHT) == 0
    later = NIGHT + timedelta(seconds=30) * (2 * STEP)
    assert (pressure.level("place", HOME, now=later), pressure.level("place", HOME, now=later + SALT_LASTS)) == (1, 0)
    assert pressure.level("place", HOME, now=later + timedelta(seconds=30)) == 0


def test_everybody_together_can_make_it_dearer_for_all() -> None:
    pressure = calm()
    for number in range(100):
        pressure.take("place", number.to_bytes(4), now=NIGHT)
    assert [pressure.level("place", place, now=NIGHT) for place in (HOME, None)] == [1, 1]
    assert pressure.level("place", None, now=NIGHT + timedelta(seconds=0.5)) == 0


@given(st.lists(st.tuples(st.sampled_from([HOME, SCHOOL, None]), st.integers(0, 90)), max_size=80))
def test_asking_costs_nothing_levels_stay_within_bounds_and_quiet_brings_calm(
    taken: list[tuple[bytes | None, int]],
) -> None:
    pressure, now = calm(), NIGHT
    for network, seconds in taken:
        now += timedelta(seconds=seconds)
        levels = [pressure.level("place", network, now=now) for _ in range(3)]
        assert len(set(levels)) == 1
        assert 0 <= levels[0] <= LEVELS
        pressure.take("place", network, now=now)
        assert 0 <= pressure.level("place", network, now=now) - levels[0] <= 1
    quiet = now + timedelta(seconds=30) * (10 + STEP * LEVELS)
    assert [pressure.level("place", one, now=quiet) for one in (HOME, SCHOOL, None)] == [0, 0, 0]
    pressure.forget(now=quiet)
    assert pressure._buckets == {}


@given(st.integers(0, 300))
def test_whatever_is_taken_the_price_is_back_within_bounded_time(taken: int) -> None:
    pressure = calm()
    for _ in range(taken):
        pressure.take("place", HOME, now=NIGHT)
    assert pressure.level("place", HOME, now=NIGHT + timedelta(seconds=30) * (STEP * LEVELS + 1)) == 0


def test_a_clock_that_goes_back_gives_nothing() -> None:
    pressure = calm()
    for _ in range(10):
        pressure.take("place", HOME, now=NIGHT)
    assert pressure.level("place", HOME, now=NIGHT - timedelta(minutes=10)) == 1


@pytest.mark.proves("C11")
def test_the_salt_changes_every_hour_and_what_was_counted_goes_over_once() -> None:
    pressure = calm()
    for _ in range(20 + STEP * LEVELS):
        pressure.take("place", HOME, now=NIGHT)
    [first] = pressure._salts
    before = set(pressure._buckets)
    almost = NIGHT + timedelta(minutes=30)
    assert pressure.level("place", HOME, now=almost) == 1  # and forgotten, were it not for what it still owes
    pressure.take("place", HOME, now=almost)
    soon = NIGHT + SALT_LASTS
    for _ in range(80):
        pressure.take("place", HOME, now=soon)
    assert (pressure._salts[1], len(pressure._salts)) == (first, 2)
    assert {key for _, key in pressure._buckets} & {key for _, key in before} == {""}
    assert pressure.level("place", HOME, now=soon) > 0
    pressure.level("place", HOME, now=soon + SALT_LASTS)
    assert first not in pressure._salts
    pressure.level("place", HOME, now=soon + 4 * SALT_LASTS)
    assert len(pressure._salts) == 1


@pytest.mark.proves("C11")
def test_what_is_kept_is_short_and_names_no_network() -> None:
    pressure, other = calm(), calm()
    for one in (pressure, other):
        one.take("place", HOME, now=NIGHT)
    [key] = {key for _, key in pressure._buckets if key}
    assert len(key) == 2 * module.KEY
    assert HOME.hex() not in repr(pressure._buckets)
    assert key not in {key for _, key in other._buckets}


@pytest.mark.proves("C11")
def test_with_all_it_keeps_and_every_candidate_but_no_salt_nobody_is_found() -> None:
    """C11: a store without the salt, and all the addresses there could be."""
    pressure = calm()
    there = [str(one) for one in list(ip_network("9.9.9.0/24"))]
    for address in there:
        pressure.take("place", network_of(address), now=NIGHT)
    kept = {key for _, key in pressure._buckets if key}
    again = calm()  # a restart, or another node: all that an attacker has is the program and the keys
    for address in there:
        again.take("place", network_of(address), now=NIGHT)
    guessed = {key for _, key in again._buckets if key}
    assert (len(kept), len(guessed), kept & guessed) == (256, 256, set())


def test_memory_is_bounded_and_ipv6_counts_by_home() -> None:
    pressure = calm()
    for number in range(NETWORKS + 20):
        pressure.take("place", IPv4Address(number + 1).packed, now=NIGHT)
    assert len(pressure._buckets) == NETWORKS
    assert network_of("2a00:1450:4001:800::1") == network_of("2a00:1450:4001:800:ffff::2")
    assert network_of("2a00:1450:4001:800::1") != network_of("2a00:1450:4001:801::1")
