"""What is heard in one line of a listener: names of rules, each with its words for the look back. Phrases are data."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_DANGER_WORDS = frozenset({"risk", "safety"})
"""What a question that only takes "no" does not ask."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be heard."""

    name: str
    kind: Literal["try", "well"]
    title: str
    why: str
    example: str
    phrases: re.Pattern[str] | None
    """None where only the chat around the line can tell."""
    unless: re.Pattern[str] | None

    def fits(self, line: str) -> bool:
        """Whether the line, already plain, says this."""
        if self.phrases is None or self.phrases.search(line) is None:
            return False
        return self.unless is None or self.unless.search(line) is None


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its name, the most important first."""
    told = tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))
    return {
        name: Rule(
            name=name,
            kind=kind,
            title=one["title"],
            why=one["why"],
            example=one.get("example", ""),
            phrases=_any(one.get("phrases", ())),
            unless=_any(one.get("unless", ())),
        )
        for kind in ("try", "well")
        for name, one in told[kind].items()
    }


def _any(phrases: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases)) if phrases else None


def plain(text: str) -> str:
    """Small letters, straight apostrophes, single spaces."""
    return " ".join(text.translate(_QUOTES).lower().split())


def hear(text: str) -> frozenset[str]:
    """The names of all that this line says by itself. Sentence by sentence: what one softens, another may not."""
    line = plain(text)
    if not line:
        return frozenset({"room"})
    return frozenset[str]().union(*(_in_sentence(sentence) for sentence in _SENTENCES.split(line)))


def _in_sentence(sentence: str) -> frozenset[str]:
    found = frozenset(name for name, rule in rules().items() if rule.fits(sentence))
    return found - _DANGER_WORDS if "leading" in found else found
