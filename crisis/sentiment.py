"""The tone of a message, through VADER: the one file that knows it.

Tone shows whether somebody is sinking or lifting over a chat. It is never the alarm: plain statements of intent often
score exactly zero, and a farewell can score as joy.

The words, the weights and the rules are VADER's own. Only the walk over a message is written anew, so that each word is
looked at once: VADER lowers every word of the text again at each word with a feeling, which costs more than all else.
That the result is the same, to the last digit, is tested against VADER itself.
"""

from functools import cache
from string import punctuation

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    allcap_differential,
    normalize,
)

LONGEST = 600
"""Code points that are scored; the first 600 hold nearly every whole chat message, and a trend needs no more than a
fair sample of a longer one."""

_READS = frozenset({"en"})
_NEGATIONS = frozenset(NEGATE)
_TELLING = frozenset(max(phrase.split(), key=len) for phrase in (*SPECIAL_CASES, *BOOSTER_DICT) if " " in phrase)
"""A word of each phrase that VADER weighs as a whole: without one of these none of them is there."""
_SHORT = 2
"""Letters up to which VADER keeps the punctuation of a word, which may be an emoticon."""


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def valence(text: str, *, language: str = "en") -> float | None:
    """Score the tone from -1 (dark) to 1 (bright), or None in a language that VADER has no lexicon for."""
    if language not in _READS:
        return None
    return compound(text[:LONGEST])


def compound(text: str) -> float:
    """Give what VADER's ``polarity_scores`` calls "compound"."""
    plain = _without_emojis(text)
    words = [word if len(bare := word.strip(punctuation)) <= _SHORT else bare for word in plain.split()]
    quiet = plain.isascii() and plain.lower() == plain
    lowered = words if quiet else [word.lower() for word in words]
    lexicon = _analyzer().lexicon
    feelings = [place for place, word in enumerate(lowered) if word in lexicon and word not in BOOSTER_DICT]
    if not feelings:
        return 0.0
    loud = not quiet and allcap_differential(words)
    scores = [0.0] * len(words)
    for place in feelings:
        if lowered[place] == "kind" and lowered[place + 1 : place + 2] == ["of"]:
            continue
        scores[place] = _feeling(words, lowered, place, lexicon, loud=loud)
    return _sum(_turned_at_but(lowered, scores), plain)


def _without_emojis(text: str) -> str:
    """Write each emoji out as VADER does: a blank goes before it, unless one stands there already."""
    if not text.isascii():
        emojis = _analyzer().emojis
        for emoji in set(text) & emojis.keys():
            meaning = f" {emojis[emoji]}"
            text = text.replace(f" {emoji}", meaning).replace(emoji, meaning)
    return text.strip()


def _feeling(words: list[str], lowered: list[str], place: int, lexicon: dict[str, float], *, loud: bool) -> float:
    """Weigh one word by the words around it."""
    score = lexicon[lowered[place]]
    before = lowered[max(0, place - 3) : place][::-1]
    if lowered[place] == "no" and place + 1 < len(words) and lowered[place + 1] in lexicon:
        score = 0.0
    if "no" in before[:2] or (before[2:] == ["no"] and before[0] in {"or", "nor"}):
        score = lexicon[lowered[place]] * N_SCALAR
    if loud and words[place].isupper():
        score += C_INCR if score > 0 else -C_INCR
    furthest = len(_DAMPED) - 1
    for distance, word in enumerate(before):
        if word in lexicon:
            continue
        if word in BOOSTER_DICT:
            score += _boost(words[place - distance - 1], word, score, distance, loud=loud)
        if word in _NEGATIONS or "n't" in word or distance == furthest:
            score = _negated(score, before, distance)
        if distance == furthest and not _TELLING.isdisjoint(lowered[place - 3 : place + 3]):
            score = _special(score, lowered, place)
    return score * N_SCALAR if _is_least(before, lexicon) else score


_DAMPED = (1.0, 0.95, 0.9)
"""How much of a booster's strength is left with each word in between."""


def _boost(word: str, lowered: str, score: float, distance: int, *, loud: bool) -> float:
    scalar = BOOSTER_DICT.get(lowered, 0.0)
    if not scalar:
        return 0.0
    if score < 0:
        scalar *= -1
    if loud and word.isupper():
        scalar += C_INCR if score > 0 else -C_INCR
    return float(scalar * _DAMPED[distance])


def _negated(score: float, before: list[str], distance: int) -> float:
    word = before[distance]
    if distance and word == "never" and before[distance - 1] in {"so", "this"}:
        return score * 1.25
    if distance == len(_DAMPED) - 1 and before[0] in {"so", "this"}:
        return score * 1.25
    if distance and word == "without" and "doubt" in before[:distance]:
        return score
    return score * N_SCALAR if word in _NEGATIONS or "n't" in word else score


def _special(score: float, lowered: list[str], place: int) -> float:
    three, two, one, word, *after = lowered[place - 3 : place + 3]
    for phrase in (f"{one} {word}", f"{two} {one} {word}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}"):
        if phrase in SPECIAL_CASES:
            score = SPECIAL_CASES[phrase]
            break
    for number in range(1, len(after) + 1):
        score = SPECIAL_CASES.get(" ".join([word, *after[:number]]), score)
    for phrase in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
        score += BOOSTER_DICT.get(phrase, 0.0)
    return float(score)


def _is_least(before: list[str], lexicon: dict[str, float]) -> bool:
    if not before or before[0] != "least" or "least" in lexicon:
        return False
    return before[1:2] not in (["at"], ["very"])


def _turned_at_but(lowered: list[str], scores: list[float]) -> list[float]:
    """Let what follows a "but" weigh more; of equal scores it is always the first that changes, as VADER does it."""
    if "but" not in lowered:
        return scores
    turn = lowered.index("but")
    for score in scores:
        if score:
            first = scores.index(score)
            if first != turn:
                scores[first] = score * (0.5 if first < turn else 1.5)
    return scores


def _sum(scores: list[float], text: str) -> float:
    total = float(sum(scores))
    questions = text.count("?")
    emphasis = min(text.count("!"), 4) * 0.292
    if questions > 1:
        emphasis += questions * 0.18 if questions <= 3 else 0.96  # noqa: PLR2004  # VADER's own figures
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    return float(round(normalize(total), 4))
