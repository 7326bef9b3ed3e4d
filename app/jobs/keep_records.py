"""The loop that forgets old rows."""

import asyncio
import logging
from datetime import timedelta

from app import clock
from app.records.unit_of_work import AWAY
from app.services.keep_records import forget_old
from app.services.node import Node

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)


async def keep_records(node: Node) -> None:
    """Run until cancelled; while PostgreSQL is away everything waits for the next turn."""
    while True:
        try:
            await forget_old(node, now=clock.now())
            node.done["retention"] = clock.now()
        except AWAY as away:
            node.stumbles["retention"] += 1
            logger.warning("records wait: PostgreSQL is away (%s)", type(away).__name__)
        await asyncio.sleep(EVERY.total_seconds())
