"""Uncovers words that somebody hid from a filter: "k!ll", "su*cide", "d.i.e", "k i l l".

A piece of text is rewritten only where the outcome is a word that phrases know; anything else stays as it was written.
Hiding a word is common where people fear being blocked, so it must never be what makes us miss it.
"""

import re
from collections.abc import Collection, Iterator
from itertools import islice, product

from crisis.spelling import CORE

_SPACED = re.compile(r"(?<![^\W_])(?<!')[^\W_](?:[ .\-_~*/+,]{1,6}[^\W_](?![^\W_'])){2,60}")
_MAY_BE_SPACED = re.compile(r"[ .\-_~*/+,][^\W_][ .\-_~*/+,]{1,6}[^\W_](?![^\W_])")
_MAY_BE_DOTTED = re.compile(r"[.\-_~*/^][a-z]")
_SIGN = re.compile(r"[@$!*#|+%\d]")
_LEETISH = re.compile(r"[a-z][@$!*#|+%\d]+[a-z]|[\d@$!|+][a-z]|[a-z][\d$@]")
_CHUNK = re.compile(r"[a-z\d@$!*#|+%]{2,24}")
_DOTTED = re.compile(r"(?<![^\W_])[a-z]{1,8}(?:[.\-_~*/^]+[a-z]{1,8}){1,12}(?![^\W_])")
_LEET = {
    "0": "o", "1": "il", "!": "il", "|": "il", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t", "+": "t",
    "8": "b", "9": "g", "6": "g", "2": "z",
}  # fmt: skip
_HOLES = frozenset("*#%")
_SHORT = frozenset({"die", "kms", "kys", "cut", "gun"})
"""Words of three letters that are looked for behind signs; shorter than four, others are met by chance."""
_READINGS = 16
"""Ways to read one word of ambiguous signs that are tried at most."""

_BY_SHAPE: dict[tuple[str, int], list[str]] = {}
for _word in CORE:
    _BY_SHAPE.setdefault((_word[0], len(_word)), []).append(_word)


def uncovered(folded: str, vocabulary: Collection[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield where a hidden word or several stand in folded text, and what they are, in the order of the text."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    if _MAY_BE_SPACED.search(folded):
        for hidden in _SPACED.finditer(folded):
            words = _spelt_out(hidden.group(), vocabulary)
            if words:
                found.append((*hidden.span(), words))
    if _SIGN.search(folded) and _LEETISH.search(folded):
        for hidden in _CHUNK.finditer(folded):
            found.extend(_in_signs(hidden, vocabulary))
    if _MAY_BE_DOTTED.search(folded):
        for hidden in _DOTTED.finditer(folded):
            word = re.sub("[^a-z]", "", hidden.group())
            if word in CORE:
                found.append((*hidden.span(), (word,)))
    reached = 0
    for start, end, words in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= reached:
            reached = end
            yield start, end, words


def split_words(letters: str, vocabulary: Collection[str]) -> tuple[str, ...]:
    """Cut letters without spaces into the fewest known words, or give nothing; "i" is the only word of one letter."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        ways = [
            (*before, letters[start:end])
            for start in range(max(0, end - 12), end)
            if (before := best[start]) is not None and _known(letters[start:end], vocabulary)
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1] or ()


def _known(word: str, vocabulary: Collection[str]) -> bool:
    return word == "i" if len(word) == 1 else word in vocabulary or word in CORE


def _spelt_out(run: str, vocabulary: Collection[str]) -> tuple[str, ...]:
    """Join letters standing alone; where some gaps are wider than others, those part words."""
    gaps = re.findall(r"[\W_]+", run)
    widths = [len(gap) + 4 * (" " in gap) for gap in gaps]
    letters = re.findall(r"[^\W_]", run)
    narrow = min(widths)
    words: list[str] = [letters[0]]
    for width, letter in zip(widths, letters[1:], strict=True):
        if width > narrow:
            words.append(letter)
        else:
            words[-1] += letter
    whole: list[str] = []
    for word in words:
        parts = (word,) if _known(word, vocabulary) else _unsigned(word, vocabulary) or split_words(word, vocabulary)
        if not parts:
            return ()
        whole.extend(parts)
    return tuple(whole)


def _in_signs(hidden: re.Match[str], vocabulary: Collection[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Read one chunk of letters and signs without the stops and exclamations at its ends."""
    chunk = hidden.group()
    first = len(chunk) - len(chunk.lstrip("!*#|+%"))
    body = chunk.strip("!*#|+%")
    if body.isalpha() or not any(letter.isalpha() for letter in body):
        return
    words = _unsigned(body, vocabulary)
    if words:
        start = hidden.start() + first
        yield start, start + len(body), words


def _unsigned(body: str, vocabulary: Collection[str]) -> tuple[str, ...]:
    if _HOLES & set(body):
        shape = re.compile("".join("[a-z]" if sign in _HOLES else f"[{_LEET.get(sign, sign)}]" for sign in body))
        if not body[0].isalpha() or sum(map(str.isalpha, body)) * 3 < len(body):
            return ()
        return tuple(word for word in _BY_SHAPE.get((body[0], len(body)), ()) if shape.fullmatch(word))[:1]
    readings = product(*(_LEET.get(sign, sign) for sign in body))
    for reading in islice(readings, _READINGS):
        word = "".join(reading)
        if word in _SHORT or (word[3:] and (word in vocabulary or word in CORE)):
            return (word,)
    return ()
