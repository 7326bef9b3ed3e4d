"""Reads the sentences written for teaching, and draws variants of those with choices in them, the seed fixed.

A line such as ``i [took|swallowed] my {pills}`` stands for several sentences: each ``[one|other]`` and each ``{slot}``
is drawn anew. Some variants are roughened the way people type in a hurry: no punctuation, lost letters.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
DRAWS = 16
"""Variants drawn of a line with choices; all of them together weigh as much as ``SHARE`` whole sentences."""
SHARE = 5.0
ROUGHENED = 0.12
SEED = 20_260_105
CALM = "calm"

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to learn from: its kind (``calm`` for none), the file and line it came from, and its weight."""

    text: str
    kind: str
    source: str
    line: int
    weight: float
    rough: bool = False
    """Whether it is written the way a hurried hand does; its misspelt words are nobody's vocabulary."""


def files() -> list[Path]:
    """List the files that the weights come from."""
    return sorted([*HERE.glob("said/*.txt"), *HERE.glob("calm/*.txt"), HERE / "slots.toml", HERE / "lexicon.toml"])


def checksum() -> str:
    """Sum up all that was written, so that weights made from something else can be told."""
    found = sha256()
    for path in files():
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def lexicon() -> dict[str, Any]:
    """Read what makes unlike words alike."""
    return tomllib.loads((HERE / "lexicon.toml").read_text(encoding="utf-8"))


def sentences() -> list[Sentence]:
    """Draw all sentences; the same every time."""
    slots = tomllib.loads((HERE / "slots.toml").read_text(encoding="utf-8"))
    found: dict[str, Sentence] = {}
    for path in files():
        if path.suffix == ".txt":
            for one in _drawn(path, slots):
                found.setdefault(one.text, one)
    return list(found.values())


def _drawn(path: Path, slots: dict[str, list[str]]) -> Iterator[Sentence]:
    kind = path.stem if path.parent.name == "said" else CALM
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        chance = Random(f"{SEED} {path.name} {line}")  # a new line elsewhere leaves this one's variants as they are
        drawn = {_draw(line, slots, chance): None for _ in range(DRAWS)}
        weight = min(1.0, SHARE / len(drawn))
        for text in drawn:
            yield Sentence(text, kind, path.stem, number, weight)
            if chance.random() < ROUGHENED * min(2, len(drawn)):
                yield Sentence(roughened(text, chance), kind, path.stem, number, weight / 2, rough=True)


def _draw(line: str, slots: dict[str, list[str]], chance: Random) -> str:
    chosen = _CHOICE.sub(lambda found: chance.choice(found.group(1).split("|")), line)
    filled = _SLOT.sub(lambda found: chance.choice(slots[found.group(1)]), chosen)
    return " ".join(filled.split())


def roughened(text: str, chance: Random) -> str:
    """Write a sentence the way a hurried or upset hand does."""
    words = re.sub(r"[.,!?]", "", text).replace("'", chance.choice(("", " "))).split()
    for _ in range(1 + len(words) // 8):
        place = chance.randrange(len(words))
        word = words[place]
        if len(word) > 3 and word.isascii():
            words[place] = _mistyped(word, chance)
    return " ".join(words)


def _mistyped(word: str, chance: Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place] + word[place:],
            word[:place] + chance.choice("aeioutrsn") + word[place + 1 :],
        )
    )
