"""Folds a text so that tricks of writing fall away, and keeps the way back to what was written."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from crisis.letters import SIGNS, fold_letters

_RING = re.compile("[\u20dd-\u20e4]")
"""Rings and keycaps drawn around a digit."""


SINGLES = re.compile(r"[ .\-_*][a-zA-Z][ .\-_*]{1,3}[a-zA-Z][ .\-_*]", re.ASCII)
"""Two letters of those that stand by themselves, in ASCII: without them no word is written apart."""
_FIRST, _LAST = 0x80, 0x17F
"""The letters of Europe's languages that are written in Latin."""
_SPEECH = {0x2010: "-", 0x2013: "-", 0x2014: "-", 0x2018: "'", 0x2019: "'", 0x2026: "..."} | dict.fromkeys(
    map(ord, "“”„«»"), '"'
)


def _everyday() -> dict[int, str]:
    """What people write every day that is not ASCII, and hides nothing: accents, quotes, dashes, faces."""
    pictures = (chr(code) for code in (*range(0x2600, 0x27C0), *range(0x1F300, 0x1FB00)))
    table = {ord(one): " " for one in pictures if unicodedata.category(one) in {"So", "Sk"} and one not in SIGNS}
    for code in range(_FIRST, _LAST + 1):
        folded = fold_letters(chr(code))[0]
        if unicodedata.category(chr(code))[0] == "L" and folded.isascii() and folded.isalpha():
            table[code] = folded
    joins = dict.fromkeys((0x200D, 0xFE0F), "")  # between the parts of a picture
    return table | joins | dict.fromkeys(map(ord, "¿¡\u00a0"), " ") | _SPEECH


_EVERYDAY = _everyday()


def everyday(text: str) -> str:
    """Write accents, quotes, dashes and faces plainly. What is ASCII then hides nothing behind another script."""
    return text if text.isascii() else text.translate(_EVERYDAY)


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
