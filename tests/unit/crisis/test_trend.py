import pytest

from crisis.sentiment import valence
from crisis.trend import TURNS, Trend, heading


def pointing(text: str) -> float | None:
    return heading(text, tone=valence(text), language="en")


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("That makes sense", "That makes no sense"),
        ("I feel better", "I don't feel better"),
        ("I feel better", "I feel worse"),
        ("That helps", "That doesn't help"),
        ("It helped", "It never helped"),
        ("I will try that", "I already tried that"),
        ("I might talk to her", "I can't talk to her"),
        ("That is a good idea", "That is not a good idea"),
        ("I hope so", "I doubt it"),
        ("You are right", "I don't think so"),
        ("There is a next step", "There is no point"),
    ],
)
def test_what_is_taken_up_stands_above_what_is_turned_down(up: str, down: str) -> None:
    above, below = pointing(up), pointing(down)
    assert above is not None
    assert below is not None
    assert above > 0 > below


@pytest.mark.parametrize(
    ("with_manners", "without"),
    [
        ("Thank you so much, you are wonderful! My week was dull.", "My week was dull."),
        ("Hi there. I am sad.", "I am sad."),
        ("I am sad. Have a great day!", "I am sad."),
        ("I feel much better. Bye, take care!", "I feel much better."),
    ],
)
def test_manners_say_nothing(with_manners: str, without: str) -> None:
    assert pointing(with_manners) == pointing(without)


@pytest.mark.parametrize("text", ["Thank you, you have been so kind", "Good night!", "Merry Christmas", "You too"])
def test_manners_alone_point_nowhere(text: str) -> None:
    assert pointing(text) is None


def test_relief_said_beside_thanks_still_counts() -> None:
    assert pointing("Thank you, I feel much better") == 0.5


@pytest.mark.parametrize("text", ["I am not alone", "It is not hopeless", "I am not stuck"])
def test_a_dark_word_that_is_denied_turns_nothing_down(text: str) -> None:
    assert pointing(text) == (valence(text) or 0) / 2


@pytest.mark.parametrize("text", ["", " ", "...", "🙂", "‎"])
def test_a_text_without_words_points_nowhere_in_particular(text: str) -> None:
    assert abs(pointing(text) or 0) <= 0.5


@pytest.mark.parametrize("language", ["es", "xx", "", "../en", "data/en"])
def test_a_language_without_words_has_no_trend(language: str) -> None:
    assert heading("I feel better", tone=0.4, language=language) is None


def test_a_trend_is_where_a_chat_stands_less_half_of_where_it_began() -> None:
    steady, sunk = Trend(), Trend()
    for number in range(2 * TURNS):
        steady = steady.after(-0.6)
        sunk = sunk.after(-0.6 if number >= TURNS else 0.6)
    assert steady.value == pytest.approx(-0.2)
    assert (steady.sinking, sunk.sinking) == (False, True)


def test_a_turn_that_says_nothing_leaves_a_trend_alone() -> None:
    trend = Trend().after(0.5)
    assert trend.after(None) is trend
