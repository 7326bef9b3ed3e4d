"""The loop that keeps the line moving: offers first, then time, then everybody is told. It wakes on every change.

Who waits is put to somebody at once. What time brings, and what pages are told beside that, has some tenths of a
second, so that a burst of changes is looked at together. Of several nodes the one that holds the lease keeps the line;
each keeps its own chats and tells its own pages.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from app import clock
from app.live.interface import StoreAway
from app.services.keep_time import keep_here, keep_line
from app.services.line.keep_lease import keep_lease
from app.services.line.make_offers import make_offers
from app.services.line.tell_places import tell_places
from app.services.node import Node

logger = logging.getLogger(__name__)

AT_LEAST_EVERY = 1.0
KEPT_EVERY, TOLD_EVERY = 0.25, 0.1
"""Seconds between two looks at the clocks, and between two at what pages show."""
PAUSE, SHORTEST, LONGEST = 2, 0.002, 0.02
"""A pause is so many times as long as the turn before it, within these seconds: a line with much to do leaves most of a
node's time to others, and nobody waits for it."""
REST = 5
"""What looks at everybody in line comes again after so many times as long as it took, once a second at the least: with
thousands in line, most of a node is theirs."""


@dataclass(slots=True)
class _Paced:
    """What is done after changes, or once a second without any, but not again too soon."""

    every: float
    last: float = -AT_LEAST_EVERY
    count: int = -1
    """The changes that it has seen."""
    rest: float = 0.0
    """Seconds that it leaves to others, since it took long the last time."""

    def due(self, now: float, count: int) -> bool:
        """Whether it is time; it is done then."""
        if self.wake(now, count) > 0:
            return False
        self.last, self.count = now, count
        return True

    def done(self, now: float) -> None:
        """Take note of how long it took since it was due."""
        self.rest = min(AT_LEAST_EVERY, REST * (now - self.last))

    def wake(self, now: float, count: int) -> float:
        """How long it may wait yet."""
        return self.last + (AT_LEAST_EVERY if count == self.count else max(self.every, self.rest)) - now


async def run_line(node: Node) -> None:
    """Run until cancelled."""
    loop, changes = asyncio.get_running_loop(), node.live.changes
    clocks, pages = _Paced(KEPT_EVERY), _Paced(TOLD_EVERY)
    while True:
        count, began = changes.count, loop.time()
        await _try(keep_lease, node)
        if clocks.due(began, count):
            await _try(keep_here, node)
            if node.generation is not None:
                await _try(keep_line, node)
            clocks.done(loop.time())
        if node.generation is not None:
            await _try(make_offers, node)
        if pages.due(loop.time(), count):
            pages.count = -1 if await _try(tell_places, node) else pages.count
            pages.done(loop.time())
        node.sealer.rotate(now=clock.now())
        node.done["line"] = clock.now()
        await asyncio.sleep(min(LONGEST, max(SHORTEST, PAUSE * (loop.time() - began))))
        now = loop.time()
        wait = min(one.wake(now, changes.count) for one in (clocks, pages))
        await changes.beyond(count, within=timedelta(seconds=max(0.0, wait)))


async def _try(step: Callable[..., Awaitable[object]], node: Node) -> object:
    """One failing step must not stop the others, nor the loop: somebody is waiting. Others go between them."""
    await asyncio.sleep(0)
    try:
        return await step(node, now=clock.now())
    except StoreAway:
        pass  # the next look does it
    except Exception as failure:  # noqa: BLE001
        node.stumbles["line"] += 1
        logger.error("the line stumbled: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text
    return None
