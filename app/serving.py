"""One server on one port: taken before anything is started, drained on request, handed over before it closes."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from functools import partial

import uvicorn

from app.asgi import create_app, make_node
from app.draining import SIGNAL, serving_here, show_left
from app.records.unit_of_work import Records
from app.services.drain import hand_over_all, wait_for_chats
from app.services.node import Node
from app.settings import Settings

PING_EVERY, PONG_WITHIN = 15, 8
"""Seconds. A page that has silently gone is given up after 23, so that the other person is told within 30."""
UNHEARD_FOR = 25_000
"""Milliseconds after which the kernel gives up a connection whose other end takes nothing: it would wait for ever."""


def listen(settings: Settings) -> socket.socket | None:
    """Take the port before anything is started, so that a port in use costs nothing and is said plainly."""
    listening = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_FOR)  # those it accepts have it too
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(512)
    except OSError as reason:
        listening.close()
        print(  # noqa: T201
            f"Port {settings.port} on {settings.host} cannot be used ({os.strerror(reason.errno or 0)}).\n"
            f"Stop what uses it, or choose another: make run PORT={settings.port + 1}",
            file=sys.stderr,
        )
        return None
    return listening


class Server(uvicorn.Server):
    """Says where to go once it answers."""

    def __init__(self, config: uvicorn.Config, node: Node, welcome: Callable[[Node], Awaitable[None]]) -> None:
        super().__init__(config)
        self._node, self._welcome = node, welcome
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, to requests and to the wish to drain, and say so."""
        await super().startup(sockets)
        if self.started:
            loop = asyncio.get_running_loop()
            signal.signal(SIGNAL, lambda *_: loop.call_soon_threadsafe(self._drain))
            await self._welcome(self._node)

    def _drain(self) -> None:
        if self._draining is None:
            self._draining = asyncio.create_task(self._end_with_the_last_chat())

    async def _end_with_the_last_chat(self) -> None:
        await wait_for_chats(self._node, partial(show_left, self._node.settings.data))
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hand over to the other nodes while the pages are still here, and only then close."""
        signal.signal(SIGNAL, signal.SIG_IGN)
        await hand_over_all(self._node)
        await super().shutdown(sockets)


def serve(settings: Settings, url: str, listening: socket.socket, welcome: Callable[[Node], Awaitable[None]]) -> None:
    """Serve until it is asked to stop, and say welcome once it answers."""
    for name in ("DATABASE_URL", "VALKEY_URL", "CLUSTER_SECRET"):
        os.environ.pop(name, None)  # nothing that crashes later should print it
    node = make_node(settings, Records(url))
    config = uvicorn.Config(
        create_app(node),
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=PONG_WITHIN,
        timeout_graceful_shutdown=5,
        loop="uvloop",
        http="httptools",
    )
    with serving_here(settings.data):
        Server(config, node, welcome).run(sockets=[listening])
