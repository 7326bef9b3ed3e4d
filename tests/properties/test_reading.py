"""What holds for every message: any text has a reading, its reasons lie in it, and hiding a word does not lower it."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import (
    SentimentIntensityAnalyzer,
)

from crisis import Tier, assess
from crisis.sentiment import compound
from crisis.signals import all_phrases
from crisis.words import letters, row

GRAVE = (
    "I want to kill myself",
    "I am suicidal",
    "I want to die",
    "I think about suicide",
    "I will kill myself tonight",
)
CALM = ("We had soup.", "The bus was late.", "My cat is asleep.", "I like rain.", "Thank you for listening.")
LOOKALIKES = str.maketrans("aeioc", "аеіос")
DISGUISES: tuple[Callable[[str], str], ...] = (
    lambda word: word.translate(LOOKALIKES),
    "\u200b".join,
    ".".join,
    " ".join,
    lambda word: word.replace("i", "1").replace("s", "5", 1),
    lambda word: word[0] + "*" + word[2:],
    lambda word: "".join(letter * 3 if letter in "aeiou" else letter for letter in word),
    str.upper,
)
_vader = SentimentIntensityAnalyzer()


@given(st.text(max_size=300))
def test_any_text_has_a_reading_whose_reasons_lie_in_it(text: str) -> None:
    reading = assess(text)
    assert 0 <= reading.score <= 1
    assert all(0 <= reason.start < reason.end <= len(text) for reason in reading.reasons)


@given(st.sampled_from(GRAVE), st.sampled_from(DISGUISES), st.data())
def test_a_disguised_word_is_read_within_one_tier_of_the_plain_one(
    text: str, disguise: Callable[[str], str], data: st.DataObject
) -> None:
    words = text.split()
    telling = [place for place, word in enumerate(words) if word in {"kill", "suicidal", "die", "suicide"}]
    place = data.draw(st.sampled_from(telling))
    words[place] = disguise(words[place])
    assert assess(" ".join(words)).tier >= assess(text).tier - 1


@given(st.sampled_from(GRAVE), st.integers(2, 5))
def test_repeating_never_lowers(text: str, times: int) -> None:
    assert assess(". ".join([text] * times)).tier >= assess(text).tier


@given(st.sampled_from(GRAVE), st.permutations(CALM))
def test_the_order_of_unrelated_sentences_does_not_matter(text: str, calm: list[str]) -> None:
    tiers = {assess(" ".join([*calm[:place], f"{text}.", *calm[place:]])).tier for place in range(len(calm) + 1)}
    assert tiers == {assess(text).tier}


@pytest.mark.parametrize("said", ["want to die", "want to kill myself", "think about suicide", "want to hurt myself"])
def test_a_denial_in_scope_lowers(said: str) -> None:
    assert assess(f"I don't {said}").tier < assess(f"I {said}").tier
    assert assess(f"I don't {said}").tier <= Tier.WATCH


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["i", "to", "my", "want", "kill", "not", "he", "the", "a", "just", "x", ","]), max_size=6)
)
def test_walking_grows_with_the_length_and_never_faster(unit: list[str]) -> None:
    assume(unit)
    phrases = all_phrases()
    english, vocabulary = phrases.sets[0].phrases, phrases.vocabulary

    def steps(times: int) -> float:
        """Steps for each word: how many words there are depends on which letters stand apart."""
        walked = 0
        walk = english._walk

        def counted(*arguments: object) -> None:
            nonlocal walked
            before = english._worked_out
            walk(*arguments)  # type: ignore[arg-type]
            walked += 1 + max(0, english._worked_out - before)

        english._walk = counted  # type: ignore[method-assign]
        words = row(letters(" ".join(unit * times), vocabulary), vocabulary)
        english.find(words)
        english._walk = walk  # type: ignore[method-assign]
        return walked / max(1, len(words.tokens))

    steps(100)
    assert steps(200) <= 1.5 * steps(100) + 0.25


VADER_WORDS = [
    "good", "bad", "GREAT", "terrible", "not", "never", "so", "this", "without", "doubt", "very", "kind", "of", "but",
    "least", "at", "no", "or", "nor", "isn't", "kinda", "the", "shit", "bomb", "bad", "ass", "yeah", "right",
    "to", "die", "for",

    "!!", "?", "???", ":)", "\U0001f600", "\U0001f494", "HATE", "love", "sort", "barely", "x", "it", "BUT", "uber",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(VADER_WORDS), max_size=16).map(" ".join) | st.text(max_size=80))
def test_tone_is_what_vader_says(text: str) -> None:
    assert compound(text) == _vader.polarity_scores(text)["compound"]
