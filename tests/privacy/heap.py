"""Reads the memory of a running server, as root or a core dump would, and looks for canaries in it."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.privacy.scanner import Canaries

CLEAN = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0",
}
"""How deploy/ starts the service: what is freed is overwritten at once."""
REST = 13
"""Letters of a canary after those of its family."""
_WRITABLE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw", re.MULTILINE)
_PIECE = 1 << 24
_OVERLAP = 256


def canaries_in_memory(pid: int, canaries: Canaries) -> set[str]:
    """The canaries of this run that stand in any writable page of this process: as bytes, or as Python's wide text."""
    shapes = [_spread(canaries.family, width) for width in (1, 2, 4)]
    found = set()
    for piece in _pieces(pid):
        for shape in shapes:
            found |= {whole.replace(b"\0", b"").decode() for whole in shape.findall(piece)}
    return found


def _spread(family: str, width: int) -> re.Pattern[bytes]:
    """A canary whose letters take this many bytes each."""
    gap = rb"\x00" * (width - 1)
    return re.compile(b"".join(letter.encode() + gap for letter in family) + b"(?:[a-z]" + gap + b"){%d}" % REST)


def _pieces(pid: int) -> Iterator[bytes]:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for begin, end in _WRITABLE.findall(Path(f"/proc/{pid}/maps").read_text()):
            for at in range(int(begin, 16), int(end, 16), _PIECE):
                memory.seek(at)
                try:
                    yield memory.read(min(_PIECE + _OVERLAP, int(end, 16) - at))
                except OSError:  # a page that is promised and not there
                    continue
