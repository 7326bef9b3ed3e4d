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


CHATTER = ["I hear you.", "That sounds so hard.", "Take your time.", "What was that like for you?", "I am still here."]


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=5))
def test_no_chatter_between_its_parts_hides_a_listener_s_number(seed: int, between: int) -> None:
    chance = chance_of(seed)
    said: list[str] = []
    stopped = 0
    for part in in_parts(a_number(chance), chance):
        if find_contact(part, before=said[-20:], patient=True):
            stopped += 1
        else:
            said.append(part)
        said += chance.sample(CHATTER, min(between, 3))
    assert stopped


@given(
    st.integers(min_value=0),
    st.sampled_from(["0660", "06F0", "0966", "09E6", "0E50", "1D7CE", "1D7D8", "2080", "2460"]),
)
def test_digits_of_every_script_are_digits(seed: int, zero: str) -> None:
    first = int(zero, 16)
    step = {"2460": -1}.get(zero, 0)  # circled digits begin with one
    digits = a_number(chance_of(seed)).replace("0", "7") if step else a_number(chance_of(seed))
    assert find_contact("".join(chr(first + step + int(digit)) for digit in digits)) is not None


@given(
    st.integers(min_value=0),
    st.sampled_from(["\u200b", "\u00ad", "\u2060", "\u20e3", "\ufe0f\u20e3", "\u0301", "💙", "~", "…"]),
)
def test_what_hides_between_digits_hides_nothing(seed: int, between: str) -> None:
    digits = a_number(chance_of(seed))
    assert find_contact(between.join(digits) + between) is not None


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
