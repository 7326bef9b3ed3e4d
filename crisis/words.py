"""Folds a text into plain words that phrases can be matched against, and keeps the way back to what was written.

Folding forgives how people type in distress, and how they hide words from a filter. It decides nothing about meaning,
and it knows no language but how that one splits apostrophes.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from crisis.disguise import split_words, uncovered
from crisis.letters import fold_letters
from crisis.scripts import cuts
from crisis.spelling import CORE, SECONDS, joined, may_be_several, mended

BREAK = "|"
"""Stands where a clause ends; no pattern runs across it unless it asks for a whole sentence."""
STOP = "||"
"""Stands where a sentence ends."""
ENDS = frozenset({BREAK, STOP})

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?|[.!?…。！？\n]+|[,;:()\u2014]+|'")
_AMOUNT = re.compile(r"(\d{1,5})(mg|mgs|g|mcg|ml|grams|pills|tabs|hrs|hr|hours|min|mins|years|yrs|yr|yo|y|f|m|x)")
_SENTENCE_ENDS = frozenset(".!?…。！？\n")


class Words(NamedTuple):
    """Folded words in a row, where each begins and ends in the folded letters, and where those stood."""

    tokens: tuple[str, ...]
    starts: list[int]
    ends: list[int]
    offsets: range | list[int]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give the original span, in code points, of the words ``first`` up to but not including ``last``."""
        return self.offsets[self.starts[first]], self.offsets[self.ends[last - 1] - 1] + 1


class Letters(NamedTuple):
    """A text folded letter by letter, with words uncovered, and where each letter stood."""

    text: str
    offsets: range | list[int]


def plain(text: str) -> str:
    """Fold letters only: case, width, accents and apostrophes, for the words of a phrase file."""
    return fold_letters(text)[0].replace("'", "")


def fold(text: str, *, vocabulary: Collection[str] = (), split_apostrophes: bool = False) -> Words:
    """Fold a text into words; the vocabulary says which words a hidden or a stretched one such as "pleeease" can be."""
    return row(letters(text, vocabulary), vocabulary, split_apostrophes=split_apostrophes)


def letters(text: str, vocabulary: Collection[str] = ()) -> Letters:
    """Fold a text letter by letter and uncover hidden words; enough for rows of words that part it differently."""
    folded, offsets = fold_letters(text)
    pieces: list[str] = []
    origins: list[int] = []
    reached = 0
    for start, end, words in uncovered(folded, vocabulary):
        pieces.append(folded[reached:start])
        origins.extend(offsets[reached:start])
        line = " ".join(words)
        pieces.append(line)
        origins.extend(_spread(offsets[start:end], len(line)))
        reached = end
    if not reached:
        return Letters(folded, offsets)
    pieces.append(folded[reached:])
    origins.extend(offsets[reached:])
    return Letters("".join(pieces), origins)


def row(source: Letters, vocabulary: Collection[str], *, split_apostrophes: bool = False) -> Words:
    """Cut folded letters into words, and mend those that no phrase knows."""
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(source.text):
        token = found[0]
        start, end = found.span()
        if token in vocabulary:
            if token not in SECONDS or not tokens or not (one := joined(tokens[-1], token)):
                tokens.append(token)
                starts.append(start)
                ends.append(end)
            else:
                tokens[-1] = one
                ends[-1] = end
            continue
        if not token[0].isalnum():
            mark = _mark(token)
            if mark:
                tokens.append(mark)
                starts.append(start)
                ends.append(end)
            continue
        for word, first, last in _mended(token, start, vocabulary, split=split_apostrophes):
            one = joined(tokens[-1], word) if tokens else None
            if one:
                tokens[-1] = one
                ends[-1] = last
            else:
                tokens.append(word)
                starts.append(first)
                ends.append(last)
    return Words(tuple(tokens), starts, ends, source.offsets)


def _mended(piece: str, start: int, vocabulary: Collection[str], *, split: bool) -> list[tuple[str, int, int]]:
    """Give what an unknown piece of text stands for: a word, or several that were run together."""
    words: list[tuple[str, int, int]] = []
    for first, last in _parts(piece, start, split=split):
        word = piece[first - start : last - start].replace("'", "")
        if word not in vocabulary:
            word = mended(word, vocabulary)
            if word not in vocabulary and (amount := _AMOUNT.fullmatch(word)):
                middle = first + amount.end(1)
                words += [(amount[1], first, middle), (amount[2], middle, last)]
                continue
            if word not in vocabulary and may_be_several(word):
                words.extend(_several(word, first, last, vocabulary))
                continue
        words.append((word, first, last))
    return words


def _parts(piece: str, start: int, *, split: bool) -> list[tuple[int, int]]:
    if not split or "'" not in piece:
        if piece.isascii():
            return [(start, start + len(piece))]
        return [(start + first, start + last) for first, last in cuts(piece)]
    return [(start + found.start(), start + found.end()) for found in re.finditer(r"[^']+", piece)]


def _mark(piece: str) -> str:
    return "" if piece[0] == "'" else BREAK if _SENTENCE_ENDS.isdisjoint(piece) else STOP


def _several(word: str, start: int, end: int, vocabulary: Collection[str]) -> list[tuple[str, int, int]]:
    """Part words run together, if every part is known and one of them is a word of danger."""
    parts = split_words(word, vocabulary) if len(word) == end - start else ()
    if not parts[1:] or not any(part in CORE for part in parts):
        return [(word, start, end)]
    found: list[tuple[str, int, int]] = []
    for part in parts:
        found.append((part, start, start + len(part)))
        start += len(part)
    return found


def _spread(offsets: range | list[int], length: int) -> list[int]:
    """Lay the places of a hidden word under its letters, so that the first and the last keep theirs."""
    last = len(offsets) - 1
    return [offsets[min(last, round(number * last / max(1, length - 1)))] for number in range(length)]
