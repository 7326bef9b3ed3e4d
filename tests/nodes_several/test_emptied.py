"""Valkey loses all it held while people wait and talk: chats go on, and the line is whole again within seconds."""

import asyncio
from time import perf_counter

import pytest
from redis.asyncio import Redis

from benchmarks.cluster import Cluster
from tests.nodes_several.people import PATIENCE, seeker_at, talking


async def tickets_in(cluster: Cluster) -> int:
    """How many tickets the store holds."""
    raw = Redis.from_url(cluster.valkey.url)
    try:
        return len([key async for key in raw.scan_iter("earshot:t:*")])
    finally:
        await raw.aclose()


async def empty(cluster: Cluster, how: str) -> None:
    """Everything in it is gone, and perhaps every connection with it."""
    if how == "flushed":
        raw = Redis.from_url(cluster.valkey.url)
        await raw.flushall()
        await raw.aclose()
    else:
        cluster.valkey.stop()
        cluster.valkey.start()


@pytest.mark.parametrize("how", ["flushed", "started anew"])
async def test_an_emptied_store_costs_nobody_a_word_or_a_place(
    cluster: Cluster, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with (
        talking(cluster, seeker=1, listener=1) as near,
        talking(cluster, seeker=0, listener=1, name=1) as far,
    ):
        waiting = await seeker_at(cluster, 0)
        async with asyncio.timeout(PATIENCE):
            while await tickets_in(cluster) < 3:  # noqa: ASYNC110  # nothing tells a test
                await asyncio.sleep(0.05)
        for pair in (near, far):
            pair.say("seeker")
            pair.say("listener")
        emptied = perf_counter()
        await empty(cluster, how)
        for pair in (near, far):
            pair.say("seeker")
            pair.say("listener")
        async with asyncio.timeout(10):
            while await tickets_in(cluster) < 3:  # noqa: ASYNC110  # nothing tells a test
                await asyncio.sleep(0.05)
        rebuilt = perf_counter() - emptied
        for pair in (near, far):
            await pair.settled()
            assert pair.papers() == pair.as_written()
        assert (near.seeker.absences, near.listener.absences) == ([], [])
        near.seeker.send({"type": "end", "chat": near.chat})
        async with asyncio.timeout(PATIENCE):
            chat = await waiting.opened.get()
        assert chat in near.listener.papers
        assert chat not in far.listener.papers
        await waiting.close()
        with capsys.disabled():
            print(f"\n  {how}: the line was whole again after {rebuilt:.2f} s", end=" ")
