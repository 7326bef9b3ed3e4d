"""Folds a text into plain words that phrases can be matched against, and keeps the way back to what was written.

Folding forgives how people type in distress: case, accents, full-width and invisible letters, missing apostrophes,
stretched letters. It decides nothing about meaning, and it knows no language but how that one splits apostrophes.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass

BREAK = "|"
"""Stands where a clause ends; no pattern runs across it unless it asks for a whole sentence."""
STOP = "||"
"""Stands where a sentence ends."""

_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`\uff07"), "'")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?|[.!?…。！？\n]+|[,;:()\u2014]+|'")
_SENTENCE_ENDS = frozenset(".!?…。！？\n")
_STRETCHED = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words in a row, ``line`` holding them between single spaces, each with its span in the original."""

    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    line: str
    starts: tuple[int, ...]

    def index(self, position: int) -> int:
        """Say which word begins at or after a position of ``line``."""
        return bisect_left(self.starts, position)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give the original span, in code points, of the words ``first`` up to but not including ``last``."""
        return self.spans[first][0], self.spans[last - 1][1]


def plain(text: str) -> str:
    """Fold letters only: case, width, accents and apostrophes, for the words of a phrase file."""
    return _letters(text)[0]


def fold(text: str, *, vocabulary: Collection[str] = (), split_apostrophes: bool = False) -> Words:
    """Fold a text into words; the vocabulary says how far a stretched word such as "pleeease" shrinks."""
    folded, offsets = _letters(text)
    tokens: list[str] = []
    spans: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(folded):
        for start, end in _parts(found.group(), found.start(), split=split_apostrophes):
            token = _word(folded[start:end], vocabulary)
            if token:
                tokens.append(token)
                spans.append((offsets[start], offsets[end - 1] + 1))
    return _row(tokens, spans)


def _row(tokens: list[str], spans: list[tuple[int, int]]) -> Words:
    starts: list[int] = []
    position = 1
    for token in tokens:
        starts.append(position)
        position += len(token) + 1
    return Words(tuple(tokens), tuple(spans), f" {' '.join(tokens)} ", tuple(starts))


def _letters(text: str) -> tuple[str, range | list[int]]:
    """Fold letter by letter, so that every folded letter knows which code point it came from."""
    if text.isascii():
        return text.lower().replace("`", "'"), range(len(text))
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in enumerate(text.translate(_APOSTROPHES)):
        for part in unicodedata.normalize("NFKD", letter).casefold():
            if unicodedata.category(part) not in {"Mn", "Cf"}:
                letters.append(part)
                offsets.append(offset)
    return "".join(letters), offsets


def _parts(piece: str, start: int, *, split: bool) -> list[tuple[int, int]]:
    if not split or "'" not in piece:
        return [(start, start + len(piece))]
    return [(start + found.start(), start + found.end()) for found in re.finditer(r"[^']+", piece)]


def _word(piece: str, vocabulary: Collection[str]) -> str:
    if not piece[0].isalnum():
        return "" if piece[0] == "'" else STOP if _SENTENCE_ENDS & set(piece) else BREAK
    word = piece.replace("'", "")
    if word in vocabulary or not _STRETCHED.search(word):
        return word
    shorter = (_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word))
    return next((form for form in shorter if form in vocabulary), shorter[0])
