"""The pages of staff that stand open, by the session that they were opened under."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class Closes(Protocol):
    """An open page."""

    def close(self, code: int) -> None:
        """Close it."""


@dataclass(slots=True)
class OpenSessions:
    """By the hash of a session's token: its pages, and when PostgreSQL said that it ends by itself."""

    _pages: dict[str, set[Closes]] = field(default_factory=lambda: defaultdict(set))
    _ends: dict[str, datetime] = field(default_factory=dict)

    def open(self, session: str, page: Closes) -> None:
        """A page was opened under this session."""
        self._pages[session].add(page)

    def leave(self, session: str, page: Closes) -> None:
        """It is closed."""
        self._pages[session].discard(page)
        if not self._pages[session]:
            del self._pages[session]
            self._ends.pop(session, None)

    def pages(self, session: str) -> set[Closes]:
        """Return the pages that are open under this session."""
        return set(self._pages.get(session, ()))

    def sessions(self) -> list[str]:
        """Return the sessions that have a page open."""
        return list(self._pages)

    def ended(self, asked: Iterable[str], standing: Mapping[str, datetime], *, now: datetime) -> list[str]:
        """Return which of the sessions asked about somebody has ended. `standing` says when the others end.

        One whose time was over when its row went has ended by itself.
        """
        self._ends |= {session: end for session, end in standing.items() if session in self._pages}
        return [session for session in asked if session not in standing and self._ends.get(session, now) >= now]
