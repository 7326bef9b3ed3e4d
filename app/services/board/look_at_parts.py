"""Which parts of the service do not work just now: what the board says under "not working"."""

import asyncio
from datetime import timedelta

from app.services.node import Node

POSTGRES, VALKEY, STATISTICS, RETENTION = "PostgreSQL", "Valkey", "statistics", "forgetting old records"
EVERY = timedelta(seconds=5)
OVERDUE = frozenset({STATISTICS, RETENTION})
"""What a job does once in a while: failing, it is late, and nothing else is disturbed."""


def failed(node: Node, part: str, *, works: bool) -> None:
    """Note that a part works, or does not; every board here is told."""
    if works == (part in node.failing):
        (node.failing.discard if works else node.failing.add)(part)
        node.live.changes.bump()


async def look_at_parts(node: Node) -> None:
    """Look every few seconds, until cancelled."""
    while True:
        failed(node, POSTGRES, works=await node.records.alive())
        failed(node, VALKEY, works=await node.live.alive())
        await asyncio.sleep(EVERY.total_seconds())
