"""What pages at other nodes say about chats whose home is here: one at a time for each page, in their order."""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass

from app import clock
from app.live.nodes.across import COME_BACK
from app.live.nodes.envelopes import Said, Shut
from app.services.node import Node
from app.sockets import desk, seeker
from app.sockets.connection import BROKEN
from app.sockets.elsewhere import FarPage
from app.sockets.talking import is_talk
from app.wire.frames import LISTENER, SEEKER

logger = logging.getLogger(__name__)

AT_MOST = 256
"""Frames of one page that may wait; a page that says more is asked to come back."""
REMEMBERED = 3_600.0
"""Seconds after which it is forgotten how often a silent page spoke; longer than any chat. Then it comes back first."""
MANY = 1_000
"""Pages after which those that were silent for so long are looked for."""

_Key = tuple[str, str, int]


@dataclass(slots=True)
class _Speaker:
    """A page at another node."""

    said: int = 0
    """How often it spoke; -1 once nothing more of it is taken."""
    at: float = 0.0
    waiting: deque[Said] | None = None
    """What it said while its last word is being served; None while none is."""


class FromAfar:
    """The pages at other nodes that speak with this one."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._speakers: dict[_Key, _Speaker] = {}
        self._jobs: set[asyncio.Task[None]] = set()

    def take(self, sender: str, said: Said) -> None:
        """Do what a page says, after what it said before. Never waits."""
        key = (sender, said.address, said.stamp)
        speaker = self._speakers.get(key) or self._new(key)
        if said.number != speaker.said + 1:
            self._shut(key, COME_BACK)  # what it said before did not arrive
            return
        speaker.said, speaker.at = said.number, clock.monotonic()
        if speaker.waiting is not None:
            self._put_behind(key, speaker, said)
        elif not self._at_once(key, said):
            speaker.waiting = deque()
            job = asyncio.create_task(self._serve(key, speaker, said))
            self._jobs.add(job)
            job.add_done_callback(self._jobs.discard)

    async def close(self) -> None:
        """Hear nobody any more."""
        for job in list(self._jobs):
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    def _new(self, key: _Key) -> _Speaker:
        if len(self._speakers) % MANY == MANY - 1:
            since = clock.monotonic() - REMEMBERED
            self._speakers = {one: known for one, known in self._speakers.items() if known.at > since or known.waiting}
        return self._speakers.setdefault(key, _Speaker())

    def _put_behind(self, key: _Key, speaker: _Speaker, said: Said) -> None:
        if speaker.waiting is not None and len(speaker.waiting) < AT_MOST:
            speaker.waiting.append(said)
        else:
            speaker.said = -1
            self._shut(key, COME_BACK)

    def _at_once(self, key: _Key, said: Said) -> bool:
        """Do what is said in a chat; False leaves it to whoever may wait."""
        role, _, whose = said.address.partition(":")
        page, now = FarPage(self._node, key[0], said), clock.now()
        try:
            command = (SEEKER if role == "seeker" else LISTENER).decode(said.frame)
            if not is_talk(command):
                return False
            (seeker if role == "seeker" else desk).talk_of(self._node, page, whose, command, now=now)
        except Exception as failure:  # noqa: BLE001  # its text may hold what somebody wrote
            self._failed(key, failure)
        return True

    async def _serve(self, key: _Key, speaker: _Speaker, said: Said | None) -> None:
        try:
            while said is not None:
                await self._obey(key, said)
                said = speaker.waiting.popleft() if speaker.waiting else None
        finally:
            speaker.waiting = None

    async def _obey(self, key: _Key, said: Said) -> None:
        role, _, whose = said.address.partition(":")
        page = FarPage(self._node, key[0], said)
        try:
            if role == "seeker":
                await seeker.obey(self._node, page, whose, SEEKER.decode(said.frame), now=clock.now())
            else:
                await desk.obey(self._node, page, whose, LISTENER.decode(said.frame), now=clock.now())
        except Exception as failure:  # noqa: BLE001  # its text may hold what somebody wrote
            self._failed(key, failure)

    def _failed(self, key: _Key, failure: Exception) -> None:
        logger.error("a page at another node was not served: %s", type(failure).__name__)
        self._shut(key, BROKEN)

    def _shut(self, key: _Key, code: int) -> None:
        node, address, stamp = key
        if self._node.nodes is not None:
            self._node.nodes.send(node, Shut(address, code, stamp))
