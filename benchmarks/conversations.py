"""Conversations to play: JSON lines of `{"id": …, "turns": [{"role": "seeker" | "listener", "text": …}]}`."""

import json
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.delivery import Author

OURS = Path(__file__).with_name("conversations.jsonl")
LONGEST = 2_000
"""Code points that the service takes in one message."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of one of the two."""

    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A file's conversations, as they can be played."""

    conversations: list[list[Turn]]
    cut: int
    """Texts that were too long and are cut."""
    left_out: int
    """Turns that are empty or of a third person."""


def read(path: Path) -> Told:
    """Return what can be played of a file."""
    conversations: list[list[Turn]] = []
    cut = left_out = 0
    with path.open(encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            turns: list[Turn] = []
            for turn in json.loads(line)["turns"]:
                role, text = turn["role"], str(turn["text"])
                if role not in {"seeker", "listener"} or not text.strip():
                    left_out += 1
                    continue
                cut += len(text) > LONGEST
                turns.append(Turn(role, text[:LONGEST]))
            if turns:
                conversations.append(turns)
    return Told(conversations, cut, left_out)


def repeated(conversations: list[list[Turn]], at_least: int) -> list[list[Turn]]:
    """Return them all, over again when they are fewer than asked for."""
    return list(islice(cycle(conversations), max(at_least, len(conversations))))
