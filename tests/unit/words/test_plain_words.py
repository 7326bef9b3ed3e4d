"""Words to come back with: a list in every language of the pages, and they are known again however they are typed."""

import pytest

from app.services.line.lead_back import COUNT, folded, listed
from app.words import LOCALES

ENOUGH = 300
"""Words in a list. Twenty tries a minute by everybody together find somebody's words once in 90,000 quarter hours."""


@pytest.mark.parametrize("locale", LOCALES)
def test_a_list_is_long_enough_and_no_two_of_its_words_are_one(locale: str) -> None:
    words = listed(locale)
    assert len({folded(word) for word in words}) == len(words) > ENOUGH
    assert [word for word in words if len(folded(word).split()) != 1 or not word.isalpha()] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_three_words_fit_into_the_field(locale: str) -> None:
    longest = sorted(len(word) for word in listed(locale))[-COUNT:]
    assert sum(longest) + COUNT < 80  # as the field's maxlength


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ("acorn kite tulip", "  Acorn, KITE.  tulip "),
        ("árbol limón piña", "arbol limon pina"),
        ("Bär Mühle Straße", "baer muehle STRASSE"),
        ("œil forêt évier", "oeil foret evier"),
        ("maçã avião pião", "maca aviao piao"),
        ("زهرة مرآة إبرة", "زهره مراة ابره"),
    ],
)
def test_words_are_the_same_without_what_a_strange_keyboard_lacks(given: str, typed: str) -> None:
    assert folded(given) == folded(typed)
