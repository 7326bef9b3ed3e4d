"""Tells an advertiser from somebody who gives a number: the same one in visit after visit. Keyed digests, for an hour.

Only contact details are counted, never what somebody says of themselves: despair repeats its words, and may.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

KEPT = timedelta(hours=1)
MOST_VISITS = 2
"""Visits that may send the same detail; from the next one on it is no longer somebody's own."""
_MOST = 10_000


@dataclass(slots=True)
class Repeats:
    """Which details were sent in which visits, lately; without the key it says nothing."""

    key: bytes
    _seen: dict[bytes, dict[str, datetime]] = field(default_factory=dict)

    def too_many(self, details: Iterable[str], *, visit: str, at: datetime) -> bool:
        """Count these details for this visit, and tell whether one of them was sent in too many."""
        self._forget(before=at - KEPT)
        return max((self._count(detail, visit, at) for detail in details), default=0) > MOST_VISITS

    def _count(self, detail: str, visit: str, at: datetime) -> int:
        plain = "".join(letter for letter in detail.casefold() if letter.isalnum())
        digest = blake2b(plain.encode("utf-8", "surrogatepass"), key=self.key, digest_size=12).digest()
        visits = self._seen.setdefault(digest, {})
        visits[visit] = at
        return len(visits)

    def _forget(self, *, before: datetime) -> None:
        for digest, visits in list(self._seen.items()):
            fresh = {visit: at for visit, at in visits.items() if at >= before}
            if fresh and len(self._seen) <= _MOST:
                self._seen[digest] = fresh
            else:
                del self._seen[digest]
