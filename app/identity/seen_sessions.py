"""Whose sessions this node has seen lately: so that PostgreSQL may be away while listeners' desks come and go.

It is asked only while PostgreSQL does not answer, holds no secret, and forgets within the hour.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.records.tables import Staff

KEPT = timedelta(hours=1)
SECRETS = {"password_hash", "totp_secret", "totp_last_step"}


@dataclass(slots=True)
class SeenSessions:
    """By the hash of their token: who it was, and when PostgreSQL last said so."""

    _seen: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)

    def note(self, session: str, person: Staff | None, *, now: datetime) -> None:
        """PostgreSQL has just said whose it is, or that it is nobody's."""
        self._seen.pop(session, None)
        while self._seen and now - self._seen[oldest := next(iter(self._seen))][1] >= KEPT:
            del self._seen[oldest]
        if person is not None:
            self._seen[session] = packed(person), now

    def of(self, session: str, *, now: datetime) -> Staff | None:
        """Return whose it was within the hour."""
        person, at = self._seen.get(session, (b"", now))
        return unpacked(person) if person and now - at < KEPT else None

    def drop(self, session: str) -> None:
        """They have signed out."""
        self._seen.pop(session, None)


def packed(person: Staff) -> bytes:
    """Return what a shift needs to know of a person, without what signs them in."""
    return person.model_dump_json(exclude=SECRETS).encode()


def unpacked(text: bytes) -> Staff:
    """Return the person."""
    return Staff.model_validate(json.loads(text) | {"password_hash": "", "totp_secret": ""})
