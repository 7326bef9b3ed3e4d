"""What is still to be called out to staff who are not here. Asking never waits: what finds no room is counted."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from matching import Ticket

MOST = 100
"""Calls that may wait. More would come too late to be of use."""


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody is needed: a listener who may serve this ticket, or, without one, a coordinator."""

    ticket: Ticket | None = None


@dataclass(slots=True)
class Calls:
    """The calls of this node, and what became of them since the start."""

    waiting: asyncio.Queue[Call] = field(default_factory=lambda: asyncio.Queue(MOST))
    counts: Counter[str] = field(default_factory=Counter)
    """By "sent", "failed", "gone" (the address is no more) and "dropped" (too many waited)."""
    alerts: set[str] = field(default_factory=set)
    """The alerts for which coordinators were called."""

    def ask(self, call: Call) -> None:
        """Let it be called out when its turn comes."""
        try:
            self.waiting.put_nowait(call)
        except asyncio.QueueFull:
            self.counts["dropped"] += 1
