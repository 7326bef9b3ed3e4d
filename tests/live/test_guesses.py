"""Guessing a password is slowed, at all nodes together; the store learns no name."""

from datetime import timedelta

from redis.asyncio import Redis

from app.live.guesses import MOST, WITHIN
from app.live.interface import Live
from app.live.valkey import ValkeyLive
from tests.live.conftest import a_store
from tests.nodes import NIGHT


async def test_a_name_has_ten_tries_in_a_quarter_of_an_hour(live: Live) -> None:
    tried = [await live.guesses.may_try(name, now=NIGHT) for name in ("Sam", "SAM") * 6]
    assert (tried, await live.guesses.may_try("noor", now=NIGHT)) == ([True] * MOST + [False] * 2, True)
    assert not await live.guesses.may_try("sam", now=NIGHT + WITHIN - timedelta(seconds=1))
    assert await live.guesses.may_try("sam", now=NIGHT + WITHIN)


async def test_the_right_person_starts_afresh(live: Live) -> None:
    for _ in range(MOST):
        await live.guesses.may_try("sam", now=NIGHT)
    await live.guesses.forgive("Sam")
    assert await live.guesses.may_try("sam", now=NIGHT)


async def test_tries_at_two_nodes_are_counted_together(valkey: str, raw: Redis, shared: ValkeyLive) -> None:
    async with a_store(valkey) as other:
        nodes = (shared, other)
        tried = [await nodes[turn % 2].guesses.may_try("secretive", now=NIGHT) for turn in range(MOST + 2)]
    (key,) = [key async for key in raw.scan_iter("earshot:g:*")]
    assert tried == [True] * MOST + [False] * 2
    assert b"secretive" not in key + b"".join(await raw.zrange(key, 0, -1))
    assert await raw.ttl(key) > 0


async def test_while_the_store_is_away_each_node_counts_its_own(shared: ValkeyLive) -> None:
    shared._store._resting_until = float("inf")
    assert [await shared.guesses.may_try("sam", now=NIGHT) for _ in range(MOST + 1)] == [True] * MOST + [False]
    await shared.guesses.forgive("sam")
    assert await shared.guesses.may_try("sam", now=NIGHT)
