"""Questions between nodes: one has another do something, and waits for its answer or for its end.

What may be asked is registered by whoever can do it; an answer is bytes, whose meaning those two know.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count

from app.live.interface import FactsChanged, StoreAway
from app.live.nodes.envelopes import Answer, Ask

logger = logging.getLogger(__name__)

ANSWER_WITHIN = timedelta(seconds=2)
Verb = Callable[[bytes], Awaitable[bytes]]


class NotReached(Exception):
    """The other node did not answer, or could not do it."""


class Questions:
    """What this node asked, and what it may be asked."""

    def __init__(self, send: Callable[[str, Ask | Answer], None]) -> None:
        self.verbs: dict[str, Verb] = {}
        """What other nodes may ask of this one."""
        self._send = send
        self._numbers = count(1)
        self._asked: dict[int, tuple[str, asyncio.Future[bytes | None]]] = {}

    async def ask(self, node: str, what: str, body: bytes, *, within: timedelta = ANSWER_WITHIN) -> bytes:
        """Have another node do something; return its answer. Raises NotReached."""
        number = next(self._numbers)
        answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._asked[number] = (node, answer)
        self._send(node, Ask(number, what, body))
        try:
            async with asyncio.timeout(within.total_seconds()):
                told = await answer
        except TimeoutError as silent:
            raise NotReached from silent
        finally:
            self._asked.pop(number, None)
        if told is None:
            raise NotReached
        return told

    async def answer(self, sender: str, asked: Ask) -> None:
        """Do what another node asks for; what fails is answered with nothing."""
        body = None
        try:
            body = await self.verbs[asked.what](asked.body)
        except (FactsChanged, StoreAway) as weather:
            logger.warning("%s was not done for another node: %s", asked.what, type(weather).__name__)
        except Exception as failure:  # noqa: BLE001  # its text may hold what somebody wrote
            logger.error("%s failed for another node: %s", asked.what, type(failure).__name__)  # noqa: TRY400
        if asked.number:
            self._send(sender, Answer(asked.number, body))

    def answered(self, answer: Answer) -> None:
        """Hand the answer to whoever waits for it."""
        _, waiting = self._asked.get(answer.number, ("", None))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.body)

    def gone(self, node: str) -> None:
        """The node is gone: whoever waits for its answer waits no longer."""
        for asked, waiting in self._asked.values():
            if asked == node and not waiting.done():
                waiting.set_result(None)
