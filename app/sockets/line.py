"""A page's line: whole texts in and out, with no task and no queue between the socket and whoever listens.

`PageProtocol` is uvicorn's own protocol with a short way for what nearly every frame is: whole, plain, masked, and come
while the parser stands between two frames. Everything else takes the long way, through uvicorn and its parser, which
know the rest of RFC 6455. Any other server's sockets are a line too, by a reader and a writer (`AsgiLine`): slower, and
what the short way is compared with in `tests/sockets/test_short_way.py`.
"""

import asyncio
import contextlib
import struct
from collections.abc import Mapping
from typing import Any, Protocol, cast

from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.speedups import apply_mask
from websockets.streams import StreamReader

from app.sockets.opening import Opening

HELD_FOR_A_SLOW_PAGE = 1_024
"""Bytes beyond what the kernel holds; what is written at once goes through whole all the same."""
_LINE = "earshot.line"
_BETWEEN_FRAMES = StreamReader.at_eof.__code__
_TEXT, _MASKED, _TWO_BYTES, _EIGHT_BYTES = 0x81, 0x80, 126, 127


class Ear(Protocol):
    """Who listens on a line. Nothing in it waits."""

    def take(self, raw: bytes) -> None:
        """One whole text came."""

    def drained(self) -> None:
        """The line takes more again."""

    def gone(self) -> None:
        """Nothing comes any more."""


class Line(Protocol):
    """One open socket."""

    @property
    def takes(self) -> bool:
        """Whether what is written now goes out, rather than wait for a slow page."""

    def listen(self, ear: Ear) -> None:
        """Hear everything from here on, as far as the line is told to go on."""

    def write(self, frame: bytes) -> None:
        """Send one text."""

    def pause(self) -> None:
        """Read no further."""

    def go_on(self) -> None:
        """Read on."""

    def end(self) -> None:
        """Listen no more."""


def line_of(socket: WebSocket[Any, Any, Any]) -> Line:
    """Return the line of a socket that was accepted."""
    line: PageProtocol | None = (socket.scope.get("extensions") or {}).get(_LINE)  # type: ignore[assignment]
    return line or AsgiLine(socket)


class PageProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol with a short way. It holds little of what the page does not read."""

    refusal: Mapping[str, str] = {}
    """The headers of what is refused before there is a socket."""
    _ear: Ear | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to hear the page."""
        self.conn = Opening(max_size=self.config.ws_max_size, logger=self.conn.logger)
        self.conn.refusal = self.refusal
        cast("asyncio.WriteTransport", transport).set_write_buffer_limits(high=HELD_FOR_A_SLOW_PAGE)
        super().connection_made(transport)

    def handle_connect(self, event: Request) -> None:
        """Let whoever serves the socket find this line."""
        super().handle_connect(event)
        if not self.handshake_complete:
            cast("dict[str, Any]", self.scope["extensions"])[_LINE] = self

    @property
    def takes(self) -> bool:
        """Whether what is written now goes out."""
        return self.writable.is_set()

    def listen(self, ear: Ear) -> None:
        """Hear what came before, then everything that comes."""
        self._ear = ear
        while not self.queue.empty():
            event: Any = self.queue.get_nowait()
            if event["type"] == "websocket.disconnect":
                ear.gone()
            elif event["type"] == "websocket.receive":
                ear.take((event.get("text") or "").encode())

    def end(self) -> None:
        """Listen no more."""
        self._ear = None

    def write(self, frame: bytes) -> None:
        """Send one text."""
        if self.conn.state is OPEN and not self.transport.is_closing():
            self.transport.write(_head(len(frame)) + frame)

    def pause(self) -> None:
        """Read no further."""
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def go_on(self) -> None:
        """Read on."""
        if self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Hand on plain texts at once; leave the rest to the parser."""
        if self._ear is not None:
            data = self._plain_texts(data)
            if not data:
                return
        super().data_received(data)
        if not self.handshake_initiated:  # all of it came at once, and could not be read
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def handle_text(self, event: Frame) -> None:
        """Hand a text on and keep no copy: the parser would hold the last frame until the next one comes."""
        super().handle_text(event)
        event.data = b""

    def send_receive_event_to_app(self) -> None:
        """Hand on what the parser has put together. What is no text is nothing that we understand."""
        whole = b"".join(self.frames)
        if self._ear is None or self.close_sent or not (self.curr_msg_data_type == "bytes" or _is_utf8(whole)):
            super().send_receive_event_to_app()
            return
        self.frames = []
        self._ear.take(whole if self.curr_msg_data_type == "text" else b"")

    def resume_writing(self) -> None:
        """The page reads on."""
        super().resume_writing()
        if self._ear is not None:
            self._ear.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        super().connection_lost(exc)
        self._gone()

    def handle_close(self, event: Frame) -> None:
        """The page closes, or agrees that we do."""
        super().handle_close(event)
        self._gone()

    def handle_parser_exception(self) -> None:
        """The page broke the protocol, and the socket is closed."""
        super().handle_parser_exception()
        self._gone()

    def shutdown(self) -> None:
        """The server stops."""
        super().shutdown()
        self._gone()

    def _gone(self) -> None:
        if self._ear is not None:
            self._ear.gone()

    def _plain_texts(self, data: bytes) -> bytes:
        """Hand on the plain texts at the beginning; return what is left."""
        at, end = 0, len(data)
        while at + 6 <= end and data[at] == _TEXT and self._ear is not None and self._between_frames():
            size, start = data[at + 1] - _MASKED, at + 6
            if size == _TWO_BYTES and at + 8 <= end:
                size, start = data[at + 2] << 8 | data[at + 3], at + 8
            elif not 0 <= size < _TWO_BYTES:
                break
            if start + size > end:
                break
            text = apply_mask(data[start : start + size], data[start - 4 : start])
            if not _is_utf8(text):
                break
            self._ear.take(text)
            at = start + size
        return data[at:] if at else data

    def _between_frames(self) -> bool:
        """Whether the parser has nothing of a frame, or of a message in several frames, and the socket is open."""
        if self.conn.state is not OPEN or self.conn.current_size is not None:
            return False
        parser: Any = self.conn.parser
        parsing = parser.gi_yieldfrom  # of the frames, once the handshake is over
        waiting = parsing.gi_yieldfrom if parsing is not None else None
        return waiting is not None and waiting.gi_code is _BETWEEN_FRAMES


class AsgiLine:
    """The same over what every ASGI server offers."""

    def __init__(self, socket: WebSocket[Any, Any, Any]) -> None:
        self._socket = socket
        self._out: asyncio.Queue[bytes] = asyncio.Queue()
        self._sending = False
        self._reads = asyncio.Event()
        self._reads.set()
        self._jobs: list[asyncio.Task[None]] = []

    @property
    def takes(self) -> bool:
        """Whether nothing waits."""
        return not self._sending and self._out.empty()

    def listen(self, ear: Ear) -> None:
        """Begin to read and to write."""
        self._jobs = [asyncio.create_task(self._read(ear)), asyncio.create_task(self._write(ear))]

    def end(self) -> None:
        """Stop both."""
        for job in self._jobs:
            job.cancel()

    def write(self, frame: bytes) -> None:
        """Send one text."""
        self._out.put_nowait(frame)

    def pause(self) -> None:
        """Read no further."""
        self._reads.clear()

    def go_on(self) -> None:
        """Read on."""
        self._reads.set()

    async def _read(self, ear: Ear) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await self._reads.wait()
                raw = await self._socket.receive_data(mode="text")
                ear.take(raw.encode())
                del raw  # what was said is not kept until something else is
        ear.gone()

    async def _write(self, ear: Ear) -> None:
        try:
            while True:
                frame = await self._out.get()
                self._sending = True
                await self._socket.send_text(frame.decode())
                del frame  # or it stands here until there is something else to say
                self._sending = False
                if self._out.empty():
                    ear.drained()
        except Exception:  # noqa: BLE001  # the socket is gone
            ear.gone()


def _head(size: int) -> bytes:
    """Return what stands before a whole text of so many bytes."""
    if size < _TWO_BYTES:
        return bytes((_TEXT, size))
    if size < 1 << 16:
        return struct.pack("!BBH", _TEXT, _TWO_BYTES, size)
    return struct.pack("!BBQ", _TEXT, _EIGHT_BYTES, size)


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
