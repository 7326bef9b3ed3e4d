"""What outranks any score, as data: one phrase file a language, loaded and compiled once.

A file says which phrases mean what and how grave they are (``signals``), which words change whom or when they speak of
(``gates``), and what counts as an answer to a listener's direct question (``answers``). ``reviewer`` names the native
speaker who read it through, empty until somebody has. The rules that use a file are in ``scope.py`` and ``reading.py``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crisis.patterns import Found, PatternBook
from crisis.tiers import About, Kind, Tier
from crisis.words import Words, fold

GATES = (
    "negators", "free", "past", "present", "fiction", "idioms", "trivial", "soon", "reports", "told", "me", "minor",
    "closings",
)  # fmt: skip
ANSWERS = ("asks", "yes", "unsure", "no", "soon")


@dataclass(frozen=True, slots=True)
class Signal:
    """What a group of phrases means."""

    kind: Kind
    tier: Tier
    about: About
    first_person: bool
    """Whether it counts only in a sentence that says "I": these words are also those of news and of help for others."""


@dataclass(frozen=True, slots=True)
class SignalSet:
    """One language's phrases, gates and answers."""

    language: str
    reviewer: str
    split_apostrophes: bool
    signals: tuple[Signal, ...]
    bridge: frozenset[str]
    """Words that may stand between a negation and what it denies."""
    vocabulary: frozenset[str]
    phrases: PatternBook
    gates: PatternBook
    answers: PatternBook

    def fold(self, text: str) -> Words:
        """Fold a text by this language's habits."""
        return fold(text, vocabulary=self.vocabulary, split_apostrophes=self.split_apostrophes)

    def gates_in(self, words: Words) -> dict[str, list[Found]]:
        """List the gates met in a text by their name."""
        return _by_name(self.gates, GATES, words)

    def answers_in(self, words: Words) -> dict[str, list[Found]]:
        """List the questions and answers met in a text by their name."""
        return _by_name(self.answers, ANSWERS, words)


@cache
def signal_set(language: str) -> SignalSet:
    """Load a language's phrase file; ``KeyError`` and ``ValueError`` name what is wrong in it."""
    source = files("crisis").joinpath("data", "signals", f"{language}.toml").read_text(encoding="utf-8")
    return _signal_set(tomllib.loads(source))


def _signal_set(table: Mapping[str, Any]) -> SignalSet:
    lists = table["words"]
    groups = table["signals"]
    phrases = PatternBook(
        ((number, phrase) for number, group in enumerate(groups) for phrase in group["phrases"]),
        lists,
    )
    gates = _book(table["gates"], GATES, lists)
    answers = _book(table["answers"], ANSWERS, lists)
    return SignalSet(
        language=table["language"],
        reviewer=table["reviewer"],
        split_apostrophes=table["split_apostrophes"],
        signals=tuple(_signal(group) for group in groups),
        bridge=frozenset(table["gates"]["bridge"]),
        vocabulary=frozenset(phrases.vocabulary | gates.vocabulary | answers.vocabulary),
        phrases=phrases,
        gates=gates,
        answers=answers,
    )


def _signal(group: Mapping[str, Any]) -> Signal:
    return Signal(
        kind=Kind(group["kind"]),
        tier=Tier[group["tier"].upper()],
        about=About(group.get("about", About.SELF)),
        first_person=group.get("first_person", False),
    )


def _book(table: Mapping[str, list[str]], names: tuple[str, ...], lists: Mapping[str, list[str]]) -> PatternBook:
    return PatternBook(((number, phrase) for number, name in enumerate(names) for phrase in table.get(name, ())), lists)


def _by_name(book: PatternBook, names: tuple[str, ...], words: Words) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {name: [] for name in names}
    for hit in book.find(words):
        found[names[hit.label]].append(hit)
    return found
