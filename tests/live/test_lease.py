"""One node at a time matches. Who has stood still, or was cut off, finds its lease gone and its offers refused."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app import clock
from app.live.interface import FactsChanged
from app.live.lease import LASTS
from app.live.memory import MemoryLive
from app.live.shared.valkey import ValkeyLive
from tests.live.conftest import a_store
from tests.live.made import ALL_HAVE_SPOKEN, an_entry, an_offer, now_of
from tests.nodes import NIGHT, a_listener


async def test_alone_a_node_always_matches() -> None:
    lease = MemoryLive().lease
    assert [await lease.held(NIGHT) for _ in range(3)] == [0, 0, 0]


async def test_one_of_two_holds_it_and_goes_on_holding_it(valkey: str, shared: ValkeyLive) -> None:
    async with a_store(valkey) as other:
        assert [await shared.lease.held(NIGHT), await other.lease.held(NIGHT)] == [1, None]
        assert [await shared.lease.held(NIGHT), await other.lease.held(NIGHT)] == [1, None]
        await shared.close()
        assert await other.lease.held(NIGHT) == 2


async def test_it_passes_on_within_five_seconds_of_silence(valkey: str, shared: ValkeyLive) -> None:
    async with a_store(valkey) as other:
        await shared.lease.held(NIGHT)
        began = clock.monotonic()
        async with asyncio.timeout(5):
            while await other.lease.held(NIGHT) is None:  # noqa: ASYNC110  # what passes is time
                await asyncio.sleep(0.1)
        assert 2 < clock.monotonic() - began < 4
        assert await shared.lease.held(NIGHT) is None


async def test_who_lost_it_offers_nothing(valkey: str, raw: Redis, shared: ValkeyLive) -> None:
    await shared.put_listener(a_listener("sam"))
    await shared.add(an_entry())
    offer = an_offer(an_entry(), a_listener("sam"))
    old = await shared.lease.held(NIGHT)
    await raw.delete("earshot:lease")  # its time is up
    with pytest.raises(FactsChanged):
        await shared.commit_offer(offer, id_="o", generation=old)
    async with a_store(valkey) as other:
        new = await other.lease.held(NIGHT)
        with pytest.raises(FactsChanged):
            await shared.commit_offer(offer, id_="o", generation=old)
        with pytest.raises(FactsChanged):
            await shared.commit_offer(offer, id_="o", generation=new)
        assert await other.offers() == ()
        await other.commit_offer(offer, id_="o", generation=new)
    assert (await now_of(shared)).ticket.version == 1


async def test_a_lease_of_before_an_empty_store_is_worth_nothing(valkey: str, raw: Redis, shared: ValkeyLive) -> None:
    await shared.put_listener(a_listener("sam"))
    await shared.add(an_entry())
    old = await shared.lease.held(NIGHT)
    async with a_store(valkey) as other:
        await other.entries()
        await raw.flushall()
        for store in (other, shared):
            await store.entries()  # the line is told again
        assert await other.lease.held(NIGHT) == old  # it counts from the beginning
        await asyncio.sleep(ALL_HAVE_SPOKEN)
        offer = an_offer(await now_of(shared), a_listener("sam"))
        with pytest.raises(FactsChanged):
            await shared.commit_offer(offer, id_="o", generation=old)
        await other.commit_offer(offer, id_="o", generation=old)


STANDS_STILL = """
import asyncio, sys
from app.live.interface import FactsChanged
from app.live.shared.valkey import ValkeyLive
from tests.live.conftest import SECRET
from tests.live.made import an_offer, now_of
from tests.nodes import NIGHT, a_listener

async def main():
    live = ValkeyLive(sys.argv[1], "stands still", secret=SECRET)
    await live.open()
    generation = await live.lease.held(NIGHT)
    offer = an_offer(await now_of(live), a_listener("sam"))  # decided before it stood still
    print("holds", generation, flush=True)
    sys.stdin.readline()
    try:
        await live.commit_offer(offer, id_="late", generation=generation)
        print("made", flush=True)
    except FactsChanged:
        print("refused", flush=True)
    await live.close()

asyncio.run(main())
"""


@pytest.mark.parametrize(("seconds", "end"), [(0.5, "made"), (LASTS.total_seconds() + 2, "refused"), (15, "refused")])
async def test_a_node_that_stood_still_cannot_act_on_a_lease_it_lost(
    valkey: str, shared: ValkeyLive, seconds: float, end: str
) -> None:
    await shared.put_listener(a_listener("sam"))
    await shared.add(an_entry())
    still = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        STANDS_STILL,
        valkey,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert still.stdin is not None
    assert still.stdout is not None
    holds = await asyncio.wait_for(still.stdout.readline(), 20)  # noqa: TID251
    still.send_signal(signal.SIGSTOP)
    await asyncio.sleep(seconds)
    leads = await shared.lease.held(NIGHT)
    still.stdin.write(b"go on\n")
    still.send_signal(signal.SIGCONT)
    assert (await asyncio.wait_for(still.stdout.readline(), 10)).decode().strip() == end  # noqa: TID251
    await still.communicate()
    assert (holds.split()[0], leads is None) == (b"holds", end == "made")
    assert len(await shared.offers()) == (1 if end == "made" else 0)
