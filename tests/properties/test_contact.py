"""However a number is cut up and dressed, it does not get through; and no text makes the search stumble."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.safety.contact import find_contact
from benchmarks.safety import a_number, chance_of, in_parts

ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=4))
def test_any_text_is_searched_and_what_is_found_lies_in_it(text: str, before: list[str]) -> None:
    contact = find_contact(text, before=before)
    if contact is not None:
        assert all(0 <= one.start < one.end <= len(text) for one in contact.details)
        assert len(contact.masked) == len(text)


@given(st.integers(min_value=0))
def test_no_split_of_a_number_gets_through_whole(seed: int) -> None:
    """A listener's number never arrives, whatever is written around and between its digits: some part is stopped."""
    chance = chance_of(seed)
    digits = a_number(chance)
    said: list[str] = []
    stopped = 0
    for part in in_parts(digits, chance):
        if find_contact(part, before=said):
            stopped += 1
        else:
            said.append(part)
    assert stopped


@given(st.lists(st.sampled_from(range(10)), min_size=7, max_size=12).filter(lambda one: len(set(one)) > 3))
def test_digits_in_words_one_message_each_are_stopped_before_the_seventh(digits: list[int]) -> None:
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    if len(steps) == 1:
        return  # counting
    said: list[str] = []
    for digit in digits:
        if not find_contact(ENGLISH[digit], before=said):
            said.append(ENGLISH[digit])
    assert len(said) < len(digits)
