"""The loop that forgets old rows, and publishes before it does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from app import clock
from app.records.unit_of_work import RecordsAway
from app.services.board.look_at_parts import RETENTION, STATISTICS, failed
from app.services.keep_records import forget_old
from app.services.node import Node
from app.services.statistics.keep_statistics import keep_statistics

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)


async def _forget(node: Node, *, now: datetime) -> bool:
    await forget_old(node, now=now)
    return False


KEPT: dict[str, tuple[str, Callable[..., Awaitable[bool]]]] = {
    "retention": (RETENTION, _forget),
    "publish": (STATISTICS, keep_statistics),
}
"""Each by itself, so that one that fails holds up no other: what the metrics call it, what the board does, and what it
does. True says that something is still overdue."""


async def keep_records(node: Node) -> None:
    """Run until cancelled."""
    while True:
        await keep_once(node, now=clock.now())
        await asyncio.sleep(EVERY.total_seconds())


async def keep_once(node: Node, *, now: datetime) -> None:
    """Do everything that is due. What fails is tried again at the next turn; until then board and readiness say so."""
    for job, (part, keep) in KEPT.items():
        try:
            late = await keep(node, now=now)
            node.done[job] = now
        except Exception as failure:  # noqa: BLE001  # whatever it is, the next turn comes
            late = True
            node.stumbles[job] += 1
            away = isinstance(failure, RecordsAway)
            logger.log(
                logging.WARNING if away else logging.ERROR,
                "%s wait%s (%s)",
                part,
                ": PostgreSQL is away" if away else "",
                type(failure).__name__,  # no traceback: it may hold a row
            )
        failed(node, part, works=not late)
