"""What libraries keep of what was said, and how they are made to forget it.

Litestar keeps the last 1,024 forms, query strings and cookies that it has parsed, to parse the same ones faster: in
them stand messages, passwords and passes. uvloop reads all sockets into one buffer, where what came stands until as
much comes again. `tests/privacy/test_heap.py` finds either in the memory of a server.
"""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator
from typing import Any

from litestar import _parsers

KEEPING: tuple[Any, ...] = (
    _parsers.parse_url_encoded_form_data,
    _parsers.parse_query_string,
    _parsers.parse_cookie_string,
)
WASHED_EVERY = 1.0
"""Seconds. A wash is some 200 kB copied three times."""
_WASH = bytes(1 << 18)


def keep_nothing_parsed() -> None:
    """Take the caches away from every module that parses with them; nothing else changes. Twice is as good as once."""
    theirs = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == "litestar"]
    for cached in KEEPING:
        name, plain = cached.__name__, cached.__wrapped__
        for module in theirs:
            if vars(module).get(name) is cached:
                setattr(module, name, plain)
        cached.cache_clear()


@contextlib.asynccontextmanager
async def washing_the_read_buffer() -> AsyncIterator[None]:
    """Let the loop read zeros every second, so that what it has read from people is overwritten."""
    ours, loops = socket.socketpair()
    for end in (ours, loops):
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * len(_WASH))
    transport, _ = await asyncio.get_running_loop().create_unix_connection(asyncio.Protocol, sock=loops)

    async def wash() -> None:
        while True:
            with contextlib.suppress(BlockingIOError):  # the last one is not read yet
                ours.send(_WASH)
            await asyncio.sleep(WASHED_EVERY)

    washer = asyncio.create_task(wash())
    try:
        yield
    finally:
        washer.cancel()
        transport.close()
        ours.close()
