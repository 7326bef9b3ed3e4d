"""The last words of a chat as live memory holds them: sealed to the safety officers, readable to nobody here."""

from datetime import datetime

import msgspec


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """The last words of a chat under a key that any two safety officers can put together, and nobody else."""

    id: str
    """Bound to the words and to each share: none of them fits another excerpt."""
    words: bytes
    shares: dict[str, bytes]
    """A share of the key for each officer, sealed to them."""
    until: datetime
    """Kept until then for a report; the words of a case are kept as long as the case."""
