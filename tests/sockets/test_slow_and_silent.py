"""Who sends slowly, stops in the middle or never comes to an end is given up in time, and costs little."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from time import perf_counter

import httpx
import pytest
import pytest_asyncio

from app.patience import BODY_WITHIN, HEAD_WITHIN, LARGEST_HEAD
from app.records.postgres import EmbeddedPostgres
from app.serving import PING_EVERY, PONG_WITHIN
from benchmarks.service import Service
from tests.sockets.people import join, seeker_page
from tests.sockets.servers import a_database, serving

SLACK = 6.0
"""Seconds that a busy machine may take on top."""
CROWD = 200
UPGRADE = (
    "GET /ws/seeker HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
HALF_A_BODY = (
    "POST /api/tickets HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"
)

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest_asyncio.fixture(scope="module")
async def alone(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Service]:
    """A server whose memory is nobody else's."""
    with serving(await a_database(postgres, template)) as service:
        yield service


@asynccontextmanager
async def line_to(service: Service) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def until_closed(line: Line, *, within: float, drip: bytes = b"") -> tuple[float, bytes]:
    """Seconds until the server hung up, and what it said; meanwhile send a little every half second."""
    reader, writer = line
    begun, said = perf_counter(), b""
    async with asyncio.timeout(within):
        while True:
            with suppress(OSError):
                writer.write(drip)
            try:
                piece = await asyncio.wait_for(reader.read(4_096), 0.5)  # noqa: TID251
            except TimeoutError:
                continue
            except OSError:
                return perf_counter() - begun, said
            if not piece:
                return perf_counter() - begun, said
            said += piece


def memory_of(pid: int) -> int:
    """Resident bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def still_well(service: Service) -> None:
    """Somebody else is served as ever, and nothing went wrong inside."""
    async with httpx.AsyncClient(base_url=service.origin) as http:
        assert (await http.get("/")).status_code == 200
        async with asyncio.timeout(5):
            await join(service)
    assert not re.search(r"^(ERROR|CRITICAL)|Traceback", service.output.read_text(), re.MULTILINE)


ENDLESS = {
    "nothing": (b"", b"", HEAD_WITHIN),
    "slow headers": (b"GET / HTTP/1.1\r\nHost: here\r\n", b"x-a: b\r\n", HEAD_WITHIN),
    "blank lines": (b"", b"\r\n", HEAD_WITHIN),
    "half a body": (HALF_A_BODY.encode(), b"", BODY_WITHIN),
    "slow body": (HALF_A_BODY.encode(), b" ", BODY_WITHIN),
    "a silent socket": (UPGRADE.encode(), b"", PING_EVERY + PONG_WITHIN),
    "half a frame": (UPGRADE.encode() + b"\x81\xfe\x10\x00abcd", b"x", PING_EVERY + PONG_WITHIN),
}
"""What somebody sends first, what they send every half second, and the seconds after which they are given up."""


@pytest.mark.proves("C34")
async def test_who_never_comes_to_the_end_is_given_up(alone: Service) -> None:
    """All at once, beside people who do: an open page that says nothing, and a connection that is used again."""

    async def waits(begins: bytes, drip: bytes, within: float) -> tuple[float, bytes]:
        async with line_to(alone) as line:
            line[1].write(begins)
            return await until_closed(line, within=within + SLACK, drip=drip)

    async with seeker_page(alone, await join(alone)) as page, httpx.AsyncClient(base_url=alone.origin) as http:
        await page.hears("ready")
        waiting = asyncio.gather(*(waits(*case) for case in ENDLESS.values()))
        for _ in range(5):
            assert (await http.get("/")).status_code == 200
            await asyncio.sleep(2.5)
        met = dict(zip(ENDLESS, await waiting, strict=True))
        await page.all_until_pong()
    assert {name for name, (_, said) in met.items() if re.search(rb"HTTP/1.1 5\d\d", said)} == set()
    assert met["nothing"][0] > HEAD_WITHIN / 2, "it is time that gives up"
    await still_well(alone)


@pytest.mark.proves("C34")
@pytest.mark.parametrize(
    "endless", [b"GET /" + b"a" * 60_000, b"GET / HTTP/1.1\r\nx: " + b"b" * 60_000], ids=["address", "header"]
)
async def test_a_head_without_an_end_is_cut_off(alone: Service, endless: bytes) -> None:
    before = memory_of(alone.pid)
    async with AsyncExitStack() as lines:
        for _ in range(50):
            line = await lines.enter_async_context(line_to(alone))
            line[1].write(endless)
            took, said = await until_closed(line, within=SLACK, drip=b"c" * 30_000)
            assert took < HEAD_WITHIN
            assert b" 5" not in said[:12]
    assert memory_of(alone.pid) - before < 50 * 4 * LARGEST_HEAD
    await still_well(alone)


@pytest.mark.proves("C34")
async def test_a_crowd_of_half_requests_costs_little_and_nobody_else_waits(alone: Service) -> None:
    """200 lines in the middle of a head, as many in the middle of a body: others are served, all are given up."""
    before = memory_of(alone.pid)
    async with AsyncExitStack() as lines:
        held = [await lines.enter_async_context(line_to(alone)) for _ in range(CROWD * 2)]
        for number, (_, writer) in enumerate(held):
            writer.write(HALF_A_BODY.encode() if number % 2 else b"GET / HTTP/1.1\r\n")
        await still_well(alone)
        assert memory_of(alone.pid) - before < 2 * CROWD * 2 * LARGEST_HEAD
        took = await asyncio.gather(*(until_closed(line, within=BODY_WITHIN + SLACK * 2) for line in held))
    assert max(seconds for seconds, _ in took) <= BODY_WITHIN + SLACK * 2
    await still_well(alone)


@pytest.mark.proves("C34")
async def test_a_text_in_pieces_without_an_end_is_cut_off_too(alone: Service) -> None:
    """64 KB and one byte, one frame of it at a time."""
    async with line_to(alone) as line:
        line[1].write(UPGRADE.encode())
        await line[0].readuntil(b"\r\n\r\n")
        mask, piece = b"\0\0\0\0", b"a" * 100
        line[1].write(b"\x01\xe4" + mask + piece)
        for _ in range(656):
            line[1].write(b"\x00\xe4" + mask + piece)
        _, said = await until_closed(line, within=SLACK + 10)
    assert b"\x03\xf1" in said  # 1009: too big
    await still_well(alone)
