"""A bad network between pages, nodes and Valkey: late, torn, silent, slow. Nothing is lost, and nobody waits long."""

import asyncio
import random  # noqa: TID251  # the weather's chance, seeded
from time import perf_counter

import pytest

from benchmarks.cluster import Cluster
from benchmarks.proxy import BOTH, Way, Weather
from tests.nodes_several.people import Pair, pairs_at, talking, until
from tests.nodes_several.slow import SlowReader, memory_of, sockets_of

SILENCES: tuple[frozenset[Way], ...] = (frozenset({"up"}), frozenset({"down"}), BOTH)
SLOW, ASKED = 200, 1_500
ALLOWED = 15_000_000
"""Bytes for each thousand slow readers, while they are there: measured are 8 million, and a server's own ups and downs
are two or three for two hundred pages. What they ask for would be fifty times as much."""
NOTICED_WITHIN = 30.0
"""Seconds in which the other person is told that somebody's page is gone."""


async def test_three_hundred_milliseconds_and_jitter_change_no_order(stormy: Cluster) -> None:
    for number, way in enumerate(stormy.ways):
        way.turn(Weather(delay=0.3, jitter=0.25, chance=random.Random(number)))  # noqa: S311
    for number, line in enumerate(stormy.lines):
        line.turn(Weather(delay=0.03, jitter=0.03, chance=random.Random(number)))  # noqa: S311
    async with talking(stormy, seeker=0, listener=1) as pair:
        for _ in range(30):
            pair.say("seeker")
            pair.say("listener")
            await asyncio.sleep(0.02)
        await pair.settled()
        assert pair.papers() == pair.as_written()
        assert not pair.seeker.absences
        assert not pair.listener.absences


async def test_a_frame_torn_in_its_middle_is_said_again(stormy: Cluster) -> None:
    async with talking(stormy, seeker=0, listener=1) as pair:
        for way in (*stormy.ways, *stormy.lines):
            for most in (3, 120):
                way.turn(Weather(tear_after=most))
                pair.say("seeker")
                pair.say("listener")
                await asyncio.sleep(0.4)
                way.heal()
        await pair.settled()
        assert pair.papers() == pair.as_written()
        assert pair.seeker.absences
        assert pair.listener.absences


async def test_pages_that_fall_silent_are_noticed_and_come_back(
    stormy: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    """Up: the server hears nothing more. Down: the page does not. Both: a train in a tunnel."""
    assert stormy.proxies is not None
    pairs = await pairs_at(stormy, random.Random(1), chats=len(SILENCES))  # noqa: S311
    for pair, silent in zip(pairs, SILENCES, strict=True):
        pair.seeker.through = stormy.proxies.to(stormy.nodes[0].port)
        pair.seeker.tear()  # it comes back on a way of its own
        await until(lambda pair=pair: pair.seeker.absences and not pair.seeker.away)  # type: ignore[misc]
        assert pair.listener.peers[pair.chat] == "here"
        pair.seeker.through.turn(Weather(silent=silent))
        pair.say("seeker")
        pair.say("listener")
    noticed = await asyncio.gather(*(_noticed(pair) for pair in pairs))
    for pair in pairs:
        await pair.settled()
        assert pair.papers() == pair.as_written()
        await pair.seeker.close()
        await pair.listener.close()
    with capsys.disabled():
        for silent, (told, lost) in zip(SILENCES, noticed, strict=True):
            ways = " and ".join(sorted(silent))
            print(f"\n  silent {ways}: the listener knew after {told:.1f} s, the page after {lost:.1f} s", end=" ")


async def _noticed(pair: Pair) -> tuple[float, float]:
    """Return after how long the other person knew, and the page itself; then the way heals."""
    begun = perf_counter()
    await until(lambda: pair.listener.peers[pair.chat] != "here", within=NOTICED_WITHIN)
    told = perf_counter() - begun
    await until(lambda: pair.seeker.away, within=NOTICED_WITHIN + 5)
    lost = perf_counter() - begun
    assert pair.seeker.through is not None
    pair.seeker.through.heal()
    await until(lambda: pair.listener.peers[pair.chat] == "here")
    return told, lost


async def test_nodes_speak_again_with_each_other_once_valkey_is_back(stormy: Cluster) -> None:
    """Its end tears lines while something is written to them, which must stop no node from writing ever again."""
    async with talking(stormy, seeker=0, listener=1) as pair:
        for _ in range(3):
            stormy.valkey.stop()
            pair.say("seeker")
            pair.say("listener")
            await asyncio.sleep(1.2)
            stormy.valkey.start()
            await pair.settled(within=8)
        assert pair.papers() == pair.as_written()
        assert not pair.listener.absences


@pytest.mark.parametrize("which", [0, 1], ids=["the seeker's node", "the home"])
async def test_a_node_that_does_not_hear_valkey_for_a_while_loses_nothing(stormy: Cluster, which: int) -> None:
    async with talking(stormy, seeker=0, listener=1) as pair:
        stormy.lines[which].turn(Weather(silent=BOTH))
        for _ in range(16):
            pair.say("seeker")
            pair.say("listener")
            await asyncio.sleep(0.5)
        stormy.lines[which].heal()
        await pair.settled()
        pair.say("seeker")
        pair.say("listener")
        await pair.settled()
        assert pair.papers() == pair.as_written()


async def test_slow_readers_are_asked_to_come_back_and_cost_next_to_nothing(
    stormy: Cluster, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """They ask and ask, and take one byte a second of the answers."""
    node = stormy.nodes[0]
    slow = [await SlowReader.joins(node) for _ in range(SLOW)]
    request.addfinalizer(lambda: [one.close() for one in slow])
    before = memory_of(node)
    highest = before
    for one in slow:
        await one.asks(ASKED)
        highest = max(highest, memory_of(node))
    await until(lambda: sockets_of(node) <= 2, within=NOTICED_WITHIN)
    grown = (highest - before) / SLOW * 1000
    with capsys.disabled():
        print(f"\n  {SLOW} slow readers: {grown / 1e6:.1f} MB more for each 1,000", end=" ")
    assert grown < ALLOWED
