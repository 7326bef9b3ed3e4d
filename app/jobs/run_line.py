"""The loop that keeps the line moving: time first, then offers, then everybody is told. It wakes on every change.

Of several nodes the one that holds the lease keeps the line; each keeps its own chats and tells its own pages.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from app import clock
from app.live.interface import StoreAway
from app.services.keep_time import keep_here, keep_line
from app.services.line.keep_lease import keep_lease
from app.services.line.make_offers import make_offers
from app.services.line.tell_places import tell_places
from app.services.node import Node

logger = logging.getLogger(__name__)

AT_LEAST_EVERY = timedelta(seconds=1)
AT_MOST_EVERY = 0.02
"""Seconds: a burst of changes is looked at once."""
STEPS = (keep_here, keep_line, make_offers, tell_places)
FOLLOWING = (keep_here, tell_places)
"""What a node does while another one keeps the line."""


async def run_line(node: Node) -> None:
    """Run until cancelled."""
    while True:
        count = node.live.changes.count
        await _try(keep_lease, node, now=clock.now())
        for step in STEPS if node.generation is not None else FOLLOWING:
            await _try(step, node, now=clock.now())
        node.sealer.rotate(now=clock.now())
        node.done["line"] = clock.now()
        await asyncio.sleep(AT_MOST_EVERY)
        await node.live.changes.beyond(count, within=AT_LEAST_EVERY)


async def _try(step: Callable[..., Awaitable[object]], node: Node, *, now: datetime) -> None:
    """One failing step must not stop the others, nor the loop: somebody is waiting."""
    try:
        await step(node, now=now)
    except StoreAway:
        pass  # the next look does it
    except Exception as failure:  # noqa: BLE001
        node.stumbles["line"] += 1
        logger.error("the line stumbled: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text
