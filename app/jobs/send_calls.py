"""The loop that calls staff who are not here, one call after the other, beside everything else."""

import logging

from app import clock
from app.services.board.call_away import call_away
from app.services.node import Node

logger = logging.getLogger(__name__)


async def send_calls(node: Node) -> None:
    """Run until cancelled. A call that fails is counted, and the next one comes."""
    while True:
        call = await node.calls.waiting.get()
        try:
            await call_away(node, call, now=clock.now())
        except Exception as failure:  # noqa: BLE001
            node.calls.counts["failed"] += 1
            node.stumbles["calls"] += 1
            logger.error("a call was not made: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: addresses
