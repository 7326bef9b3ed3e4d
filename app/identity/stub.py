"""A chat's stub: sealed facts in the listener's page that reopen the chat after a restart. No text."""

from datetime import datetime, timedelta

import msgspec

from app.identity.sealing import NotSealedHere, Sealer
from crisis import WatchState

_PURPOSE = "chat stub"


class Stub(msgspec.Struct, frozen=True, kw_only=True):
    """What the home node needs to stand a chat up again."""

    chat: str
    listener: str
    ticket: str
    arrived: datetime
    opened: datetime
    language: str
    topics: tuple[str, ...]
    age_band: str
    urgency: int
    country: str | None
    blocked: tuple[str, ...]
    """Listeners this seeker never meets again: the stub may be here before the seeker's pass is."""
    extended: timedelta
    watch: WatchState


def seal_stub(sealer: Sealer, stub: Stub) -> str:
    """Return the stub as a token."""
    return sealer.seal(_PURPOSE, stub)


def open_stub(sealer: Sealer, token: str) -> Stub | None:
    """Return the stub, or None when it is not ours or too old for our keys."""
    try:
        return sealer.open(_PURPOSE, token, Stub)
    except NotSealedHere:
        return None
