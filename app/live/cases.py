"""Reported cases that wait for a decision, in live memory: facts for the desk, and last words nobody here can open.

Alone, a node keeps them in its process and, so that a restart loses no report, in a folder that lives in memory too.
"""

import contextlib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, TypeVar

import msgspec

from app.live.interface import FactsChanged
from app.live.sealed_words import Excerpt

logger = logging.getLogger(__name__)
_T = TypeVar("_T")


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """One officer's share of the key, sealed anew to another one."""

    by: str
    to: str
    share: bytes


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A report that a person has to decide. No word of what was said, and no way to the chat or the ticket."""

    id: str
    category: str
    about: Literal["listener", "seeker"]
    listener: str
    """The account: whom it is about, or who reported."""
    listener_name: str
    band: Literal["adult", "minor", "undeclared"]
    """The seeker's age, as they said it."""
    stopped: bool = False
    """Whether new offers to the listener were stopped at once."""
    sealed: bool = False
    """Whether last words lie beside it."""
    filed: datetime
    until: datetime
    extended: str = ""
    """Why the words are kept once more as long."""
    handed: tuple[Handed, ...] = ()
    version: int = 0

    @property
    def alert(self) -> str:
        """Under which its alert stands, where the tickets of others have theirs."""
        return f"case:{self.id}"


class Cases(Protocol):
    """What is kept of reports until they are decided. Every method is atomic; all of it ends by itself."""

    async def open(self, *, now: datetime) -> None:
        """Find what was here before a restart."""

    async def close(self) -> None:
        """Let go of the store."""

    async def add(self, case: Case, excerpt: Excerpt | None) -> None:
        """Take a new case in, with its last words if there are any."""

    async def all(self, *, now: datetime) -> Sequence[Case]:
        """Return every case whose time is not over, the oldest first."""

    async def excerpt(self, case: str) -> Excerpt | None:
        """Return the sealed words of a case."""

    async def replace(self, case: Case) -> Case:
        """Put the case in place of the one with the same version. Raises FactsChanged when that is gone."""

    async def drop(self, case: str) -> None:
        """Drop a case and its words."""


class Seals(Protocol):
    """Seals values for this machine alone."""

    def seal(self, purpose: str, value: msgspec.Struct) -> str:
        """Return the value as a token."""

    def open(self, purpose: str, token: str, kind: type[_T]) -> _T:
        """Return what was sealed, or raise ValueError."""


class _Kept(msgspec.Struct, frozen=True):
    case: Case
    excerpt: Excerpt | None


_PURPOSE = "a case"


@dataclass(slots=True)
class CaseFolder:
    """A folder in memory, for this user alone, in which cases outlive the process."""

    path: Path
    seals: Seals

    def write(self, kept: _Kept) -> None:
        """Put a case there, in place of an older form of it. Where that fails the report stands until a restart."""
        try:
            self._write(kept)
        except OSError as failure:
            logger.warning("a report would not outlive a restart: %s", type(failure).__name__)

    def _write(self, kept: _Kept) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.path.is_symlink() or self.path.stat().st_uid != os.getuid():
            raise PermissionError  # somebody of this machine was here first
        fresh = self.path / f"{kept.case.id}.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.seals.seal(_PURPOSE, kept))
        fresh.replace(self.path / kept.case.id)

    def read(self) -> list[_Kept]:
        """Return what is there; what cannot be read is dropped."""
        found = []
        for path in sorted(self.path.glob("*")) if self.path.exists() else ():
            try:
                found.append(self.seals.open(_PURPOSE, path.read_text(), _Kept))
            except (ValueError, OSError):
                path.unlink(missing_ok=True)
        return found

    def drop(self, case: str) -> None:
        """Take a case away, and the folder with the last one."""
        with contextlib.suppress(OSError):
            (self.path / case).unlink(missing_ok=True)
            self.path.rmdir()


@dataclass(slots=True)
class MemoryCases:
    """See `Cases` for the promises."""

    folder: CaseFolder | None = None
    _kept: dict[str, _Kept] = field(default_factory=dict)

    async def open(self, *, now: datetime) -> None:
        """Find what was here before a restart."""
        for kept in self.folder.read() if self.folder else ():
            self._kept[kept.case.id] = kept
        await self.all(now=now)

    async def close(self) -> None:
        """Nothing to let go of."""

    async def add(self, case: Case, excerpt: Excerpt | None) -> None:
        """Take a new case in."""
        self._keep(_Kept(case, excerpt))

    async def all(self, *, now: datetime) -> Sequence[Case]:
        """Return every case whose time is not over, and drop the others."""
        for case in [kept.case for kept in self._kept.values() if kept.case.until <= now]:
            await self.drop(case.id)
        return sorted((kept.case for kept in self._kept.values()), key=lambda case: case.filed)

    async def excerpt(self, case: str) -> Excerpt | None:
        """Return the sealed words of a case."""
        return self._kept[case].excerpt if case in self._kept else None

    async def replace(self, case: Case) -> Case:
        """Put the case in place of the one with the same version."""
        known = self._kept.get(case.id)
        if known is None or known.case.version != case.version:
            raise FactsChanged
        stored = msgspec.structs.replace(case, version=case.version + 1)
        self._keep(_Kept(stored, known.excerpt))
        return stored

    async def drop(self, case: str) -> None:
        """Drop a case and its words."""
        self._kept.pop(case, None)
        if self.folder is not None:
            self.folder.drop(case)

    def _keep(self, kept: _Kept) -> None:
        self._kept[kept.case.id] = kept
        if self.folder is not None:
            self.folder.write(kept)
