"""Says where a chat is going, sinking or lifting, from the seeker's turns: never an alarm, and never a single sentence.

A turn counts half by its tone and half by how the seeker takes what is said: takes it up, or turns it down. Manners are
left out, since thanks are as warm after a chat that helped as after one that did not. What is remembered of a chat is
two averages: where it stands now, and where it began. The words are in ``data/trend``; without them there is no trend.
"""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from crisis.patterns import Found, PatternBook
from crisis.sentiment import valence
from crisis.words import BREAK, STOP, Words, fold

TURNS = 5
"""Turns that count before a trend says anything, and of which the beginning is made."""
ALPHA = 0.25
"""Weight of the newest turn. On real support chats 0.2 to 0.35 told improved from not improved equally well."""
FROM_START = 0.5
"""How much of the beginning is taken off: to be low is one thing, to have come down there another."""
FALLING = -0.25
"""Trend at or below which somebody seems to be sinking; fewer than 1 in 100 chats that ended well ever came so low."""
REACH = 3
"""Words of the same clause that a "not" denies after it."""

_NAMES = ("courtesies", "negators", "lifting", "sinking")
_ENDS = frozenset({BREAK, STOP})


@dataclass(frozen=True, slots=True)
class Trend:
    """The averages of a chat, over the turns that said anything."""

    turns: int = 0
    now: float = 0.0
    start: float = 0.0

    def after(self, heading: float | None) -> "Trend":
        """Add a turn; one that says nothing changes nothing."""
        if heading is None:
            return self
        turns = self.turns + 1
        now = heading if turns == 1 else ALPHA * heading + (1 - ALPHA) * self.now
        start = self.start + (heading - self.start) / turns if turns <= TURNS else self.start
        return replace(self, turns=turns, now=now, start=start)

    @property
    def value(self) -> float | None:
        """From -1, sinking, to 1, lifting; None while too little was said."""
        return (self.now - FROM_START * self.start) / (1 + FROM_START) if self.turns >= TURNS else None

    @property
    def sinking(self) -> bool:
        """Whether somebody seems to be going down."""
        return self.value is not None and self.value <= FALLING


def heading(text: str, *, tone: float | None, language: str) -> float | None:
    """Say where one turn points, from -1 to 1; None where it is manners only, or in a language without such words.

    ``tone`` is the valence of the whole text, so that it is not worked out twice.
    """
    book = _book(language)
    if book is None or tone is None:
        return None
    words = fold(text)
    found: dict[str, list[Found]] = {name: [] for name in _NAMES}
    for hit in book.find(words):
        found[_NAMES[hit.label]].append(hit)
    taken = _taken(words, found)
    if found["courtesies"]:
        rest = _without(text, words, frozenset(hit.first for hit in found["courtesies"]))
        tone = valence(rest, language=language) if rest else None
    return None if tone is None and not taken else ((tone or 0.0) + taken) / 2


@cache
def _book(language: str) -> PatternBook | None:
    source = files("crisis").joinpath("data", "trend", f"{language}.toml")
    if not language.isalpha() or not source.is_file():
        return None
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return PatternBook(((label, one) for label, name in enumerate(_NAMES) for one in table[name]), table["words"])


def _taken(words: Words, found: dict[str, list[Found]]) -> int:
    """Say whether more is taken up, 1, or turned down, -1: what is taken up under a "not" is turned down."""
    no = {hit.first for hit in found["negators"]}
    down = _apart(found["sinking"])
    covered = {at for hit in down for at in range(hit.first, hit.last)}
    up = [hit for hit in _apart(found["lifting"]) if hit.first not in covered]
    denied = sum(_denied(words, hit.first, no) for hit in up)
    balance = len(up) - 2 * denied - sum(not _denied(words, hit.first, no) for hit in down)
    return (balance > 0) - (balance < 0)


def _apart(hits: Iterable[Found]) -> list[Found]:
    """Keep the longest of those that overlap, so that nothing is counted twice."""
    kept: list[Found] = []
    for hit in sorted(hits, key=lambda one: (one.first, -one.last)):
        if not kept or hit.first >= kept[-1].last:
            kept.append(hit)
    return kept


def _denied(words: Words, first: int, no: Collection[int]) -> bool:
    for at in range(first - 1, max(first - REACH, 0) - 1, -1):
        if words.tokens[at] in _ENDS:
            return False
        if at in no:
            return True
    return False


def _without(text: str, words: Words, manners: frozenset[int]) -> str:
    """Give the sentences that hold none of these words."""
    kept: list[str] = []
    first = 0
    for at in [*(number for number, token in enumerate(words.tokens) if token == STOP), len(words.tokens)]:
        if at > first and manners.isdisjoint(range(first, at)):
            start, end = words.span(first, min(at + 1, len(words.tokens)))
            kept.append(text[start:end])
        first = at + 1
    return " ".join(kept)
