"""The loop that keeps the line moving: time first, then offers, then everybody is told. It wakes on every change."""

import asyncio
import logging
from datetime import timedelta

from app import clock
from app.services.keep_time import keep_time
from app.services.make_offers import make_offers
from app.services.node import Node
from app.services.tell_places import tell_places

logger = logging.getLogger(__name__)

AT_LEAST_EVERY = timedelta(seconds=1)
AT_MOST_EVERY = 0.02
"""Seconds: a burst of changes is looked at once."""


async def run_line(node: Node) -> None:
    """Run until cancelled. A failure is logged by its class and the loop goes on: somebody is waiting."""
    while True:
        count = node.live.changes.count
        try:
            await keep_time(node, now=clock.now())
            await make_offers(node, now=clock.now())
            await tell_places(node, now=clock.now())
            node.sealer.rotate(now=clock.now())
        except Exception as failure:  # noqa: BLE001  # the line must not stop for one bad fact
            logger.error("the line stumbled: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text
            await asyncio.sleep(1)
        await asyncio.sleep(AT_MOST_EVERY)
        await node.live.changes.beyond(count, within=AT_LEAST_EVERY)
