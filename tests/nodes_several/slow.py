"""A page that asks much and reads one byte a second, and what that costs the server."""

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from pathlib import Path

import httpx
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from benchmarks.page import padded
from benchmarks.service import Service

WINDOW = 4_096


@dataclass
class SlowReader:
    """A socket whose other end the server waits for."""

    line: socket.socket
    protocol: ClientProtocol

    @classmethod
    async def joins(cls, node: Service) -> "SlowReader":
        async with httpx.AsyncClient(base_url=node.origin) as http:
            answer = await http.post("/api/tickets", json={"ageBand": "adult"})
        loop = asyncio.get_running_loop()
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        line.setblocking(False)
        await loop.sock_connect(line, ("127.0.0.1", node.port))
        protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{node.port}/ws/seeker"))
        protocol.send_request(protocol.connect())
        slow = cls(line, protocol)
        await slow._flush()
        protocol.receive_data(await loop.sock_recv(line, 1_024))
        protocol.send_text(padded({"type": "hello", "pass": answer.json()["pass"]}).encode())
        await slow._flush()
        return slow

    def close(self) -> None:
        self.line.close()

    async def asks(self, times: int) -> None:
        """Ask so often, as far as the server takes it, and read one byte."""
        for _ in range(times):
            self.protocol.send_text(padded({"type": "ping"}).encode())
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(0.3):
                await self._flush()
        with contextlib.suppress(BlockingIOError, OSError):
            self.line.recv(1)

    async def _flush(self) -> None:
        for part in self.protocol.data_to_send():
            await asyncio.get_running_loop().sock_sendall(self.line, part)


def memory_of(node: Service) -> int:
    """Bytes that the server holds in memory."""
    status = Path(f"/proc/{node.pid}/status").read_text()
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def sockets_of(node: Service) -> int:
    """Connections that pages have to the server."""
    rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    here = f"0100007F:{node.port:04X}"
    return sum(row.split()[1] == here and row.split()[3] == "01" for row in rows)
