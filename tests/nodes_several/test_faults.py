"""What goes wrong with nodes and with Valkey while people talk: nothing said is lost, nothing is shown twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest

from benchmarks.cluster import Cluster
from tests.nodes_several.people import PATIENCE, Pair, listener_at, seeker_at, talking, until

RE_PAIRED = 10.0
"""Seconds after which both are together again, whatever became of a node."""
BETWEEN = 0.1
"""Seconds between two lines; the service takes twenty in ten seconds from one person."""


@asynccontextmanager
async def both_write(pair: Pair, *, lines: int = 14) -> AsyncIterator[None]:
    """Both go on writing while something happens, and then everything comes to rest."""

    async def write() -> None:
        for _ in range(lines):
            pair.say("seeker")
            pair.say("listener")
            await asyncio.sleep(BETWEEN)

    writing = asyncio.create_task(write())
    await asyncio.sleep(4 * BETWEEN)
    yield
    await writing
    await pair.settled()


def resumed_in(pair: Pair, since: float) -> float:
    """Return how long after the fault both pages were there again."""
    back = [over for page in (pair.seeker, pair.listener) for _, over in page.absences if over > since]
    return max(back) - since if back else 0.0


@pytest.mark.parametrize("victim", [0, 1], ids=["the seeker's node", "the listener's node, the chat's home"])
async def test_a_node_is_killed_while_they_talk(
    cluster: Cluster, victim: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        async with both_write(pair):
            killed = perf_counter()
            cluster.kill(victim)
        assert pair.papers() == pair.as_written()
        took = resumed_in(pair, killed)
        assert 0 < took < RE_PAIRED
        with capsys.disabled():
            print(f"\n  killed node {victim}: both pages back after {took:.2f} s, all settled", end=" ")
        pair.say("seeker")
        pair.say("listener")
        await pair.settled()
        assert pair.papers() == pair.as_written()


async def test_the_home_is_paused_and_wakes_to_find_its_chat_elsewhere(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        async with both_write(pair):
            paused = perf_counter()
            cluster.pause(1)
            pair.listener.tear()  # no goodbye comes from a paused node; the page notices by itself after a while
            await asyncio.sleep(15)
            cluster.go_on(1)
        assert pair.papers() == pair.as_written()
        with capsys.disabled():
            print(f"\n  paused 15 s: back after {resumed_in(pair, paused):.2f} s", end=" ")
        await asyncio.sleep(6.5)  # what the paused node still believed is over by now
        pair.say("seeker")
        pair.say("listener")
        await pair.settled()
        assert pair.papers() == pair.as_written()


async def test_a_node_that_is_asked_to_stop_hands_over(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        async with both_write(pair):
            asked = perf_counter()
            cluster.drain(1)
        assert pair.papers() == pair.as_written()
        assert resumed_in(pair, asked) < RE_PAIRED
        assert await asyncio.to_thread(cluster.nodes[1].gone_within, 30) == 0
        with capsys.disabled():
            print(f"\n  drained: back after {resumed_in(pair, asked):.2f} s", end=" ")


async def test_valkey_is_away_and_two_at_one_node_go_on(cluster: Cluster) -> None:
    async with talking(cluster, seeker=1, listener=1) as pair:
        cluster.valkey.stop()
        for _ in range(5):
            pair.say("seeker")
            pair.say("listener")
            await asyncio.sleep(BETWEEN)
        await pair.settled(within=3)
        assert pair.papers() == pair.as_written()
        assert not pair.seeker.absences
        assert not pair.listener.absences
        cluster.valkey.start()
        await asyncio.sleep(8)  # pulses, leases and the store come back, and nobody is lost by it
        pair.say("seeker")
        await pair.settled()
        assert pair.papers() == pair.as_written()


async def test_valkey_is_away_and_two_at_two_nodes_find_each_other_again(cluster: Cluster) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        pair.say("seeker")
        await pair.settled()
        cluster.valkey.stop()
        pair.say("seeker")
        pair.say("listener")
        await asyncio.sleep(2)
        cluster.valkey.start()
        await pair.settled()
        assert pair.papers() == pair.as_written()


async def test_another_listener_page_at_another_node_takes_over(cluster: Cluster) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        pair.say("seeker")
        pair.say("listener")
        await pair.settled()
        cookie = pair.listener.headers["Cookie"]
        newer = await listener_at(cluster, 0, cookie=cookie)
        await until(lambda: pair.listener.closed_with == 4409)
        await until(lambda: pair.chat in newer.papers)
        await pair.listener.close()
        await until(lambda: len(newer.papers[pair.chat].bubbles) == 2)
        pair.listener = newer
        pair.say("seeker")
        pair.say("listener")
        await pair.settled()
        assert pair.papers() == pair.as_written()


async def test_the_matchers_node_is_paused_and_matches_nobody_when_it_wakes(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first node holds the lease; while it sleeps the other one matches, and its late decisions are refused."""
    waiting = await seeker_at(cluster, 1)
    cluster.pause(0)
    desk = await listener_at(cluster, 1)
    begun = perf_counter()
    async with asyncio.timeout(PATIENCE):
        chat = await waiting.opened.get()
    took = perf_counter() - begun
    waiting.write(chat, "is anybody there?")
    await asyncio.sleep(15 - min(took, 14))
    cluster.go_on(0)
    other = await listener_at(cluster, 0, name=1)
    await asyncio.sleep(3)
    assert waiting.opened.empty()
    assert list(desk.papers) == [chat]
    assert not other.papers
    waiting.write(chat, "still the two of us")
    await until(lambda: not waiting.talks[chat].outbox)
    for page in (waiting, desk, other):
        await page.close()
    assert took < 10
    with capsys.disabled():
        print(f"\n  the matcher's node paused 15 s: another one matched after {took:.2f} s", end=" ")
