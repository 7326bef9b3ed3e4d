"""What outranks any score, as data: one phrase file a language, loaded and compiled once.

A file says which phrases mean what and how grave they are (``signals``), which words change whom or when they speak of
(``gates``), and what counts as an answer to a listener's direct question (``answers``). ``reviewer`` names the native
speaker who read it through, empty until somebody has. The rules that use a file are in ``scope.py`` and ``reading.py``.

The phrases of all languages are looked for together: one more language makes no message dearer.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from crisis.languages import LANGUAGES
from crisis.patterns import Found, PatternBook
from crisis.places import OPEN, cut
from crisis.tiers import About, Kind, Tier
from crisis.words import Words, fold, letters, row

_ELISION = re.compile(r"\w'(?!(?:t|m|s|re|ve|ll|d)\b)\w")
"""An apostrophe that is not one of an English contraction: it may part two words."""
_BEGINNING = 3
"""Letters by which a stem is looked for at first."""
GATES = (
    "negators", "free", "past", "present", "fiction", "idioms", "trivial", "soon", "reports", "told", "me", "minor",
    "others", "anyone", "serious", "denials", "talk", "recovered",
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
    weak: bool
    """Whether it stands down where somebody says plainly that they do not mean to die."""
    needs: float
    """How grave the whole message must sound to ``learned.py`` before words as vague as these count."""


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
    gates: PatternBook
    answers: PatternBook

    @property
    def phrases(self) -> PatternBook:
        """Give this language's phrases alone; a message is read with those of all languages at once."""
        return _phrases_alone(self.language)

    def fold(self, text: str) -> Words:
        """Fold a text by this language's habits."""
        return fold(text, vocabulary=self.vocabulary, split_apostrophes=self.split_apostrophes)

    def gates_in(self, words: Words) -> dict[str, list[Found]]:
        """List the gates met in a text by their name."""
        return _by_name(self.gates, GATES, words)

    def answers_in(self, words: Words) -> dict[str, list[Found]]:
        """List the questions and answers met in a text by their name."""
        return _by_name(self.answers, ANSWERS, words)


class Heard(NamedTuple):
    """The phrases of one language met in a row of words; a label is the number of a signal of that language."""

    language: SignalSet
    words: Words
    hits: list[Found]


class Phrases:
    """The phrases of all languages: those of English by themselves, and all others in one book.

    The others are walked only where a text holds a word that at least one of their phrases cannot do without. Few
    English messages do, so that the many languages cost them next to nothing.
    """

    def __init__(self) -> None:
        self.sets = tuple(signal_set(language) for language in LANGUAGES)
        self.vocabulary = frozenset[str]().union(*(one.vocabulary for one in self.sets))
        self._others = PatternBook()
        self._signals: list[tuple[SignalSet, int]] = []
        tellers: set[str] = set()
        for one in self.sets[1:]:
            base = len(self._signals)
            table = _table(one.language)
            self._signals.extend((one, number) for number in range(len(one.signals)))
            self._others.add(((base + number, phrase) for number, phrase in _phrases_of(table)), table["words"])
            for _, phrase in _phrases_of(table):
                tellers |= self._others.tellers(phrase, table["words"], self.sets[0].vocabulary)
        self._tellers = frozenset(tellers)
        self._asks = PatternBook()
        for number, one in enumerate(self.sets):
            table = _table(one.language)
            self._asks.add(((number, phrase) for phrase in table["answers"].get("asks", ())), table["words"])
        self._beginnings = frozenset(word[:_BEGINNING] for word in tellers if word.endswith(OPEN))

    def heard(self, text: str) -> tuple[Words, list[Heard]]:
        """List what was met, by language, beside the words of the text."""
        source = letters(text, self.vocabulary)
        plain = row(source, self.vocabulary)
        english = self.sets[0]
        hits = english.phrases.find(plain)
        found = [Heard(english, plain, hits)] if hits else []
        if self._may_be_another(plain) or _ELISION.search(source.text):
            split = row(source, self.vocabulary, split_apostrophes=True) if "'" in source.text else plain
            for words in {id(plain): plain, id(split): split}.values():
                found.extend(self._heard_in(words, split=words is split, whole=words is plain))
        return plain, found

    def asks(self, text: str) -> bool:
        """Tell whether a text asks about suicide in any language."""
        source = letters(text, self.vocabulary)
        plain = row(source, self.vocabulary)
        split = row(source, self.vocabulary, split_apostrophes=True) if "'" in source.text else plain
        return any(
            self.sets[hit.label].split_apostrophes is apart
            for words, apart in ((plain, False), (split, True))
            for hit in self._asks.find(words)
        )

    def _may_be_another(self, words: Words) -> bool:
        return not (
            self._tellers.isdisjoint(words.tokens)
            and self._beginnings.isdisjoint([token[:_BEGINNING] for token in words.tokens])
        )

    def _heard_in(self, words: Words, *, split: bool, whole: bool) -> list[Heard]:
        found: dict[str, Heard] = {}
        for hit in self._others.find(words):
            one, number = self._signals[hit.label]
            if split if one.split_apostrophes else whole:
                found.setdefault(one.language, Heard(one, words, [])).hits.append(hit._replace(label=number))
        return list(found.values())


@cache
def all_phrases() -> Phrases:
    """Load and compile the phrases of every language, once."""
    return Phrases()


@cache
def signal_set(language: str) -> SignalSet:
    """Load a language's phrase file; ``KeyError`` and ``ValueError`` name what is wrong in it."""
    table = _table(language)
    lists = table["words"]
    groups = table["signals"]
    gates = _book(table["gates"], GATES, lists)
    answers = _book(table["answers"], ANSWERS, lists)
    return SignalSet(
        language=table["language"],
        reviewer=table["reviewer"],
        split_apostrophes=table["split_apostrophes"],
        signals=tuple(_signal(group) for group in groups),
        bridge=frozenset(table["gates"]["bridge"]),
        vocabulary=frozenset(_words_of(table)),
        gates=gates,
        answers=answers,
    )


@cache
def _table(language: str) -> Mapping[str, Any]:
    source = files("crisis").joinpath("data", "signals", f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def _phrases_alone(language: str) -> PatternBook:
    table = _table(language)
    return PatternBook(_phrases_of(table), table["words"])


def _words_of(table: Mapping[str, Any]) -> set[str]:
    """List every whole word of a phrase file."""
    groups = [*table["words"].values(), *table["gates"].values(), *table["answers"].values()]
    groups += [group["phrases"] for group in table["signals"]]
    found: set[str] = set()
    for phrase in {phrase for group in groups for phrase in group}:
        for choice in re.split(r"[\s|?_]+", re.sub(r"\{\w+\}|\*\d?|[\^$]", " ", phrase)):
            found.update(word for word in cut(choice) if choice and not word.endswith(OPEN))
    return found


def _phrases_of(table: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    return ((number, phrase) for number, group in enumerate(table["signals"]) for phrase in group["phrases"])


def _signal(group: Mapping[str, Any]) -> Signal:
    return Signal(
        kind=Kind(group["kind"]),
        tier=Tier[group["tier"].upper()],
        about=About(group.get("about", About.SELF)),
        first_person=group.get("first_person", False),
        weak=group.get("weak", False),
        needs=group.get("needs", 0.0),
    )


def _book(
    table: Mapping[str, Sequence[str]], names: tuple[str, ...], lists: Mapping[str, Sequence[str]]
) -> PatternBook:
    return PatternBook(((number, phrase) for number, name in enumerate(names) for phrase in table.get(name, ())), lists)


def _by_name(book: PatternBook, names: tuple[str, ...], words: Words) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {name: [] for name in names}
    for hit in book.find(words):
        found[names[hit.label]].append(hit)
    return found
