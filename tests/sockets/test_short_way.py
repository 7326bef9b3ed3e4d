"""RFC 6455 on our sockets: the short way of `app.sockets.line` beside uvicorn's own protocol, over real connections.

Whatever bytes come, in whatever pieces, both hear the same texts, answer the same pings, and close with the same code.
"""

import asyncio
import itertools
import random  # noqa: TID251
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
import uvicorn
from litestar import Litestar, WebSocket, websocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, apply_mask

from app.sockets.line import AsgiLine, PageProtocol, line_of

TEXT, BINARY, CLOSE, PING, PONG, MORE = 1, 2, 8, 9, 10, 0
MOST = 65_536
WITHIN = 20.0
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
CASES = 240
BROKEN = {1002, 1007, 1009}


class Heard(NamedTuple):
    """What became of a connection: texts, pongs, and the code that the server closed with."""

    texts: list[bytes]
    pongs: list[bytes]
    code: int | None


class Ear:
    """Whoever serves the socket, writing down what it says."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self.over = asyncio.Event()

    def take(self, raw: bytes) -> None:
        self.texts.append(raw)

    def drained(self) -> None:
        pass

    def gone(self) -> None:
        self.over.set()


class Short(PageProtocol):
    """Counts what took the long way."""

    long = 0

    def handle_text(self, event: Frame) -> None:
        Short.long += 1
        super().handle_text(event)


class Served:
    """A server on one kind of protocol, and the ears of its sockets, in the order of their coming."""

    def __init__(self, kind: type[WebSocketsSansIOProtocol]) -> None:
        self.ears: asyncio.Queue[Ear] = asyncio.Queue()
        self.lines: list[object] = []
        self.listening = socket.socket()
        self.listening.bind(("127.0.0.1", 0))
        self.server = uvicorn.Server(
            uvicorn.Config(
                Litestar([self._route()], openapi_config=None), ws=kind, ws_max_size=MOST,
                ws_per_message_deflate=False, log_config=None, lifespan="off", loop="asyncio",
            )
        )  # fmt: skip

    def _route(self) -> Any:
        @websocket("/")
        async def hears(socket: WebSocket[Any, Any, Any]) -> None:
            await socket.accept()
            ear, line = Ear(), line_of(socket)
            self.lines.append(line)
            self.ears.put_nowait(ear)
            line.listen(ear)
            line.go_on()
            await ear.over.wait()
            line.end()

        return hears

    async def hears(self, pieces: list[bytes]) -> Heard:
        """Say this on a new connection, a piece at a time; return what became of it."""
        loop = asyncio.get_running_loop()
        line, page = await loop.create_connection(Told, *self.listening.getsockname())
        try:
            async with asyncio.timeout(WITHIN):
                line.write(HANDSHAKE)
                ear = await self.ears.get()
                for piece in pieces:
                    line.write(piece)
                    await asyncio.sleep(0.002)
                if not line.is_closing():
                    line.write_eof()
                await page.over.wait()
                await ear.over.wait()
        finally:
            line.abort()
        return Heard(ear.texts, *_frames(page.told.partition(b"\r\n\r\n")[2]))


class Told(asyncio.Protocol):
    """What a page is told, to the last byte, however the connection ends."""

    def __init__(self) -> None:
        self.told = b""
        self.over = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.told += data

    def connection_lost(self, _: Exception | None) -> None:
        self.over.set()


def _frames(told: bytes) -> tuple[list[bytes], int | None]:
    pongs, code, at = [], None, 0
    while at < len(told):
        kind, size = told[at] & 15, told[at + 1]
        assert size < 126, "a control frame is short"
        body = told[at + 2 : at + 2 + size]
        if kind == PONG:
            pongs.append(body)
        elif kind == CLOSE:
            code = struct.unpack("!H", body[:2])[0] if body else 0
        at += 2 + size
    return pongs, code


@asynccontextmanager
async def _running(kind: type[WebSocketsSansIOProtocol]) -> AsyncIterator[Served]:
    served = Served(kind)
    serving = asyncio.create_task(served.server.serve([served.listening]))
    while not served.server.started:  # noqa: ASYNC110  # uvicorn tells nobody
        await asyncio.sleep(0.01)
    try:
        yield served
    finally:
        served.server.should_exit = True
        await serving


@pytest_asyncio.fixture(scope="module")
async def both() -> AsyncIterator[tuple[Served, Served]]:
    """Ours and uvicorn's."""
    async with _running(Short) as ours, _running(WebSocketsSansIOProtocol) as theirs:
        yield ours, theirs


def frame(kind: int, body: bytes = b"", *, last: bool = True, mask: bytes | None = b"\x01\x02\x03\x04", odd: int = 0,
          long: bool = False) -> bytes:  # fmt: skip
    """A frame as a page sends it; `long` says its size in more bytes than it needs."""
    flag, size = 0x80 if mask is not None else 0, len(body)
    if size < 126 and not long:
        head = bytes((size | flag,))
    elif size < 1 << 16 and not (long and size >= 126):
        head = bytes((126 | flag,)) + struct.pack("!H", size)
    else:
        head = bytes((127 | flag,)) + struct.pack("!Q", size)
    body = apply_mask(body, mask) + b"" if mask is not None else body
    return bytes((kind | (0x80 if last else 0) | odd,)) + head + (mask or b"") + body


BYE = frame(CLOSE, struct.pack("!H", 1000))
HELLO = "grüß dich 🐔".encode()
RULES = {
    "a text": ([frame(TEXT, b"hello"), BYE], [b"hello"], 1000),
    "an empty text": ([frame(TEXT), BYE], [b""], 1000),
    "texts of 125, 126, 65,535 and 65,536 bytes": (
        [*(frame(TEXT, b"a" * size) for size in (125, 126, 65_535, MOST)), BYE],
        [b"a" * size for size in (125, 126, 65_535, MOST)],
        1000,
    ),
    "the head of a text of 65,537 bytes": ([frame(TEXT, b"a" * (MOST + 1))[:14]], [], 1009),
    "two texts at once": ([frame(TEXT, b"one") + frame(TEXT, b"two"), BYE], [b"one", b"two"], 1000),
    "a text letter by letter": ([*(bytes((one,)) for one in frame(TEXT, HELLO)), BYE], [HELLO], 1000),
    "letters of several bytes": ([frame(TEXT, HELLO), BYE], [HELLO], 1000),
    "what is not UTF-8": ([frame(TEXT, b"\xff\xfe")], [], 1007),
    "a letter cut off": ([frame(TEXT, HELLO[:-1])], [], 1007),
    "a text in three pieces": (
        [frame(TEXT, b"he", last=False) + frame(MORE, b"ll", last=False) + frame(MORE, b"o"), BYE],
        [b"hello"],
        1000,
    ),
    "a letter in two pieces": ([frame(TEXT, HELLO[:3], last=False) + frame(MORE, HELLO[3:]), BYE], [HELLO], 1000),
    "a ping among pieces": (
        [frame(TEXT, b"he", last=False) + frame(PING, b"there?") + frame(MORE, b"llo"), BYE],
        [b"hello"],
        1000,
    ),
    "a text among pieces": ([frame(TEXT, b"he", last=False), frame(TEXT, b"llo")], [], 1002),
    "a piece of nothing": ([frame(MORE, b"llo")], [], 1002),
    "without a mask": ([frame(TEXT, b"hello", mask=None)], [], 1002),
    "a reserved bit": ([frame(TEXT, b"hello", odd=0x40)], [], 1002),
    "a kind that is none": ([frame(3, b"hello")], [], 1002),
    "a ping in pieces": ([frame(PING, b"there?", last=False)], [], 1002),
    "a ping of 126 bytes": ([frame(PING, b"a" * 126)], [], 1002),
    "a pong nobody asked for": ([frame(PONG, b"here"), frame(TEXT, b"hello"), BYE], [b"hello"], 1000),
    "bytes that are no text": ([frame(BINARY, b"\x00\x01"), BYE], [b""], 1000),
    "a close without a code": ([frame(CLOSE)], [], 0),
    "a close with a code that is none": ([frame(CLOSE, struct.pack("!H", 1005))], [], 1002),
    "a text after the close": ([BYE + frame(TEXT, b"hello")], [], 1000),
    "half a frame": ([frame(TEXT, b"hello")[:-2]], [], None),
}
"""What a page may send, what is heard of it, and the code of the close."""


@pytest.mark.parametrize("rule", RULES)
async def test_the_rules_of_the_protocol(both: tuple[Served, Served], rule: str) -> None:
    pieces, texts, code = RULES[rule]
    ours, theirs = [await one.hears(pieces) for one in both]
    assert (ours.texts, ours.code) == (texts, code)
    assert ours == theirs


async def test_plain_texts_take_the_short_way_and_only_there(both: tuple[Served, Served]) -> None:
    before = Short.long
    texts = [b"hello", b"b" * 512, HELLO]
    assert (await both[0].hears([frame(TEXT, one) for one in texts])).texts == texts
    assert Short.long == before
    await both[0].hears([frame(TEXT, b"he", last=False), frame(MORE, b"llo")])
    assert Short.long == before + 1
    assert all(isinstance(line, Short) for line in both[0].lines)
    assert all(isinstance(line, AsgiLine) for line in both[1].lines)


def some_frame(chance: random.Random) -> bytes:
    """Mostly what a page sends, now and then what none would."""
    if chance.random() < 0.5:
        body = chance.choice([b"hello", HELLO, b"a" * 600, b'{"type":"ping"}'.ljust(512)])
        return frame(TEXT, body, mask=chance.randbytes(4))
    kind = chance.choice([TEXT, TEXT, MORE, MORE, BINARY, PING, PONG, CLOSE, 3, 11])
    body = chance.choice([b"", b"hello", HELLO, HELLO[:-1], b"\xff", b"a" * 130, struct.pack("!H", 1000), b"\x03"])
    mask = None if chance.random() < 0.05 else chance.randbytes(4)
    made = frame(
        kind, body, last=chance.random() < 0.75, mask=mask, odd=0x20 if chance.random() < 0.03 else 0,
        long=chance.random() < 0.1,
    )  # fmt: skip
    return made[: chance.randrange(len(made))] if chance.random() < 0.05 else made


def cut(whole: bytes, chance: random.Random) -> list[bytes]:
    """The same bytes in a few pieces."""
    at = sorted({0, len(whole), *(chance.randrange(len(whole) + 1) for _ in range(chance.choice([0, 1, 3, 8])))})
    return [whole[first:last] for first, last in itertools.pairwise(at)]


@pytest.mark.proves("C34")
async def test_any_bytes_in_any_pieces_mean_the_same_to_both(both: tuple[Served, Served]) -> None:
    """Seeded; a connection of each at a time, so that a failure names its case."""
    ended = set()
    for seed in range(CASES):
        chance = random.Random(seed)  # noqa: S311
        whole = b"".join(some_frame(chance) for _ in range(chance.randrange(1, 7)))
        pieces = cut(whole, chance)
        ours, theirs = await asyncio.gather(*(one.hears(pieces) for one in both))
        if ours.code in BROKEN:  # the parser drops what came before in the same piece; who wrote it meant it
            ours = ours._replace(texts=ours.texts[: len(theirs.texts)])
        assert ours == theirs, f"case {seed}: {pieces}"
        ended.add(ours.code)
    assert ended >= {None, 1000, 1002, 1007}


def test_the_document_tells_every_rule() -> None:
    told = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
    for rule, (_, _, code) in RULES.items():
        row = next((line for line in told.splitlines() if line.startswith(f"| {rule} |")), "")
        ends = {None: "closed without a code", 0: "a close without a code"}.get(code, str(code))
        assert row.endswith(f"| {ends} |"), rule
