"""A bare socket, as cheap a client as Python allows; its frames are padded as our pages pad them.

Frames are masked with zeros, which costs a server what any mask does.
"""

import asyncio
import base64
import os
import struct
from collections.abc import Callable, Mapping
from typing import Protocol, cast

SIZE = 512
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
WITHIN = 60.0
"""Seconds until a page must have its socket, its place or its chat."""
_LONG, _LONGER = 126, 127


class Wrapping(Protocol):
    """How a frame of ours travels."""

    def __call__(self, command: bytes) -> bytes:
        """Return what goes over the socket."""


def padded(command: bytes) -> bytes:
    """As a page of ours pads: blanks at the end of JSON."""
    return command.ljust(SIZE)


def as_socket_io(command: bytes) -> bytes:
    """As socket.io's client would send it, of the same size."""
    return (b'42["said",' + command).ljust(SIZE - 1) + b"]"


class Line(asyncio.Protocol):
    """One socket."""

    def __init__(self, origin: str, path: str, headers: Mapping[str, str]) -> None:
        self.path, self.headers = path, headers
        self.open = asyncio.Event()
        self.hears: Callable[[bytes], None] = lambda _: None
        self.gone = asyncio.Event()
        self.code: int | None = None
        """What the server closed it with."""
        self._held = b""
        asks = {
            "Host": origin.partition("//")[2],
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
        } | dict(headers)
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in asks.items())]
        self._asks = ("\r\n".join(lines) + "\r\n\r\n").encode()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a socket."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self._asks)

    def connection_lost(self, _: Exception | None) -> None:
        """Remember it."""
        self.gone.set()

    def say(self, frame: bytes, kind: int = TEXT) -> None:
        """Send one frame."""
        size = len(frame)
        head = bytes((0x80 | kind, 0x80 | size)) if size < _LONG else struct.pack("!BBH", 0x80 | kind, 0xFE, size)
        self.transport.write(head + b"\0\0\0\0" + frame)

    def data_received(self, data: bytes) -> None:
        """Cut into frames."""
        if self._held:
            data = self._held + data
        at, end = 0, len(data)
        if not self.open.is_set():
            head = data.find(b"\r\n\r\n")
            if head < 0:
                self._held = data
                return
            if b" 101 " not in data[:20]:
                raise RuntimeError(data[:head].decode())
            at = head + 4
            self.open.set()
        while at + 2 <= end:
            size, body = data[at + 1], at + 2
            if size == _LONG and at + 4 <= end:
                size, body = data[at + 2] << 8 | data[at + 3], at + 4
            elif size >= _LONG:
                if size == _LONGER:
                    raise RuntimeError("a frame of more than 64 kB")
                break
            if body + size > end:
                break
            self._frame(data[at] & 15, data[body : body + size])
            at = body + size
        self._held = data[at:]

    def _frame(self, kind: int, body: bytes) -> None:
        if kind == TEXT:
            self.hears(body)
        elif kind == CLOSE:
            self.code = int.from_bytes(body[:2], "big")
        elif kind == PING:
            self.say(body, PONG)


async def line(origin: str, path: str, headers: Mapping[str, str] | None = None) -> Line:
    """Open a socket."""
    host, _, port = origin.partition("//")[2].partition(":")
    _, there = await asyncio.get_running_loop().create_connection(
        lambda: Line(origin, path, headers or {}), host, int(port)
    )
    async with asyncio.timeout(WITHIN):
        await there.open.wait()
    return there
