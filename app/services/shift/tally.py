"""Count what a listener's week was like. Counts wait in memory and are written with a batch of anonymous rows.

Written one by one they would say when a chat ended, or was passed on.
"""

from datetime import datetime

from app.records.bands import week_of
from app.records.tables import Counted
from app.services.node import Node


def tally(node: Node, listener: str, what: Counted, *, now: datetime) -> None:
    """It was so once more."""
    node.unwritten.tallies[listener, week_of(now.date()), what] += 1
