"""Hears what phrases miss: a small linear model over words and their neighbours, taught on sentences written for it.

It reads windows of a message, so that one grave sentence counts within a long calm message, and says how much the
gravest window resembles somebody telling of danger. It can point at the words that weighed most. It decides no tier:
``reading.py`` does. The sentences, and how the weights come from them, are in ``benchmarks/crisis/teaching``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from math import exp
from typing import Any, NamedTuple

from crisis.words import BREAK, STOP

WINDOW = 10
"""Words a window holds at most: measured, longer ones gather harmless words until they weigh like a grave one."""
STRIDE = 3
"""Words between the starts of two windows in a sentence that is longer."""
LONGEST = 500
"""Words read of a message; 2,000 letters of ordinary English are about 400."""
SCALE = 100
"""Weights are kept as whole hundredths."""
UNKNOWN = "?"
_TAILS = frozenset({"m", "t", "s", "ve", "ll", "re", "d"})
_MARKS = frozenset({BREAK, STOP})
ME = frozenset({"i", "im", "ive", "ill", "id", "me", "my", "myself", "mine", "ima", "imma"})
_OFF = -30.0


class Because(NamedTuple):
    """What weighed most: a kind, and the words ``first`` up to ``last`` of the row that was read."""

    kind: str
    first: int
    last: int


class Word(NamedTuple):
    """A word as the model knows it, and the words ``first`` up to ``last`` it stands for."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What makes unlike words alike before they are weighed."""

    joins: Mapping[str, Mapping[str, str]]
    """Two words that are read as one, by the first: "do not" is "dont"."""
    classes: Mapping[str, str]
    """Words that are read as one of a sort: any kind of tablet, any relative."""
    fillers: frozenset[str]
    """Words that weigh by themselves only: "just" and "really" come between any two words."""
    known: frozenset[str]
    """Words met when learning; the letters of any other are weighed instead."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by what was found, each with the kind of danger it was found in most."""

    lexicon: Lexicon
    bias: float
    weights: Mapping[str, int]
    kinds: Mapping[str, str]


class _Step(NamedTuple):
    """What one word adds, by itself and when somebody speaks of themselves nearby."""

    found: tuple[tuple[str, int], ...]
    mine: str


def lift(tokens: Sequence[str]) -> float:
    """Say from 0 to 1 how much the gravest window of folded words resembles somebody telling of danger."""
    model = _model()
    return 1.0 / (1.0 + exp(-gravest(tokens, model)))


def gravest(tokens: Sequence[str], model: Model) -> float:
    """Say the same in logits, by any model."""
    words = row(tokens, model.lexicon)
    return _gravest(words, list(steps(words, model.lexicon)), model)[0]


def because(tokens: Sequence[str]) -> Because | None:
    """Say what weighed most in the gravest window, and in which words of the row it stands."""
    model = _model()
    words = row(tokens, model.lexicon)
    stepped = list(steps(words, model.lexicon))
    _, start, end = _gravest(words, stepped, model)
    mine = any(word.text in ME for word in words[start:end])
    found: dict[str, list[tuple[int, int, int]]] = {}
    for place in range(start, end):
        step = stepped[place]
        for key, length in (*step.found, *(((step.mine, 1),) if mine else ())):
            weight = model.weights.get(key, 0)
            if weight > 0:
                found.setdefault(model.kinds[key], []).append((weight, max(start, place - length + 1), place))
    if not found:
        return None
    kind = max(found, key=lambda one: sum(weight for weight, _, _ in found[one]))
    _, first, last = max(found[kind])
    return Because(kind, words[first].first, words[last].last)


def _gravest(words: Sequence[Word], stepped: Sequence[_Step], model: Model) -> tuple[float, int, int]:
    """Find the window with the highest sum of weights, in logits, and where it starts and ends."""
    weigh = model.weights.get
    own = [0, *accumulate(sum([weigh(key, 0) for key, _ in step.found]) for step in stepped)]
    shared = [0, *accumulate(weigh(step.mine, 0) for step in stepped)]
    me = [0, *accumulate(word.text in ME for word in words)]
    best = (_OFF, 0, 0)
    for start, end in spans(words):
        score = own[end] - own[start]
        if me[end] > me[start]:
            score += shared[end] - shared[start]
        best = max(best, (model.bias + score / SCALE, start, end))
    return max(_OFF, min(-_OFF, best[0])), best[1], best[2]


def steps(words: Sequence[Word], lexicon: Lexicon) -> Iterator[_Step]:
    """List what each word adds: itself, its sort, its neighbours, or its letters if nobody knows it."""
    one = two = ""
    for word in words:
        text = word.text
        if text in _MARKS:
            if text == STOP:
                one = two = ""
            yield _Step((), "")
            continue
        sort = lexicon.classes.get(text, "")
        if text in lexicon.fillers:
            yield _Step(((text, 1),), "")
            continue
        known = sort or text in lexicon.known
        found = [(text, 1)] if known else [(part, 1) for part in letters(text)]
        name = sort or (text if known else UNKNOWN)
        if sort:
            found.append((sort, 1))
        if one:
            found.append((f"{one} {name}", 2))
        if two:
            found.extend(((f"{two} {one} {name}", 3), (f"{two} * {name}", 3)))
        one, two = name, one
        yield _Step(tuple(found), f"i&{name}")


def letters(word: str) -> Iterator[str]:
    """List the runs of three to five letters of an unknown word, its ends marked."""
    whole = f"<{word[:20]}>"
    for size in (3, 4, 5):
        for start in range(len(whole) - size + 1):
            yield f"~{whole[start : start + size]}"


def row(tokens: Sequence[str], lexicon: Lexicon) -> list[Word]:
    """Read folded words as the model knows them: split contractions and pairs joined, figures as one sign."""
    words: list[Word] = []
    for place, token in enumerate(tokens[:LONGEST]):
        text = "#" if token[0].isdigit() else token
        if words:
            before = words[-1]
            pair = lexicon.joins.get(before.text, {}).get(text)
            if pair is None and text in _TAILS and before.text not in _MARKS:
                pair = before.text + text
            if pair is not None:
                words[-1] = Word(pair, before.first, place + 1)
                continue
        words.append(Word(text, place, place + 1))
    return words


def spans(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """List the windows: each sentence, and overlapping parts of a longer one."""
    start = 0
    for place in range(len(words) + 1):
        if place < len(words) and words[place].text != STOP:
            continue
        if place > start:
            yield start, min(place, start + WINDOW)
            for later in range(start + STRIDE, place - WINDOW + STRIDE, STRIDE):
                yield later, min(place, later + WINDOW)
        start = place + 1


@cache
def _model() -> Model:
    return model_from(json.loads(files("crisis").joinpath("data", "learned.json").read_text(encoding="utf-8")))


def model_from(table: Mapping[str, Any]) -> Model:
    """Read a model from its file's table."""
    weights: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for kind, found in table["weights"].items():
        weights.update(found)
        kinds.update(dict.fromkeys(found, kind))
    lexicon = lexicon_from(table["lexicon"], frozenset(table["known"].split()))
    return Model(lexicon, table["bias"], weights, kinds)


def lexicon_from(table: Mapping[str, Any], known: frozenset[str]) -> Lexicon:
    """Read what makes unlike words alike: joins and sorts are written as the result and all that leads to it."""
    joins: dict[str, dict[str, str]] = {}
    for joined, pairs in table["joins"].items():
        for pair in pairs.split(", "):
            first, second = pair.split(" ")
            joins.setdefault(first, {})[second] = joined
    classes = {word: f"@{sort}" for sort, words in table["classes"].items() for word in words.split()}
    return Lexicon(joins, classes, frozenset(table["fillers"].split()), known)
