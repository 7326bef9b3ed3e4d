"""The small language that phrase files are written in, and the matcher for it.

A pattern is words in a row: ``a|b`` is either word, ``word?`` may be missing, ``{name}`` is any phrase of a word list,
and ``*`` stands for up to three words of the same clause, none of them from the word list ``apart``. Everything is
bounded and a pattern is tried only where its first word stands, so that time grows with the length of the text and
never faster, whatever a stranger types.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from crisis.words import Words, plain

_LITERAL = re.compile(r"[^\W_]+")


class Found(NamedTuple):
    """A pattern met in a text: its label, and the words ``first`` up to ``last`` (not included)."""

    label: int
    first: int
    last: int


class PatternBook:
    """Patterns under labels, ready to be looked for in folded words."""

    def __init__(self, patterns: Iterable[tuple[int, str]], lists: Mapping[str, Sequence[str]]) -> None:
        """Compile ``(label, pattern)`` pairs; a ``KeyError`` names a word list that the file lacks."""
        self._by_first: dict[str, list[tuple[int, re.Pattern[str]]]] = {}
        self.vocabulary: set[str] = set()
        for label, pattern in patterns:
            compiled = re.compile(_expression(pattern, lists))
            self.vocabulary.update(_literals(pattern, lists))
            for word in _first_words(pattern, lists):
                self._by_first.setdefault(word, []).append((label, compiled))

    def find(self, words: Words) -> Iterator[Found]:
        """Yield every pattern wherever it stands, in the order of the text."""
        for first, token in enumerate(words.tokens):
            for label, compiled in self._by_first.get(token, ()):
                met = compiled.match(words.line, words.starts[first])
                if met:
                    yield Found(label, first, words.index(met.end()))


def _expression(pattern: str, lists: Mapping[str, Sequence[str]]) -> str:
    return "".join(_element(element, lists) for element in pattern.split())


def _element(element: str, lists: Mapping[str, Sequence[str]]) -> str:
    if element == "*":
        apart = f"(?!(?:{'|'.join(lists['apart'])}) )" if lists.get("apart") else ""
        return f"(?:{apart}[^ |]+ ){{0,3}}"
    optional = "?" if element.endswith("?") else ""
    return f"(?:{'|'.join(_choices(element, lists))}){optional}"


def _choices(element: str, lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for choice in element.rstrip("?").split("|"):
        if choice.startswith("{"):
            for phrase in lists[choice[1:-1]]:
                yield _expression(phrase, lists)
        else:
            yield f"{re.escape(plain(choice))} "


def _first_words(pattern: str, lists: Mapping[str, Sequence[str]]) -> set[str]:
    first = pattern.split(maxsplit=1)[0]
    if first == "*" or first.endswith("?"):
        message = f"a pattern must begin with a word that is always there: {pattern!r}"
        raise ValueError(message)
    words: set[str] = set()
    for choice in first.split("|"):
        if choice.startswith("{"):
            words.update(*(_first_words(phrase, lists) for phrase in lists[choice[1:-1]]))
        else:
            words.add(plain(choice))
    return words


def _literals(pattern: str, lists: Mapping[str, Sequence[str]]) -> set[str]:
    names = re.findall(r"\{(\w+)\}", pattern)
    own = set(_LITERAL.findall(plain(re.sub(r"\{\w+\}", " ", pattern))))
    return own.union(*(_literals(phrase, lists) for name in names for phrase in lists[name]))
