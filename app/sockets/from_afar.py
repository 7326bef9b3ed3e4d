"""What pages at other nodes say about chats whose home is here: one at a time for each page, in their order."""

import asyncio
import logging

from app import clock
from app.live.nodes.across import COME_BACK
from app.live.nodes.envelopes import Said, Shut
from app.services.node import Node
from app.sockets import desk, seeker
from app.sockets.connection import BROKEN
from app.sockets.elsewhere import FarPage
from app.wire.frames import LISTENER, SEEKER

logger = logging.getLogger(__name__)

AT_MOST = 256
"""Frames of one page that may wait; a page that says more is asked to come back."""
QUIET = 60.0
"""Seconds after which nobody waits for a page's next word; the next one begins anew."""

_Key = tuple[str, str, int]


class FromAfar:
    """The pages at other nodes that speak with this one."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._queues: dict[_Key, asyncio.Queue[Said]] = {}
        self._numbers: dict[_Key, int] = {}
        self._jobs: set[asyncio.Task[None]] = set()

    def take(self, sender: str, said: Said) -> None:
        """Put a page's words behind those it said before. Never waits."""
        key = (sender, said.address, said.stamp)
        if said.number != self._numbers.get(key, 0) + 1:
            self._shut(key, COME_BACK)  # what it said before did not arrive
            return
        self._numbers[key] = said.number
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = asyncio.Queue(AT_MOST)
            job = asyncio.create_task(self._serve(key, queue))
            self._jobs.add(job)
            job.add_done_callback(self._jobs.discard)
        try:
            queue.put_nowait(said)
        except asyncio.QueueFull:
            self._numbers[key] = -1  # nothing more of it is taken
            self._shut(key, COME_BACK)

    async def close(self) -> None:
        """Hear nobody any more."""
        for job in list(self._jobs):
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    async def _serve(self, key: _Key, queue: asyncio.Queue[Said]) -> None:
        try:
            while True:
                async with asyncio.timeout(QUIET):
                    said = await queue.get()
                await self._obey(key, said)
        except TimeoutError:
            pass
        finally:
            self._queues.pop(key, None)
            self._numbers.pop(key, None)

    async def _obey(self, key: _Key, said: Said) -> None:
        role, _, whose = said.address.partition(":")
        page = FarPage(self._node, key[0], said)
        try:
            if role == "seeker":
                await seeker.obey(self._node, page, whose, SEEKER.decode(said.frame), now=clock.now())
            else:
                await desk.obey(self._node, page, whose, LISTENER.decode(said.frame), now=clock.now())
        except Exception as failure:  # noqa: BLE001  # its text may hold what somebody wrote
            logger.error("a page at another node was not served: %s", type(failure).__name__)  # noqa: TRY400
            self._shut(key, BROKEN)

    def _shut(self, key: _Key, code: int) -> None:
        node, address, stamp = key
        if self._node.nodes is not None:
            self._node.nodes.send(node, Shut(address, code, stamp))
