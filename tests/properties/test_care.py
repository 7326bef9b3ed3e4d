"""Whatever a listener's evening looks like: seats grow slowly, a break stands, and only a knowing word ends it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.care import BREAKS, EXPERIENCED, SEASONED, carries_much, seats_for, skips_rest
from tests.nodes import NIGHT, a_listener


@given(st.integers(0, 500), st.integers(1, 3), st.integers(0, 1))
def test_seats_come_with_experience_never_above_what_is_allowed_and_one_beside_a_crisis(
    held: int, most: int, grave: int
) -> None:
    seats = seats_for(held, most=most)
    assert 1 <= seats <= most
    assert seats_for(held + 1, most=most) - seats in {0, 1}
    assert seats == 1 or held >= EXPERIENCED
    assert seats < 3 or held >= SEASONED
    room = a_listener("sam", seats=seats, in_crisis=bool(grave)).room
    assert room == (1 if grave else seats)


@given(st.integers(0, 20), st.integers(0, 60), st.integers(0, 60))
def test_a_word_is_offered_to_who_skips_or_carries_more_once_it_is_to_who_skips_or_carries_less(
    skipped: int, quiet: int, crisis: int
) -> None:
    assert skips_rest(skipped) == (skipped >= BREAKS)
    told = carries_much(quiet + crisis, crisis)
    assert not told or crisis >= quiet
    assert not told or carries_much(quiet + crisis + 1, crisis + 1)


@given(st.integers(0, 30 * 60))
def test_no_offer_fits_while_a_break_runs(second: int) -> None:
    sam = a_listener("sam", resting_until=NIGHT + timedelta(minutes=10))
    assert sam.rests(NIGHT + timedelta(seconds=second)) == (second < 10 * 60)
