"""The tone of a message, through VADER: the one file that knows it.

Tone shows whether somebody is sinking or lifting over a chat. It is never the alarm: plain statements of intent often
score exactly zero, and a farewell can score as joy.
"""

from functools import cache

from vaderSentiment.vaderSentiment import (
    SentimentIntensityAnalyzer,
)

LONGEST = 600
"""Code points that are scored. VADER's time grows with the square of the length (54 ms for 2,000 hostile letters); the
first 600 hold nearly every whole chat message, and a trend needs no more than a fair sample of a longer one."""

_READS = frozenset({"en"})


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def valence(text: str, *, language: str = "en") -> float | None:
    """Score the tone from -1 (dark) to 1 (bright), or None in a language that VADER has no lexicon for."""
    if language not in _READS:
        return None
    return float(_analyzer().polarity_scores(text[:LONGEST])["compound"])
