"""Rows of digits however they are written: "0 7 7", "oh seven seven", "07seven", "o7", "double seven".

It reads numbers and decides nothing: which rows are somebody's number is decided in ``phones.py``.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.safety.words import listed, numbers

_WORDS = numbers("digits")
_TENS = {word: int(ten) for word, ten in numbers("tens").items()}
_WEAK = numbers("weak")
_TIMES = {word: int(times) for word, times in numbers("times").items()}
_FILLERS = frozenset(listed("fillers"))
_GERMAN = re.compile(r"(ein|zwei|drei|vier|funf|sechs|sieben|acht|neun)und(zwanzig|drei(?:ss|ß)ig|[a-z]+zig)")
_MOST_FILLERS, _MOST_WEAK = 2, 4
_LOOKALIKE = {"o": "0", "l": "1", "i": "1", "s": "5", "b": "8", "z": "2"}
NUMBER_WORDS = frozenset({*_WORDS, *_TENS, *_TIMES})
"""Words without which nothing is spelled out."""
_IN_ROW = NUMBER_WORDS | _FILLERS | frozenset(_WEAK)
_GLUED = re.compile("|".join(sorted((*_WORDS, *_TENS), key=len, reverse=True)))
_GLUED_ONES = re.compile(rf"{_GLUED.pattern}|uma?|une?|ein")
_ALL_GLUED = re.compile(f"(?:{_GLUED.pattern}){{2,}}|(?:{_GLUED_ONES.pattern}){{3,}}")
_TWO_GLUED = re.compile(f"(?:{_GLUED_ONES.pattern}){{2,}}")
_SHORTEST_GLUED = 6
BEGINNINGS = frozenset(
    word[:2]
    for word in (*NUMBER_WORDS, "un", "um", "ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun")
)
"""Of words of numbers, and of those that are nothing but numbers: with other letters none needs a closer look."""
_PIECE = re.compile(r"\d+|[^\W\d_]+|[\W_]+")
_FIRST_TEN = 10


class Run(NamedTuple):
    """Digits in a row: what they are, group by group, what stands between, and where it is."""

    groups: tuple[str, ...]
    between: tuple[str, ...]
    start: int
    end: int
    spelled: int
    """How many of the groups were words."""

    @property
    def digits(self) -> str:
        """All digits."""
        return "".join(self.groups)


class _Row:
    """A row in the making."""

    def __init__(self) -> None:
        self.groups: list[str] = []
        self.between: list[str] = []
        self.start = self.end = self.spelled = self.fillers = self.times = 0
        self.weak: list[tuple[str, int]] = []
        self.gap = ""

    def add(self, digits: str, start: int, end: int, *, spelled: bool) -> None:
        """Take another group; a unit after a spelled ten fills its place."""
        if not self.groups:
            self.start = start
        else:
            for weak, at in self.weak:
                self.groups.append(weak)
                self.between.append(self.gap[:1])
                self.end = at
            self.between.append(self.gap)
        self.groups.append(digits * (self.times or 1))
        self.end, self.gap, self.weak, self.fillers, self.times = end, "", [], 0, 0
        self.spelled += spelled

    def fill_ten(self, digits: str, end: int) -> bool:
        """Put a unit into the ten before it: "twenty" and "two"."""
        ten = (
            bool(self.groups) and self.groups[-1][-1] == "0" and len(self.groups[-1]) > 1 and self.gap.strip(" -") == ""
        )
        if not ten or self.weak or len(digits) > 1 + (self.groups[-1][0] in "69"):
            return False
        self.groups[-1] = str(int(self.groups[-1]) + int(digits))
        self.end, self.gap, self.fillers = end, "", 0
        return True


def is_glued(word: str) -> bool:
    """Tell whether a folded word is nothing but numbers run together."""
    if len(word) < _SHORTEST_GLUED or word[:2] not in BEGINNINGS:
        return False
    return _ALL_GLUED.fullmatch(word) is not None or ("und" in word and _GERMAN.fullmatch(word) is not None)


def may_stand_in_row(word: str) -> bool:
    """Tell whether a folded word is a number, or one over which a row of digits goes on."""
    return word in _IN_ROW or is_glued(word)


def runs(text: str) -> Iterator[Run]:
    """Yield every row of digits in folded text, in its order."""
    row, ten = _Row(), False
    for found in _PIECE.finditer(text):
        piece, (start, end) = found[0], found.span()
        digits, spelled, is_ten = _digits(text, piece, start, end)
        if digits:
            if not (ten and row.fill_ten(digits, end)):
                row.add(digits, start, end, spelled=spelled)
            ten = is_ten
            continue
        if piece in _TIMES:
            row.times = _TIMES[piece]
        elif not _goes_on(row, piece, end):
            if row.groups:
                yield _done(row)
            row, ten = _Row(), False
    if row.groups:
        yield _done(row)


def _done(row: _Row) -> Run:
    return Run(tuple(row.groups), tuple(row.between), row.start, row.end, row.spelled)


def _goes_on(row: _Row, piece: str, end: int) -> bool:
    """Whether a row may go on over this piece."""
    if not piece[0].isalnum():
        row.gap += piece
        return "\0" not in piece
    if row.groups and piece in _WEAK and len(row.groups[-1]) == 1:
        row.weak.append((_WEAK[piece], end))
        return len(row.weak) <= _MOST_WEAK
    row.fillers += 1
    row.gap += piece
    return piece in _FILLERS and row.fillers <= _MOST_FILLERS


def _digits(text: str, piece: str, start: int, end: int) -> tuple[str, bool, bool]:
    """Return the digits that a piece stands for, whether it is a word, and whether that is a ten."""
    if piece[0].isdigit():
        return piece, False, False
    if piece in _WORDS:
        return _WORDS[piece], True, False
    if piece in _TENS:
        return f"{_TENS[piece]}0", True, True
    before = start > 0 and text[start - 1].isdigit()
    after = end < len(text) and text[end].isdigit()
    if (before or after) and set(piece) == {"o"}:
        return "0" * len(piece), False, False
    if before and after and len(piece) == 1 and piece in _LOOKALIKE:
        return _LOOKALIKE[piece], False, False
    if before and after and piece in _WEAK:
        return _WEAK[piece], True, False
    german = _GERMAN.fullmatch(piece)
    if german:
        return (
            str(_TENS.get(german[2].replace("ß", "ss"), 2) * _FIRST_TEN + int(_WORDS.get(german[1], "1"))),
            True,
            False,
        )
    if _ALL_GLUED.fullmatch(piece) or ((before or after) and _TWO_GLUED.fullmatch(piece)):
        return "".join(_value(one) for one in _GLUED_ONES.findall(piece)), True, False
    return "", False, False


def _value(word: str) -> str:
    return f"{_TENS[word]}0" if word in _TENS else _WORDS.get(word) or _WEAK[word]
