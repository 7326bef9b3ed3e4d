"""Folds letters, one by one: case, width, accents, invisible signs and letters of another script that look the same.

Every folded letter knows which code point it came from. Nothing here knows a word.
"""

import re
import unicodedata

from crisis.scripts import SPELLINGS

_SPELLINGS = SPELLINGS | dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`\uff07\u2032"), "'")
_INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Signs without a shape that Unicode does not call format characters."""
_LOOKALIKES = str.maketrans(
    "абвгдеёзикмнорстухчьѕіјһԁԛԝӏυοανερτικηωχγβ", "abbrdeeznkmhopctyx4bsijhdqwlyoaveptiknwxyb", ""
)
_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(r"[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
"""Where a Latin letter stands beside a Greek or Cyrillic one."""
SIGNS = {
    "\U0001f480": " skull ",
    "\u2620": " skull ", "\U0001f52b": " gun ", "\U0001f52a": " knife ", "\U0001f5e1": " knife ",
    "\U0001f48a": " pills ", "\U0001fa78": " blood ", "\u26b0": " coffin ", "\U0001faa6": " grave ",
}  # fmt: skip
"""Pictures that stand for a word where the word matters."""


def fold_letters(text: str) -> tuple[str, range | list[int]]:
    """Fold a text letter by letter, and say for each letter where it stood."""
    if text.isascii():
        return text.lower().replace("`", "'"), range(len(text))
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in enumerate(text.translate(_SPELLINGS)):
        if letter.isascii():
            letters.append(letter.lower())
            offsets.append(offset)
            continue
        for part in SIGNS.get(letter) or unicodedata.normalize("NFKD", letter).casefold():
            if part not in _INVISIBLE and unicodedata.category(part) not in {"Mn", "Cf"}:
                letters.append(part)
                offsets.append(offset)
    folded = "".join(letters)
    return (_WORD.sub(_in_latin, folded) if _MIXED.search(folded) else folded), offsets


def _in_latin(found: re.Match[str]) -> str:
    """Write a word of mixed scripts in Latin letters; a word of one script is left to its language."""
    word = found.group()
    return word.translate(_LOOKALIKES) if _MIXED.search(word) else word
