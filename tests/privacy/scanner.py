"""Looks for canaries wherever bytes may lie: as they were written, in base64, hex, UTF-16, whole or by their beginning.

All canaries of a run share eight random letters at their start, so that looking for those finds every one of them.
"""

import base64
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

_LETTERS = "ghjkmnpqrstvwxyz"
"""None of them a hex digit: no hash can look like a canary."""
_SPELLED = str.maketrans("0123456789", _LETTERS[:10])


@dataclass
class Canaries:
    """The canaries of one run."""

    family: str = field(default_factory=lambda: "".join(secrets.choice(_LETTERS) for _ in range(8)))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def one(self) -> str:
        """A canary that nobody has used. It holds no digit: a listener's word that does is looked at as a number."""
        number = f"{next(self._numbers):05}".translate(_SPELLED)
        return self.family + number + "".join(secrets.choice(_LETTERS) for _ in range(8))

    def in_bytes(self, raw: bytes) -> set[str]:
        """The disguises in which a canary stands in these bytes."""
        return {name for name, shape in disguises(self.family) if shape in raw}

    def in_files(self, folders: Iterable[Path]) -> dict[str, set[str]]:
        """Every file below these folders that holds one, and how."""
        found = {}
        for path in files_below(folders):
            held = self.in_bytes(path.read_bytes())
            if held:
                found[str(path)] = held
        return found


def files_below(folders: Iterable[Path]) -> list[Path]:
    """Every regular file below these folders."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def disguises(text: str) -> list[tuple[str, bytes]]:
    """The text as a store, a log or a tool might have written it."""
    raw = text.encode()
    shapes = [
        ("plain", raw),
        ("upper", raw.upper()),
        ("hex", raw.hex().encode()),
        ("HEX", raw.hex().upper().encode()),
        ("utf-16-le", text.encode("utf-16-le")),
        ("utf-16-be", text.encode("utf-16-be")),
    ]
    for shift in range(3):  # a neighbour's bits reach into the first and last letters: only those between are ours
        coded = base64.b64encode(b"\0" * shift + raw + b"\0\0")
        shapes.append((f"base64+{shift}", coded[-(-8 * shift // 6) : 8 * (shift + len(raw)) // 6]))
    return shapes
