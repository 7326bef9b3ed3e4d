"""Where a text can stand within the patterns of a book, and how a pattern is written down as such places.

Words that lead to the same place are one sort: "cut|cutting|burning" is a single way on, however many words it has.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from crisis.scripts import words_of
from crisis.words import plain

END = "$"
"""Stands for the end of a clause, as if it were a word."""
NUMBER = "#"
"""Stands for any number in figures."""
OPEN = "…"
"""Ends a word of a pattern that may go on."""
STEM = 4
"""Letters that a stem must have where a pattern begins with it."""
GAP = 3
"""Words that a plain ``*`` stands for at most."""


class Place:
    """A place between two words of patterns: what may come next, and what has been said if nothing more must."""

    __slots__ = ("apart", "labels", "next", "skip")

    def __init__(self) -> None:
        self.next: dict[int, tuple[Place, ...]] = {}
        """Where each sort of words leads. Places that go on alike share what stands here: there are 300,000."""
        self.skip: tuple[Place, ...] = ()
        """Where any word leads that is not of the sort ``apart``."""
        self.apart = -1
        self.labels: tuple[int, ...] = ()


class Sorts:
    """Which sorts every word belongs to."""

    def __init__(self) -> None:
        self.of: dict[str, set[int]] = {}
        self.words: list[frozenset[str]] = []
        self._numbers: dict[frozenset[str], int] = {}
        self._all: dict[str, set[int]] = {}
        self._heads: set[str] = set()
        """How stems begin, so that a word that is no stem's is told at once."""

    def sort(self, words: Iterable[str]) -> int:
        """Give the number of the sort of these words."""
        members = frozenset(words)
        number = self._numbers.setdefault(members, len(self.words))
        if number == len(self.words):
            self.words.append(members)
            self._all.clear()
            for word in members:
                self.of.setdefault(word, set()).add(number)
                if word.endswith(OPEN):
                    self._heads.add(word[:1])
        return number

    def known_as(self, token: str) -> str:
        """Give the word a token is known as: itself, the longest stem it begins with, or nothing."""
        if token in self.of:
            return token
        if token[0].isdigit() and NUMBER in self.of and token.isdigit():
            return NUMBER
        if token[:1] not in self._heads:
            return ""
        return next((stem for stem in _stems(token) if stem in self.of), "")

    def all_of(self, token: str) -> set[int]:
        """List the sorts of a known word, and of every stem it begins with."""
        sorts = self._all.get(token)
        if sorts is None:
            sorts = self.of.get(token, set())
            stems = self.stems_of(token)
            if stems:
                sorts = sorts.union(*(self.of[stem] for stem in stems))
            self._all[token] = sorts
        return sorts

    def stems_of(self, token: str) -> set[str]:
        """List the stems that a word or a stem begins with."""
        if token[:1] not in self._heads:
            return set()
        return {stem for stem in _stems(token.removesuffix(OPEN)) if stem in self.of}


def _stems(token: str) -> list[str]:
    return [token[:length] + OPEN for length in range(len(token), 0, -1)]


class Writer:
    """Writes one file's patterns."""

    def __init__(self, lists: Mapping[str, Sequence[str]], apart: int, sorts: Sorts) -> None:
        """Take the file's word lists, the sort of words that no gap swallows (-1: none), and the book's sorts."""
        self.lists, self.apart, self.sorts = lists, apart, sorts
        self._known: dict[str, tuple[int | None, list[list[str]]]] = {}

    def write(self, pattern: str, label: int, anywhere: Place, starting: Place) -> None:
        """Write one pattern down from the root it begins at; ``ValueError`` if it could begin with any word."""
        elements = pattern.split()
        root = starting if elements[0] == "^" else anywhere
        body = elements[elements[0] == "^" :]
        if body[0][0] == "*" or body[0].endswith("?") or root in (places := self._row([root], body, Place())):
            message = f"a pattern must begin with a word that is always there: {pattern!r}"
            raise ValueError(message)
        for place in places:
            place.labels += (label,)

    def _row(self, starts: list[Place], elements: Sequence[str], target: Place) -> list[Place]:
        """Write elements in a row; they end in the target, and earlier where the last ones may be missing."""
        places = starts
        for number, element in enumerate(elements):
            end = target if number == len(elements) - 1 else Place()
            places = self._gap(places, element) if element[0] == "*" else self._choice(places, element, end)
        return places

    def _gap(self, starts: list[Place], element: str) -> list[Place]:
        """Let some words pass that are not ``apart``."""
        places = list(starts)
        reached = starts
        for _ in range(int(element[1:] or GAP)):
            after = Place()
            for place in reached:
                place.skip += (after,)
                place.apart = self.apart
            reached = [after]
            places.append(after)
        return places

    def _choice(self, starts: list[Place], element: str, end: Place) -> list[Place]:
        """Let one of several words or phrases come next."""
        ends = list(starts) if element.endswith("?") else []
        sort, rows = self._read(element.rstrip("?"))
        for parts in rows:
            ends.extend(self._row(starts, parts, end))
        if sort is not None:
            ends.append(end)
            here = (end,)
            for place in starts:
                place.next[sort] = place.next[sort] + here if sort in place.next else here
        return list({id(place): place for place in ends}.values())

    def _read(self, element: str) -> tuple[int | None, list[list[str]]]:
        """Part an element into the sort of its single words and its longer phrases; most stand in many patterns."""
        known = self._known.get(element)
        if known is not None:
            return known
        words: list[str] = []
        rows: list[list[str]] = []
        for phrase in self._phrases(element):
            parts = (phrase if "{" in phrase else phrase.replace("_", " ")).split()
            if len(parts) > 1 or parts[0][0] in "{*" or "|" in phrase:
                rows.append(parts)
                continue
            word, *others = cut(phrase)
            if others:
                rows.append([word, *others])
            else:
                words.append(word)
        self._known[element] = (self.sorts.sort(words) if words else None, rows)
        return self._known[element]

    def _phrases(self, element: str) -> Iterable[str]:
        for choice in element.split("|"):
            if choice.startswith("{"):
                for phrase in self.lists[choice[1:-1]]:
                    if " " in phrase or "{" in phrase:
                        yield phrase
                    else:
                        yield from phrase.split("|")
            else:
                yield choice

    def tellers(self, phrase: str, common: Collection[str]) -> frozenset[str]:
        """Choose words of which one is in every text that a phrase fits, with as few common ones as can be."""
        found = [words for element in phrase.split() if (words := self._tellers_of(element, common))]
        return min(found, key=lambda words: (sum(word in common for word in words), len(words)), default=frozenset())

    def _tellers_of(self, element: str, common: Collection[str]) -> frozenset[str]:
        if element.endswith("?") or element[0] in "*^":
            return frozenset()
        words: set[str] = set()
        for phrase in self._phrases(element):
            parts = phrase if "{" in phrase else phrase.replace("_", " ")
            single = len(parts.split()) == 1 and "|" not in parts and "{" not in parts
            own = frozenset(cut(parts)[:1]) - {END} if single else self.tellers(parts, common)
            if not own:
                return frozenset()
            words |= own
        return frozenset(words)


@cache
def cut(choice: str) -> tuple[str, ...]:
    """Fold one word of a pattern and cut it as a text is cut; the last may be a stem, told by its sign.

    What is remembered are words of phrase files, never of a text.
    """
    if choice in {END, NUMBER}:
        return (choice,)
    words = words_of(plain(choice.removesuffix(OPEN)))
    if choice.endswith(OPEN):
        words[-1] += OPEN
    return tuple(words)
