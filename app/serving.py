"""One server on one port: taken before anything is started, drained on request, handed over before it closes."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Generator
from functools import partial

import uvicorn

from app.api.operator import operator_app
from app.asgi import create_app, make_node
from app.draining import SIGNAL, serving_here, show_left
from app.headers import headers_for
from app.patience import RequestProtocol
from app.records.unit_of_work import Records
from app.services.drain import hand_over_all, wait_for_chats
from app.services.node import Node
from app.settings import Settings
from app.sockets.line import PageProtocol
from app.unkept import washing_the_read_buffer

PING_EVERY, PONG_WITHIN = 15, 8
"""Seconds. A page that has silently gone is given up after 23, so that the other person is told within 30."""
READ_AT_ONCE = 4_096
"""Bytes: what is read at once becomes frames that wait in memory, and a page that floods stays for half a minute."""
UNHEARD_FOR = 25_000
"""Milliseconds after which the kernel gives up a connection whose other end takes nothing: it would wait for ever."""


def listen(settings: Settings) -> socket.socket | None:
    """Take the port before anything is started, so that a port in use costs nothing and is said plainly."""
    return _taken(settings.host, settings.port, f"make run PORT={settings.port + 1}")


def listen_to_the_operator(settings: Settings) -> socket.socket | None:
    """Take the operator's own port, where there is one."""
    if settings.operator_port is None:
        return None
    return _taken(settings.operator_host, settings.operator_port, "EARSHOT_OPERATOR_PORT")


def _taken(host: str, port: int, other: str) -> socket.socket | None:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, READ_AT_ONCE)  # those it accepts have it too
    if sys.platform == "linux":
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_FOR)  # those it accepts have it too
    try:
        listening.bind((host, port))
        listening.listen(512)
    except OSError as reason:
        listening.close()
        print(  # noqa: T201
            f"Port {port} on {host} cannot be used ({os.strerror(reason.errno or 0)}).\n"
            f"Stop what uses it, or choose another: {other}",
            file=sys.stderr,
        )
        return None
    return listening


class Server(uvicorn.Server):
    """Says where to go once it answers."""

    def __init__(
        self,
        config: uvicorn.Config,
        node: Node,
        welcome: Callable[[Node], Awaitable[None]],
        operator: socket.socket | None,
    ) -> None:
        super().__init__(config)
        self._node, self._welcome = node, welcome
        self._beside = Beside(node, operator) if operator is not None else None
        self._draining: asyncio.Task[None] | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, and keep nothing of what was read."""
        async with washing_the_read_buffer():
            await super().serve(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, to requests and to the wish to drain, and say so."""
        with keeping_what_is_made():
            await super().startup(sockets)
        if self.started:
            loop = asyncio.get_running_loop()
            signal.signal(SIGNAL, lambda *_: loop.call_soon_threadsafe(self._drain))
            if self._beside is not None:
                self._beside.begin()
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
        if self._beside is not None:
            await self._beside.end()


@contextlib.contextmanager
def keeping_what_is_made() -> Generator[None, None, None]:
    """Look for no garbage meanwhile, and never again among what was made: it stays as long as the process does.

    Mostly phrases, some 800,000 objects. Going through them took half of a start, and would hold up everybody for a
    quarter of a second whenever the collector came by.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


class Beside(uvicorn.Server):
    """The operator's port: it begins and ends with the server, and leaves every signal to it."""

    def __init__(self, node: Node, listening: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                operator_app(node), access_log=False, log_config=None, server_header=False, lifespan="off", ws="none"
            )
        )
        self._listening = listening
        self._serving: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave them to the server."""
        yield

    def begin(self) -> None:
        """Serve beside."""
        self._serving = asyncio.create_task(self.serve([self._listening]))

    async def end(self) -> None:
        """Stop."""
        self.should_exit = True
        if self._serving is not None:
            await self._serving


def serve(
    settings: Settings,
    url: str,
    listening: socket.socket,
    welcome: Callable[[Node], Awaitable[None]],
    operator: socket.socket | None = None,
) -> None:
    """Serve until it is asked to stop, and say welcome once it answers."""
    for name in ("DATABASE_URL", "DATABASE_MIGRATOR_URL", "VALKEY_URL", "CLUSTER_SECRET"):
        os.environ.pop(name, None)  # nothing that crashes later should print it
    node = make_node(settings, Records(url))
    refused = headers_for("", settings)

    class Requests(RequestProtocol):
        refusal = refused

    class Sockets(PageProtocol):
        refusal = refused

    config = uvicorn.Config(
        create_app(node),
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws=Sockets,
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=PONG_WITHIN,
        timeout_graceful_shutdown=5,
        loop="uvloop",
        http=Requests,
    )
    with serving_here(settings.data):
        Server(config, node, welcome, operator).run(sockets=[listening])
