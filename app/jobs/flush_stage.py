"""The loop that writes anonymous rows when their time has come."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from app import clock
from app.records.unit_of_work import Records
from app.services.write_stage import Unwritten, flush

_LOOK = timedelta(minutes=1)


async def flush_stage(
    unwritten: Unwritten,
    records: Records,
    *,
    done: dict[str, datetime] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Look once a minute, for ever. When this task is cancelled at shutdown, flush once more with `last=True`."""
    while True:
        await flush(unwritten, records, now=clock.now())
        if done is not None and not unwritten.held_up:
            done["flush"] = clock.now()
        await sleep(_LOOK.total_seconds())
