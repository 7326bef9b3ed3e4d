"""The small language that phrase files are written in, and the matcher for it.

A pattern is words in a row: ``a|b`` is either word, ``a_b`` is two words where one choice has two, ``word?`` may be
missing, ``{name}`` is any phrase of a word list, and ``*`` stands for up to three words of the same clause, none of
them from the word list ``apart`` (``*6`` for up to six). ``stem…`` is any word that begins so, for languages whose
endings are many; a stem with which a pattern begins has four letters or more. ``#`` is any number in figures. A leading
``^`` asks that a clause begins there, a trailing ``$`` that one ends.

All patterns of a book, of any number of languages, are walked at once: a word leads from one set of places in the
patterns to the next, and each such step is worked out the first time it is taken. A walk begins only where some pattern
does and is never longer than the longest of them, so that time grows with the length of the text and never faster,
whatever a stranger types.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from crisis.places import END, OPEN, STEM, Place, Sorts, Writer
from crisis.words import ENDS, STOP, Words

MOST_STEPS = 200_000
"""Steps remembered before they are forgotten and worked out anew, so that no text can fill the memory."""


class Found(NamedTuple):
    """A pattern met in a text: its label, and the words ``first`` up to ``last`` (not included)."""

    label: int
    first: int
    last: int


class _Step:
    """Places reached together, and where each word leads from them as far as that was asked."""

    __slots__ = ("labels", "labels_at_end", "moves", "next", "skip", "sorts")

    def __init__(self, places: Iterable[Place]) -> None:
        self.labels: tuple[int, ...] = ()
        self.labels_at_end: tuple[int, ...] = ()
        self.moves: dict[str, _Step | None] = dict.fromkeys(ENDS)
        self.next: dict[int, tuple[Place, ...]] = {}
        self.skip: list[Place] = []
        labels: set[int] = set()
        for place in places:
            labels.update(place.labels)
            for sort, after in place.next.items():
                self.next[sort] = self.next[sort] + after if sort in self.next else after
            if place.skip:
                self.skip.append(place)
        self.labels = tuple(labels)
        self.sorts = frozenset(self.next)

    def reached(self, sorts: set[int]) -> dict[int, Place]:
        """List the places that a word of these sorts leads to."""
        found: dict[int, Place] = {}
        for sort in self.sorts & sorts:
            for after in self.next[sort]:
                found[id(after)] = after
        for place in self.skip:
            if place.apart not in sorts:
                for after in place.skip:
                    found[id(after)] = after
        return found


class PatternBook:
    """Patterns under labels, ready to be looked for in folded words."""

    def __init__(
        self, patterns: Iterable[tuple[int, str]] = (), lists: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Compile ``(label, pattern)`` pairs; a ``KeyError`` names a word list that the file lacks."""
        self._sorts = Sorts()
        self._anywhere = Place()
        self._starting = Place()
        self.add(patterns, lists or {})

    def add(self, patterns: Iterable[tuple[int, str]], lists: Mapping[str, Sequence[str]]) -> None:
        """Compile more pairs, with the word lists of their own file."""
        apart = self._sorts.sort(lists["apart"]) if lists.get("apart") else -1
        writer = Writer(lists, apart, self._sorts)
        for label, pattern in patterns:
            writer.write(pattern, label, self._anywhere, self._starting)
        self._forget()
        short = [word for word in self._begin if word.endswith(OPEN) and len(word) <= STEM]
        if short:
            message = f"a pattern must begin with a word or a stem of four letters: {short}"
            raise ValueError(message)

    def tellers(self, phrase: str, lists: Mapping[str, Sequence[str]], common: Collection[str]) -> frozenset[str]:
        """Choose words without one of which no text fits a phrase, with as few common ones as can be."""
        return Writer(lists, -1, self._sorts).tellers(phrase, common)

    @property
    def vocabulary(self) -> set[str]:
        """Every whole word of the patterns."""
        return {word for word in self._sorts.of if not word.endswith(OPEN) and word != END}

    def find(self, words: Words) -> list[Found]:
        """List, for every label, the longest reach of its patterns wherever one begins, in the order of the text."""
        known, known_as, begin = self._sorts.of, self._sorts.known_as, self._begin
        tokens = [token if token in known or token in ENDS else known_as(token) for token in words.tokens]
        tokens.append(STOP)
        found: list[Found] = []
        for first, token in enumerate(tokens):
            if token in begin:
                begins = first == 0 or tokens[first - 1] in ENDS
                self._walk(self._first_of_clause if begins else self._first, tokens, first, found)
        return found

    def _walk(self, step: _Step, tokens: Sequence[str], first: int, found: list[Found]) -> None:
        """Follow the words from one on as far as any pattern goes."""
        reach: dict[int, int] = {}
        last = first
        while True:
            token = tokens[last]
            try:
                after = step.moves[token]
            except KeyError:
                after = self._work_out(step, token)
            if after is None:
                break
            step = after
            last += 1
            if step.labels:
                reach.update(dict.fromkeys(step.labels, last))
            if step.labels_at_end and tokens[last] in ENDS:
                reach.update(dict.fromkeys(step.labels_at_end, last))
        found.extend(Found(label, first, end) for label, end in reach.items())

    def _work_out(self, step: _Step, token: str) -> _Step | None:
        sorts = self._sorts.all_of(token)
        after = None
        if step.skip or not step.sorts.isdisjoint(sorts):
            reached = step.reached(sorts)
            if reached:
                key = frozenset(reached)
                after = self._steps.get(key) or self._steps.setdefault(key, self._new_step(reached))
        step.moves[token] = after
        self._worked_out += 1
        if self._worked_out > MOST_STEPS:
            self._forget()
        return after

    def _new_step(self, reached: dict[int, Place]) -> _Step:
        step = _Step(reached.values())
        at_end = step.reached(self._sorts.all_of(END)) if END in self._sorts.of else {}
        step.labels_at_end = tuple({label for place in at_end.values() for label in place.labels})
        return step

    def _forget(self) -> None:
        self._worked_out = 0
        self._steps: dict[frozenset[int], _Step] = {}
        self._first = _Step([self._anywhere])
        self._first_of_clause = _Step([self._anywhere, self._starting])
        sorts = self._anywhere.next.keys() | self._starting.next.keys()
        self._begin = frozenset(word for sort in sorts for word in self._sorts.words[sort])
        stems = {word for word in self._begin if word.endswith(OPEN)}
        if stems:
            self._begin |= {word for word in self._sorts.of if stems & self._sorts.stems_of(word)}
