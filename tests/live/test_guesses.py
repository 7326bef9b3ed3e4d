"""Guessing a password is slowed, at all nodes together; the store learns no name."""

from datetime import timedelta

from redis.asyncio import Redis

from app.live.guesses import FROM_ONE_PLACE, MOST, NAMES, WITHIN, Guesses
from app.live.interface import Live
from app.live.shared.valkey import ValkeyLive
from tests.live.conftest import a_store
from tests.nodes import NIGHT


async def test_after_ten_tries_at_a_name_each_waits_longer_to_a_minute_at_most(live: Live) -> None:
    tried = [await live.guesses.may_try(name, now=NIGHT) for name in ("Sam", "SAM") * 6]
    assert (tried, await live.guesses.may_try("noor", now=NIGHT)) == ([True] * MOST + [False] * 2, True)
    now, early = NIGHT, []
    for wait in (15, 30, 60, 60):
        early.append(await live.guesses.may_try("sam", now=now + timedelta(seconds=wait - 1)))
        now += timedelta(seconds=wait)
        assert await live.guesses.may_try("sAM", now=now), wait
    assert early == [False] * 4
    assert all([await live.guesses.may_try("sam", now=now + WITHIN) for _ in range(MOST)])


async def test_one_address_waits_whatever_names_it_tries_and_others_do_not(live: Live) -> None:
    for turn in range(FROM_ONE_PLACE):
        assert await live.guesses.may_try(f"name {turn}", now=NIGHT, address="2a00:1450:4001:800::1")
    assert not await live.guesses.may_try("x", now=NIGHT, address="2a00:1450:4001:800:ffff::2")  # the same home
    for address in ("2a00:1450:4001:801::1", "9.9.9.9", "127.0.0.1", "10.0.0.7", "not an address", "", None):
        assert await live.guesses.may_try("x", now=NIGHT, address=address), address
    assert await live.guesses.may_try("x", now=NIGHT + WITHIN, address="2a00:1450:4001:800::1")


async def test_a_proxy_stands_for_everybody_and_is_no_place(live: Live) -> None:
    for turn in range(FROM_ONE_PLACE + 5):
        assert await live.guesses.may_try(f"name {turn}", now=NIGHT, address="127.0.0.1")


async def test_the_right_person_does_not_free_their_address(live: Live) -> None:
    for _ in range(FROM_ONE_PLACE):
        await live.guesses.may_try("sam", now=NIGHT, address="9.9.9.9")
        await live.guesses.forgive("sam")
    assert not await live.guesses.may_try("sam", now=NIGHT, address="9.9.9.9")
    assert await live.guesses.may_try("sam", now=NIGHT)


async def test_no_address_and_no_name_is_kept_and_memory_is_bounded() -> None:
    guesses = Guesses()
    await guesses.may_try("secretive", now=NIGHT, address="9.9.9.9")
    assert [part for part in ("9.9.9.9", "secretive") if part in repr(guesses._tries)] == []
    assert set(Guesses().paced("x", "9.9.9.9")).isdisjoint(guesses.paced("x", "9.9.9.9"))
    for turn in range(NAMES + 50):
        await guesses.may_try(f"name {turn}", now=NIGHT)
    assert len(guesses._tries) == NAMES
    guesses.forget(now=NIGHT + WITHIN)
    assert guesses._tries == {}


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
