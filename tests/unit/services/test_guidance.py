"""What a listener is told: what helps and what to ask, never a diagnosis, never a promise to send somebody."""

from itertools import product

import pytest

from app.services.chat.guidance import NONE_NEEDED, guidance_for
from crisis import Kind, Tier

TIERS = (Tier.WATCH, Tier.ELEVATED, Tier.HIGH, Tier.EMERGENCY)
SAID = [(tier, {kind}, minor) for tier, kind, minor in product(TIERS, Kind, [False, True])]
EVERYTHING = [guidance_for(*said[:2], minor=said[2]) for said in SAID]


def test_every_danger_has_something_to_do() -> None:
    assert [said for said, guidance in zip(SAID, EVERYTHING, strict=True) if not guidance.words] == []
    assert guidance_for(Tier.NONE, (), minor=False) == NONE_NEEDED


def test_asking_directly_is_the_first_advice() -> None:
    guidance = guidance_for(Tier.ELEVATED, {Kind.IDEATION}, minor=False)
    assert "does not plant" in guidance.words
    assert guidance.asks[0] == "Are you thinking of ending your life?"


@pytest.mark.parametrize("tier", [Tier.HIGH, Tier.EMERGENCY])
@pytest.mark.parametrize("kind", list(Kind))
def test_who_calls_and_what_we_cannot_see_is_said_from_high_up(tier: Tier, kind: Kind) -> None:
    words = guidance_for(tier, {kind}, minor=False).words
    assert "Nobody here can see where they are or send anyone" in words
    assert "They call first" in words
    assert "with what they choose to tell" in words


def test_minors_are_spoken_to_in_other_words() -> None:
    adult, minor = (guidance_for(Tier.ELEVATED, {Kind.IDEATION}, minor=minor) for minor in (False, True))
    assert "grown-up" in minor.words
    assert "grown-up" not in adult.words
    assert minor.asks[0] != adult.asks[0]


def test_an_emergency_speaks_of_the_seeker_before_anything_else() -> None:
    guidance = guidance_for(Tier.EMERGENCY, {Kind.ABUSE}, minor=False)
    assert guidance.asks[0] == "Are you safe this minute?"
    assert "Believe them" in guidance.words


def test_no_advice_is_too_long_or_loud_or_says_what_hurts() -> None:
    for guidance in EVERYTHING:
        assert len(guidance.asks) <= 5
        assert len(guidance.words) <= 900
        text = " ".join((guidance.words, *guidance.asks)).lower()
        assert not [word for word in ("!", "commit", "disorder", "attention", "calm down", "911") if word in text]
        assert all(ask.endswith(("?", ".")) for ask in guidance.asks)
