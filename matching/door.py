"""Whether the door is open: to everybody, with a warning, to the urgent alone, or shut. Counts in, a state out.

A door that falls shut and springs open with every ticket would be worse than either: it opens again only well below
the load at which it closed. A coordinator's word stands above every count.
"""

from dataclasses import dataclass
from enum import StrEnum


class Door(StrEnum):
    """Who may take a place in line just now."""

    OPEN = "open"
    BUSY = "busy"
    """Everybody; the landing page says that it takes long."""
    URGENT_ONLY = "urgentOnly"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When the door closes by itself, in people waiting for each listener who is ready."""

    busy: float = 2.0
    urgent_only: float = 8.0
    """Beyond this most of those who come would wait to the honest end for nobody: 8 chats of 25 minutes."""
    few: int = 20
    """With fewer waiting nothing closes by itself: at night one listener and three who wait is a quiet line."""
    opens_at: float = 0.75
    """The share of a threshold below which the door opens again."""


def door_of(waiting: int, ready: int, *, was: Door, thresholds: Thresholds, told: Door | None = None) -> Door:
    """Say who may join, from how many wait and how many listeners are ready; `told` is a coordinator's word."""
    if told is not None:
        return told
    load = waiting / max(1, ready)
    for state, threshold in ((Door.URGENT_ONLY, thresholds.urgent_only), (Door.BUSY, thresholds.busy)):
        share = thresholds.opens_at if was in {state, Door.URGENT_ONLY} else 1
        if waiting >= thresholds.few * share and load >= threshold * share:
            return state
    return Door.OPEN
