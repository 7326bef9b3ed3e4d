"""How the service itself is, for whoever operates it: which part is away, and whether somebody waits in vain.

A monitor keeps what it is told, with the second. So it is told states and bands, never a count under five and no count
of visits: from exact ones the coming and going of single people could be read, long after they were forgotten.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.live.interface import StoreAway
from app.live.notes import Alert
from app.services.node import Node
from crisis import Tier
from matching import ShiftState
from matching.ranking import URGENT

STEPS = (0, 5, 10, 20, 40)
"""Where the bands of a gauge begin: what is shown is the beginning, so up to four people look like none."""
UNTAKEN = timedelta(seconds=60)
"""An alert that nobody took for so long is unanswered."""
BEHIND = 50
"""Messages that wait to be read: with so many, danger is heard seconds late."""
IDLE = timedelta(seconds=30)
"""A line that has not moved for so long stands still: it moves once a second at least."""
JOBS = ("line", "flush", "retention", "publish")
STUMBLES = ("line", "reading", "calls", "sessions", "retention", "publish")
CALLS = ("sent", "failed", "gone", "dropped")


@dataclass(frozen=True, slots=True)
class Parts:
    """What is up."""

    records: bool
    line: bool
    reading: bool
    draining: bool

    @property
    def ready(self) -> bool:
        """Whether people may be sent here."""
        return self.records and self.line and not self.draining

    def told(self) -> dict[str, str]:
        """Say it in words."""
        return {
            "status": "draining" if self.draining else "up" if self.ready else "degraded",
            "records": "up" if self.records else "away",
            "line": "up" if self.line else "away",
            "reading": "up" if self.reading else "behind",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Whether somebody is left alone just now."""

    waiting: int = 0
    chats: int = 0
    ready: int = 0
    """Listeners who take chats: the beginning of a band, with one where there are one to four."""
    too_long: bool = False
    """Somebody has waited longer than stand-bys are called after."""
    nobody: bool = False
    """Somebody waits, and no listener is on shift."""
    urgent: bool = False
    """Somebody in danger waits or talks, and no coordinator has taken the alert."""


def stepped(count: int) -> int:
    """Return where the band of a count begins."""
    return max(step for step in STEPS if step <= count)


async def parts_of(node: Node, *, now: datetime) -> Parts:
    """Ask every part whether it is there."""
    try:
        await node.live.entries()
    except StoreAway:
        line = False
    else:
        moved = node.done.get("line")
        line = moved is None or now - moved < IDLE
    return Parts(await node.records.alive(), line, node.to_read.qsize() < BEHIND, node.draining)


async def needs_of(node: Node, *, now: datetime) -> Needs:
    """Look at the line as the board does. Without the store nothing can be said of it."""
    try:
        entries, listeners = await node.live.entries(), await node.live.listeners()
    except StoreAway:
        return Needs()
    waiting = [one for one in entries if one.ticket.in_line and one.aftermath is None and one.chat is None]
    on_shift = [one for one in listeners if one.state is ShiftState.READY and not one.suspended]
    alerts = node.live.notes.all(Alert).values()
    untaken = any(one.taken_by is None and one.tier >= Tier.HIGH and now - one.since >= UNTAKEN for one in alerts)
    in_danger = any(one.ticket.urgency >= URGENT and one.ticket.waited(now) >= UNTAKEN for one in waiting)
    return Needs(
        waiting=stepped(len(waiting)),
        chats=stepped(len(node.chats)),
        ready=stepped(len(on_shift)) or min(1, len(on_shift)),
        too_long=any(one.ticket.waited(now) > node.settings.timing.standby_after for one in waiting),
        nobody=bool(waiting) and not on_shift,
        urgent=untaken or in_danger,
    )
