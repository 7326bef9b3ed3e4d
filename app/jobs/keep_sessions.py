"""The loop that closes the pages of ended sessions within ten seconds."""

import asyncio
import logging
from datetime import timedelta

from app import clock
from app.services.node import Node
from app.services.staff.keep_sessions import keep_sessions as keep

logger = logging.getLogger(__name__)

EVERY = timedelta(seconds=10)


async def keep_sessions(node: Node) -> None:
    """Run until cancelled."""
    while True:
        await asyncio.sleep(EVERY.total_seconds())
        try:
            await keep(node, now=clock.now())
        except Exception as failure:  # noqa: BLE001  # the next turn comes
            node.stumbles["sessions"] += 1
            logger.error("sessions were not looked at: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: rows
