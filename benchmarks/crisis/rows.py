"""Labelled messages and chats: a folder kept outside the project, or a few dozen sentences of our own beside this file.

A folder holds one JSON object a line in ``msg_*.jsonl`` and ``conv_*.jsonl``. Rows are read, counted and forgotten;
none is printed or kept. Each belongs to half A or B by what it is a piece of, so that a grammar written with one half
in view can be judged on the other.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any

OWN = Path(__file__).with_name("own.jsonl")
MESSAGES = ("gold", "everyday", "distress", "adversarial", "challenge", "multilingual")
CHATS = ("esconv", "spliced", "synthetic")
_GROUPED = 60
"""Letters of a message that say which group it is of: copies of one message stay together."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message: ``label`` says whether it is a crisis, ``tier`` how grave it is, ``kind`` what it is like."""

    text: str
    label: str
    tier: str
    kind: str

    @property
    def crisis(self) -> bool:
        """Whether it should be flagged."""
        return self.label == "crisis"

    @property
    def half(self) -> str:
        """Which half it is of."""
        return half(self.text[:_GROUPED].lower())


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation, in turns of ``role`` and ``text``; ``crisis_turns`` says where the crisis is told."""

    id: str
    label: str
    outcome: str
    turns: tuple[Mapping[str, str], ...]
    crisis_turns: tuple[int, ...]

    @property
    def half(self) -> str:
        """Which half it is of."""
        return half(self.id)

    @property
    def said(self) -> list[str]:
        """What the seeker said."""
        return [turn["text"] for turn in self.turns if turn["role"] == "seeker"]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything to measure on."""

    own: bool
    messages: Mapping[str, tuple[Row, ...]]
    chats: Mapping[str, tuple[Chat, ...]]


def half(group: str) -> str:
    """Say which half a group belongs to, the same on every machine."""
    return "AB"[sha1(f"half|{group}".encode(), usedforsecurity=False).digest()[0] % 2]


def read(folder: Path | None, *, split: str = "dev") -> Material:
    """Read a folder that holds a split, or our own sentences; ``FileNotFoundError`` where there is nothing to read."""
    if folder is None:
        found = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
        return _material(lambda name: [one for one in found if one["set"] == name], own=True)
    if not (folder / split / "msg_gold.jsonl").exists():
        message = f"no {split}/msg_gold.jsonl in {folder}"
        raise FileNotFoundError(message)
    return _material(lambda name: _lines(folder / split / f"{name}.jsonl"), own=False)


def asked_for(command: str, promise: str | None) -> Material:
    """Read what the command line names: a folder and a split of it, or nothing for our own sentences."""
    asked = argparse.ArgumentParser(prog=f"python -m {command}", description=promise)
    asked.add_argument("evaluation", type=Path, nargs="?")
    asked.add_argument("--split", default="dev")
    given = asked.parse_args()
    try:
        return read(given.evaluation, split=given.split)
    except FileNotFoundError as missing:
        asked.error(str(missing))


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _material(rows: Callable[[str], Iterable[dict[str, Any]]], *, own: bool) -> Material:
    return Material(
        own,
        {name: tuple(_row(one) for one in rows(f"msg_{name}")) for name in MESSAGES},
        {name: tuple(_chat(one) for one in rows(f"conv_{name}")) for name in CHATS},
    )


def _row(one: Mapping[str, Any]) -> Row:
    return Row(one["text"], one["label"], one["tier"], one["kind"])


def _chat(one: Mapping[str, Any]) -> Chat:
    turns = tuple({"role": turn["role"], "text": turn["text"]} for turn in one["turns"])
    return Chat(one["id"], one["label"], one.get("outcome") or "unknown", turns, tuple(one["crisis_turns"] or ()))
