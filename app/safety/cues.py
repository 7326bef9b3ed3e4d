"""Cues of grooming, and abuse, as groups of phrases met in a message. Which ones matter for whom is in ``rules.py``.

Phrases are data, one file a language. All languages are looked for in every message, since nobody is held to one.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

from app.safety.letters import SINGLES, everyday
from crisis.patterns import PatternBook
from crisis.words import BREAK, STOP, Words, fold

LANGUAGES = ("en", "es", "de", "fr", "pt", "it", "nl")


class Cue(StrEnum):
    """What a phrase is a sign of."""

    PROBING = "probing"
    LOCATION = "location"
    SECRECY = "secrecy"
    ELSEWHERE = "elsewhere"
    IMAGE = "image"
    SEXUAL = "sexual"
    MEETING = "meeting"
    MONEY = "money"
    FLATTERY = "flattery"
    RETURN = "return"
    INSULT = "insult"
    THREAT = "threat"


ABUSE = frozenset({Cue.INSULT, Cue.THREAT})
_CUES = tuple(Cue)
_REACH = 5
"""Words before a phrase in which "he said" makes it somebody else's."""
_TOKEN = re.compile(r"[^\W_]+|[.!?\n]+|[,;:()]+")
_STRETCHED = re.compile(r"(.)\1\1")
_BROKEN_UP = re.compile(
    r"[\d@$!|*+.\-_~/](?:(?<=[a-zA-Z\d][\d@$!|*+])[a-zA-Z\d]|(?<=[a-zA-Z\d][.\-*_~/])[a-zA-Z\d][.\-*_~/][a-zA-Z\d])",
    re.ASCII,
)
_APART = re.compile(r"(?:\b[^\W\d_]\b[ .\-_*]{1,3}){3}")
"""Each by itself, and beginning with single signs where that can be: so a search runs fast."""


class Phrases(NamedTuple):
    """Every language's phrases, ready."""

    book: PatternBook
    vocabulary: frozenset[str]
    reports: frozenset[str]


def cues_in(text: str) -> frozenset[Cue]:
    """Return what a message shows signs of. What somebody reports that others said is not theirs."""
    phrases = all_phrases()
    text = everyday(text).replace("'", "")
    words = fold(text, vocabulary=phrases.vocabulary) if _hides(text) else _plainly(text)
    found = {
        _CUES[hit.label]
        for hit in phrases.book.find(words)
        if _CUES[hit.label] not in ABUSE or not _reported(text, words, hit.first, phrases.reports)
    }
    return frozenset(found)


def _hides(text: str) -> bool:
    """Whether a word may be hidden, stretched or written in other letters, so that what stands there does not tell."""
    if not text.isascii() or _STRETCHED.search(text) or _BROKEN_UP.search(text):
        return True
    return SINGLES.search(text) is not None and _APART.search(text) is not None


def _plainly(text: str) -> Words:
    """Cut a text in which nothing is hidden, for a tenth of what folding costs. Where its words stand is left open."""
    pieces: list[str] = _TOKEN.findall(text.lower())
    tokens = [one if one[0].isalnum() else STOP if one[0] in ".!?\n" else BREAK for one in pieces]
    return Words(tuple(tokens), [], [], range(len(text)))


def _start(text: str, words: Words, at: int) -> int:
    """Return where a word stands in the text."""
    if words.starts:
        return words.span(at, at + 1)[0]
    return next(islice(_TOKEN.finditer(text.lower()), at, None)).start()


def _reported(text: str, words: Words, first: int, reports: frozenset[str]) -> bool:
    """Whether somebody else is said to have said it: "he told me you are useless", or in quotes."""
    before = words.tokens[max(0, first - _REACH) : first]
    since = max((at + 1 for at, token in enumerate(before) if token == STOP), default=0)
    if any(token in reports for token in before[since:]):
        return True
    return text.count('"', 0, _start(text, words, first)) % 2 == 1


@cache
def all_phrases() -> Phrases:
    """Load and compile the phrases of every language, once."""
    book = PatternBook()
    reports: set[str] = set()
    for language in LANGUAGES:
        table = tomllib.loads(files("app.safety").joinpath("data", f"{language}.toml").read_text(encoding="utf-8"))
        book.add(_phrases_of(table), table["words"])
        reports.update(table["words"]["said"])
    return Phrases(book, frozenset(book.vocabulary), frozenset(reports))


def _phrases_of(table: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for group in ("cues", "abuse"):
        for name, phrases in table[group].items():
            yield from ((_CUES.index(Cue(name)), phrase) for phrase in phrases)
