"""What matching reads, at one moment: values to compare with those of a moment before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.live.interface import StandingOffer
from matching import Listener, Ticket

Pair = tuple[str, str]
"""A ticket and a listener: the two never have more than one offer between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What matching reads, at one moment."""

    line: Mapping[str, Ticket] = field(default_factory=dict)
    """The tickets in line."""
    tickets: Mapping[str, Ticket] = field(default_factory=dict)
    """All tickets: what became of an offer stands there."""
    connected: frozenset[str] = frozenset()
    """Tickets whose page holds a connection."""
    listeners: Mapping[str, Listener] = field(default_factory=dict)
    offers: Mapping[Pair, StandingOffer] = field(default_factory=dict)
    chats: Mapping[str, Pair] = field(default_factory=dict)
    """Open chats, each with its ticket and listener."""
