"""One open socket: frames out through a bounded queue, frames in one at a time. A slow reader never grows memory.

What a word asks for is done at once where nothing has to be waited for, as with everything said in a chat; otherwise
whoever serves the socket asks for one word after the other.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

import msgspec
from litestar import WebSocket

from app.live.interface import StoreAway
from app.records.unit_of_work import RecordsAway
from app.services.node import Node
from app.sockets.line import Line, line_of
from app.wire.commands import MAX_FRAME, Hello
from app.wire.events import Refused
from app.wire.frames import FrameTooLong, checked, encode, ref_of

logger = logging.getLogger(__name__)

LEFT = 1000
UNKNOWN, NOT_YOURS, SLOW_DOWN, BUSY, BROKEN = 4401, 4403, 4429, 1013, 1011
FIRST_FRAME_WITHIN = 10.0
"""Seconds that a fresh socket may stay silent."""
MAX_BAD_FRAMES = 20
HELD_AT_MOST, FEW = 32_768, 8
"""Bytes that may wait for a slow page, on top of what it resumes with; a few frames may always, however large."""


class Speaks(Protocol):
    """What answers a page: its socket, or the way to the node at which that is."""

    def make_room(self, frames: int) -> None:
        """Let a page that resumes have this many frames at once."""

    def say(self, event: msgspec.Struct) -> None:
        """Queue an event for this page alone."""

    def close(self, code: int) -> None:
        """Close once what is queued has gone out."""


class Connection:
    """A page's socket: who listens on its line."""

    def __init__(self, line: Line, *, queued: int) -> None:
        self._line = line
        self._out: deque[bytes] = deque()
        self._queued = self._room = queued
        self.waiting = 0
        """Bytes of the frames that wait."""
        self._most = HELD_AT_MOST
        self._inbox: deque[bytes] = deque()
        """What came while its page's last word was still being served, or while the page did not read."""
        self._asked: asyncio.Future[Any] | None = None
        """Who waits for the page's next word; None while its last one is being served."""
        self._decode: Callable[[bytes], Any] = msgspec.json.decode
        self._bad = 0
        self._code: int | None = None
        self.over = asyncio.Event()
        """Nothing can be said any more: the page has gone, or everything has gone out."""
        self.at_once: Callable[[Any], bool] = lambda _: False
        """Serves a word without waiting for anything; False leaves it to whoever asks for the next."""
        self.said = b""
        """The frame that is being served, as it came: another node may have to read it."""
        self.homes: dict[str, str | None] = {}
        """The node to which the page last spoke of each chat since its hello; None is this one."""

    def make_room(self, frames: int) -> None:
        """Let a page that resumes have this many frames at once, on top of what a slow page may leave waiting."""
        self._room = self._queued + frames
        self._most = HELD_AT_MOST + frames * MAX_FRAME

    def send(self, frame: bytes) -> None:
        """Send a frame, or queue it; a page that does not keep up is asked to come back later."""
        if self._code is not None:
            return
        waits = len(self._out)
        if not waits and self._line.takes:
            self._line.write(frame)
        elif waits < self._room and (waits < FEW or self.waiting + len(frame) <= self._most):
            self._out.append(frame)
            self.waiting += len(frame)
        else:
            self._out.clear()
            self.waiting = 0
            self.close(BUSY)

    def close(self, code: int) -> None:
        """Close once what is queued has gone out."""
        if self._code is None:
            self._code = code
            self._inbox.clear()
            self._answer(None)
            if not self._out:
                self.over.set()

    def say(self, event: msgspec.Struct) -> None:
        """Say an event to this socket alone."""
        self.send(encode(event))

    def drained(self) -> None:
        """Say what waited; then hear what the page said meanwhile: who takes no answers is asked no questions."""
        while self._out and self._line.takes:
            frame = self._out.popleft()
            self.waiting -= len(frame)
            self._line.write(frame)
        if self._out:
            return
        if self._code is not None:
            self.over.set()
        self._serve()

    def gone(self) -> None:
        """The page has left, whatever waits."""
        self._out.clear()
        self.close(LEFT)
        self.over.set()

    def take(self, raw: bytes) -> None:
        """Serve what the page says, in its turn."""
        if self._code is None:
            self._inbox.append(raw)
            self._serve()

    async def frames(self, decoder: msgspec.json.Decoder[Any]) -> AsyncIterator[Any]:
        """Yield what the page says and is not served at once, until it leaves."""
        self._decode = decoder.decode
        while True:
            self.said = b""
            command = await self._next()
            if command is None:
                return
            yield command
            del command  # what was said is not kept until something else is

    async def _next(self) -> Any:
        if self._code is not None:
            return None
        asked = self._asked = asyncio.get_running_loop().create_future()
        try:
            self._serve()
            return await asked
        finally:
            self._asked = None

    def _answer(self, command: Any) -> None:
        asked, self._asked = self._asked, None
        if asked is not None and not asked.done():
            asked.set_result(command)

    def _serve(self) -> None:
        """Serve what has come, in its order, as far as that needs no waiting. Nothing of it stays."""
        while self._inbox and self._asked is not None and not self._out and self._line.takes:
            self.said = self._inbox.popleft()
            command = self._understood()
            if command is not None and not self._served(command):
                self._answer(command)  # whose frame it is stays until the next is asked for
                break
            self.said = b""
        (self._line.pause if self._inbox or self._out or not self._line.takes else self._line.go_on)()

    def _served(self, command: Any) -> bool:
        try:
            return self.at_once(command)
        except Exception as failure:  # noqa: BLE001  # its text may hold what somebody wrote
            logger.error("a socket failed: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text
            self.close(BROKEN)
            return True

    def _understood(self) -> Any:
        """Return the command; what does not fit is refused, not echoed."""
        try:
            return self._decode(checked(self.said))
        except (msgspec.MsgspecError, FrameTooLong, UnicodeError, RecursionError):
            self._bad += 1
            detail = "That was not understood. What you wrote is kept."
            self.say(Refused(code="notUnderstood", detail=detail, ref=ref_of(self.said)))
            if self._bad >= MAX_BAD_FRAMES:
                self.close(SLOW_DOWN)
            return None

    @property
    def code(self) -> int:
        """Return the code that the socket closes with."""
        return self._code if self._code is not None else LEFT


@contextlib.asynccontextmanager
async def opened(socket: WebSocket[Any, Any, Any], node: Node) -> AsyncIterator[Connection]:
    """Accept the socket and write to it as long as the block runs."""
    await socket.accept()
    line = line_of(socket)
    connection = Connection(line, queued=node.settings.limits.frames_queued)
    line.listen(connection)
    closing = asyncio.create_task(_closed(socket, connection))
    try:
        yield connection
    except (RecordsAway, StoreAway):
        connection.close(BUSY)
    except Exception as failure:  # noqa: BLE001  # its text may hold what somebody wrote, and would be the reason of the close
        logger.error("a socket failed: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text
        connection.close(BROKEN)
    finally:
        connection.close(LEFT)
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            async with asyncio.timeout(5):
                await closing
        line.end()


async def _closed(socket: WebSocket[Any, Any, Any], connection: Connection) -> None:
    await connection.over.wait()
    with contextlib.suppress(Exception):  # the page was first
        await socket.close(code=connection.code)


async def greeted(connection: Connection, frames: AsyncIterator[Any]) -> Hello | None:
    """Return the page's hello; None when none comes, and the socket closes.

    Whom this node did not hear in time may come back: it may have been the node that stood still.
    """
    try:
        async with asyncio.timeout(FIRST_FRAME_WITHIN):
            hello = await anext(frames)
    except (StopAsyncIteration, TimeoutError):
        connection.close(BUSY)
        return None
    if isinstance(hello, Hello):
        return hello
    connection.close(UNKNOWN)
    return None


def ours(socket: WebSocket[Any, Any, Any], node: Node) -> bool | None:
    """Whether one of our pages opened this socket; None for a program, which shows no Origin and gets no cookie."""
    origin = socket.headers.get("origin")
    return None if origin is None else origin in node.settings.public_origins
