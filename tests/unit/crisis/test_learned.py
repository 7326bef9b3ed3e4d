import json
from importlib.resources import files

import pytest

from benchmarks.crisis.teaching.learning import learn
from benchmarks.crisis.teaching.sentences import CALM, checksum, sentences
from crisis.learned import because, gravest, lift, model_from
from crisis.words import fold

GRAVER = [
    ("everything is ready and i wont be here tomorrow", "everything is ready for the party tomorrow"),
    ("i wish i would not wake up", "i wish i could sleep in"),
    ("they would all be better off without me", "i am better off without him"),
    ("my stepdad hits me when he drinks", "my stepdad beats me at chess"),
    ("i hurt my arms again because i deserve it", "i hurt my arm again at the gym"),
    ("i want to stab him and i have a knife", "i bought him a knife for the kitchen"),
    ("i dont want to exist anymore", "i dont want to exist before coffee lol"),
    ("i have nothing left to live for", "i have nothing to wear for the wedding"),
]
PLAIN = [
    "",
    "...",
    "hello, is anyone there?",
    "thank you so much for listening, i feel better now",
    "i failed my driving test again and i feel stupid",
    "my grandmother passed away in march and i miss her",
    "can you send me the link to the recipe",
]
LONG = "we went to the market and bought bread and then we walked along the river with the dog. " * 6


def _lift(text: str) -> float:
    return lift(fold(text).tokens)


@pytest.mark.parametrize(("grave", "plain"), GRAVER)
def test_lift_of_a_grave_sentence_is_above_its_plain_neighbours(grave: str, plain: str) -> None:
    assert _lift(grave) > 0.5 > _lift(plain)


@pytest.mark.parametrize("text", PLAIN)
def test_lift_of_plain_talk_is_low(text: str) -> None:
    assert _lift(text) < 0.5


def test_lift_of_one_grave_sentence_in_a_long_calm_message_stays_high() -> None:
    grave = "i wish i would not wake up"
    assert _lift(f"{LONG}{grave}. {LONG}"[:1_900]) == pytest.approx(_lift(grave))


def test_lift_forgives_split_contractions_and_unknown_spellings() -> None:
    assert _lift("i don t want to exist anymore") == _lift("i don't want to exist anymore")
    assert _lift("everyone wuold be hapier withuot me") > _lift("everyone wuold be hapier withuot rain") + 0.2


def test_lift_lies_between_0_and_1_for_anything() -> None:
    for text in ("a " * 1_000, "kill " * 400, "x" * 2_000, "me " * 600, "|" * 50, "7" * 2_000):
        assert 0.0 <= _lift(text) <= 1.0


def test_because_points_at_the_words_that_weighed() -> None:
    tokens = fold("We had soup. My stepdad hits me when he drinks. Then it rained.").tokens
    reason = because(tokens)
    assert reason is not None
    assert reason.kind == "abuse"
    assert set(tokens[reason.first : reason.last]) <= {"my", "stepdad", "hits", "me", "when", "he", "drinks"}


def test_because_is_silent_when_nothing_weighed() -> None:
    assert because(()) is None


def test_weights_come_from_the_sentences_as_they_stand() -> None:
    written = json.loads(files("crisis").joinpath("data", "learned.json").read_text(encoding="utf-8"))
    assert written["sentences"] == checksum(), "run python -m benchmarks.crisis.teaching"


def test_weights_are_small_enough_to_ship() -> None:
    assert len(files("crisis").joinpath("data", "learned.json").read_bytes()) < 300_000


def test_learning_twice_gives_the_same_weights() -> None:
    few = [one for one in sentences() if one.source in {"self_harm", "recovered"}][::4]
    learned = learn(few)
    assert learned == learn(few)
    model = model_from(learned)
    own = [gravest(fold(one.text).tokens, model) > 0 for one in few if one.kind != CALM]
    assert sum(own) / len(own) > 0.9


def test_sentences_are_no_more_alike_than_needed() -> None:
    taught = sentences()
    assert len({one.text for one in taught}) == len(taught)
    calm = sum(one.weight for one in taught if one.kind == CALM)
    assert calm > sum(one.weight for one in taught if one.kind != CALM)
