"""Many who read the store at once share a reading, and each of them sees whatever was done before they asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio
from redis.asyncio import Redis

from app.live.shared.valkey import ValkeyLive
from tests.live.conftest import a_store
from tests.live.made import an_entry, now_of

READERS, ROUNDS = 200, 100
FEW = 3
"""Readings: one may be under way, the next is shared, and one is to spare."""


@pytest_asyncio.fixture
async def other(valkey: str, shared: ValkeyLive) -> AsyncIterator[ValkeyLive]:  # noqa: ARG001  # the first is there
    """A second node on the same store."""
    async with a_store(valkey) as store:
        yield store


async def scripts_run(raw: Redis) -> int:
    told = (await raw.info("commandstats")).get("cmdstat_evalsha", {"calls": 0})
    return int(told["calls"])


async def test_two_hundred_at_once_ask_the_store_a_few_times(shared: ValkeyLive, raw: Redis) -> None:
    await shared.add(an_entry())
    before = await scripts_run(raw)
    found = await asyncio.gather(*(shared.entry("t") for _ in range(READERS)))
    assert [entry for entry in found if entry is None] == []
    assert 0 < await scripts_run(raw) - before <= FEW


async def test_who_asks_while_others_read_sees_what_was_done_before(shared: ValkeyLive, other: ValkeyLive) -> None:
    await shared.add(an_entry())
    stop = asyncio.Event()

    async def reads() -> None:
        while not stop.is_set():
            await shared.entry("t")

    crowd = [asyncio.create_task(reads()) for _ in range(20)]
    try:
        for round_ in range(ROUNDS):
            await other.replace(replace(await now_of(other), notice=str(round_)))
            assert (await now_of(shared)).notice == str(round_)
    finally:
        stop.set()
        await asyncio.gather(*crowd)


async def test_who_gives_up_takes_nothing_from_those_who_wait(shared: ValkeyLive) -> None:
    await shared.add(an_entry())
    impatient, patient = (asyncio.create_task(shared.entry("t")) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    entry = await patient
    assert entry is not None
    assert impatient.cancelled()
    assert await shared.entry("t") is not None
