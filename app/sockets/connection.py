"""One open socket: frames out through a bounded queue, frames in one at a time. A slow reader never grows memory."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any, Protocol

import msgspec
from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from app import clock
from app.live.interface import StoreAway
from app.records.unit_of_work import RecordsAway
from app.services.know import session_end, session_stands
from app.services.node import Node
from app.wire.commands import MAX_FRAME
from app.wire.events import Refused
from app.wire.frames import FrameTooLong, checked, encode, ref_of

logger = logging.getLogger(__name__)

UNKNOWN, NOT_YOURS, SLOW_DOWN, BUSY, BROKEN = 4401, 4403, 4429, 1013, 1011
FIRST_FRAME_WITHIN = 10.0
"""Seconds that a fresh socket may stay silent."""
MAX_BAD_FRAMES = 20
HELD_AT_MOST, FEW = 32_768, 8
"""Characters that may wait for a slow page, on top of what it resumes with; a few frames may always, however large."""
CHECKED_EVERY = 10.0
"""Seconds after which a staff page is closed at the latest when its session was ended."""


class Speaks(Protocol):
    """What answers a page: its socket, or the way to the node at which that is."""

    def make_room(self, frames: int) -> None:
        """Let a page that resumes have this many frames at once."""

    def say(self, event: msgspec.Struct) -> None:
        """Queue an event for this page alone."""

    def close(self, code: int) -> None:
        """Close once what is queued has gone out."""


class Connection:
    """A page's socket."""

    def __init__(self, socket: WebSocket[Any, Any, Any], *, queued: int) -> None:
        self.socket = socket
        self._out: asyncio.Queue[str | int] = asyncio.Queue()
        self._queued = self._room = queued
        self.waiting = 0
        """Characters of the frames that wait."""
        self._most = HELD_AT_MOST
        self._keeps_up = asyncio.Event()
        """Nothing waits for the page: who does not take the answers is not asked for more questions."""
        self._keeps_up.set()
        self._closing = False
        self.said = b""
        """The frame that came last, as it came: another node may have to read it."""

    def make_room(self, frames: int) -> None:
        """Let a page that resumes have this many frames at once, on top of what a slow page may leave waiting."""
        self._room = self._queued + frames
        self._most = HELD_AT_MOST + frames * MAX_FRAME

    def send(self, frame: str) -> None:
        """Queue a frame; a page that does not keep up is asked to come back later."""
        if self._closing:
            return
        waits = self._out.qsize()
        if waits < self._room and (waits < FEW or self.waiting + len(frame) <= self._most):
            self._out.put_nowait(frame)
            self.waiting += len(frame)
            self._keeps_up.clear()
            return
        while not self._out.empty():
            self.taken(self._out.get_nowait())
        self.close(BUSY)

    def close(self, code: int) -> None:
        """Close once what is queued has gone out."""
        if not self._closing:
            self._closing = True
            self._keeps_up.set()
            self._out.put_nowait(code)

    def say(self, event: msgspec.Struct) -> None:
        """Queue an event for this socket alone."""
        self.send(encode(event))

    def taken(self, frame: str | int) -> str | int:
        """Note that this waits no more."""
        self.waiting -= len(frame) if isinstance(frame, str) else 0
        return frame

    async def write(self) -> None:
        """Send what is queued until the socket is to close."""
        while True:
            next_out = self.taken(await self._out.get())
            if isinstance(next_out, int):
                with contextlib.suppress(Exception):
                    await self.socket.close(code=next_out)
                return
            try:
                await self.socket.send_text(next_out)
            except Exception:  # noqa: BLE001  # the socket is gone; its reader will notice
                self._closing = True
                self._keeps_up.set()
                return
            if self._out.empty():
                self._keeps_up.set()
            del next_out  # or it stands here until there is something else to say

    async def frames(self, decoder: msgspec.json.Decoder[Any]) -> AsyncIterator[Any]:
        """Yield what the page says, until it leaves. What does not fit is refused, not echoed, and nothing stays."""
        bad = 0
        while not self._closing:
            await self._keeps_up.wait()
            try:
                raw = await self.socket.receive_data(mode="text")
            except (WebSocketDisconnect, RuntimeError):
                return
            try:
                self.said = checked(raw)
                command = decoder.decode(self.said)
            except (msgspec.MsgspecError, FrameTooLong, UnicodeError, RecursionError):
                bad += 1
                detail = "That was not understood. What you wrote is kept."
                self.say(Refused(code="notUnderstood", detail=detail, ref=ref_of(raw)))
                if bad >= MAX_BAD_FRAMES:
                    self.close(SLOW_DOWN)
            else:
                yield command
                del command
            del raw  # what was said is not kept until something else is
            self.said = b""


@contextlib.asynccontextmanager
async def opened(socket: WebSocket[Any, Any, Any], node: Node) -> AsyncIterator[Connection]:
    """Accept the socket and write to it as long as the block runs."""
    await socket.accept()
    connection = Connection(socket, queued=node.settings.limits.frames_queued)
    writer = asyncio.create_task(connection.write())
    try:
        yield connection
    except (RecordsAway, StoreAway):
        connection.close(BUSY)
    except Exception as failure:  # noqa: BLE001  # its text may hold what somebody wrote, and would be the reason of the close
        logger.error("a socket failed: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text
        connection.close(BROKEN)
    finally:
        connection.close(1000)
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            async with asyncio.timeout(5):
                await writer


@contextlib.asynccontextmanager
async def while_signed_in(connection: Connection, node: Node, token: str) -> AsyncIterator[None]:
    """Close the page when its session is ended, here or elsewhere. One that ends by itself leaves an open page be.

    Whoever is in a chat when their twelve hours are over is not torn out of it; nothing new opens under that session.
    """
    ends = await session_end(node, token, now=clock.now())

    async def watch() -> None:
        nonlocal ends
        while ends is None or clock.now() < ends:
            await asyncio.sleep(CHECKED_EVERY)
            still = ends is None or clock.now() < ends
            if still and not await session_stands(node, token, now=clock.now()):
                connection.close(UNKNOWN)
                return
            ends = ends or await session_end(node, token, now=clock.now())

    watcher = asyncio.create_task(watch())
    try:
        yield
    finally:
        watcher.cancel()


async def first_frame(frames: AsyncIterator[Any]) -> Any:
    """Return the first frame, or None when none comes in time."""
    try:
        async with asyncio.timeout(FIRST_FRAME_WITHIN):
            return await anext(frames)
    except (StopAsyncIteration, TimeoutError):
        return None


def ours(socket: WebSocket[Any, Any, Any], node: Node) -> bool | None:
    """Whether one of our pages opened this socket; None for a program, which shows no Origin and gets no cookie."""
    origin = socket.headers.get("origin")
    return None if origin is None else origin in node.settings.public_origins
