"""Folds a text so that tricks of writing fall away, and keeps the way back to what was written."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from crisis.letters import fold_letters

_RING = re.compile("[\u20dd-\u20e4]")
"""Rings and keycaps drawn around a digit."""


class Folded(NamedTuple):
    """Folded letters and, for each, where it stood."""

    text: str
    offsets: range | list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the original span, in code points, of folded letters."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold case, width, accents, look-alikes and invisible signs; digits of any script become ours."""
    folded, offsets = fold_letters(text)
    if folded.isascii():
        return Folded(folded, offsets)
    letters: list[str] = []
    places: list[int] = []
    for letter, offset in zip(folded, offsets, strict=True):
        if not _RING.match(letter):
            letters.append(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter)
            places.append(offset)
    return Folded("".join(letters), places)


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Write a dot over every letter of these spans, so that a writer sees what was found."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = ["•" if letter.strip() else letter for letter in letters[start:end]]
    return "".join(letters)
