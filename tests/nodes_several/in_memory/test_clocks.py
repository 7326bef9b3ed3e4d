"""Nodes whose machines disagree about the hour: what one noted is never old, nor yet to come, at another."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks.cluster import Valkey
from benchmarks.faults import Faults
from benchmarks.history import check_all
from matching import AgeBand
from tests.nodes_several.in_memory.play import overheard
from tests.nodes_several.in_memory.virtual_time import VirtualLoop
from tests.nodes_several.in_memory.world import MemoryListener, MemorySeeker, World, seams

HOURS = (timedelta(hours=1), timedelta(hours=-1))


@pytest.fixture(scope="module")
def one_valkey() -> Iterator[Valkey]:
    """A Valkey for all of these."""
    started = Valkey().start()
    yield started
    started.stop()


@pytest.fixture
def world(one_valkey: Valkey) -> Iterator[World]:
    """A world with room for three nodes, and nobody in it."""
    loop = VirtualLoop()
    with TemporaryDirectory() as folder:
        here = World(loop, Path(folder), one_valkey.port, 1)
        with seams(here, 1), overheard() as stumbles:
            yield here
            loop.run_until_complete(here.close())
            loop.close()
        assert not stumbles.said


async def two_talk(world: World) -> tuple[MemorySeeker, MemoryListener]:
    """Two people who have just said something, at the nodes that are there."""
    desk = await world.comes_on("listener", cleared=False)
    seeker = await world.joins(AgeBand.ADULT)
    assert seeker is not None
    await asyncio.sleep(4)
    await they_talk(world, seeker, desk)
    return seeker, desk


async def they_talk(world: World, seeker: MemorySeeker, desk: MemoryListener) -> None:
    """Have each say a word that the other hears, in the one chat there is, which is open."""
    (chat,) = seeker.papers
    for page in (seeker, desk):
        page.write(chat, "".join(world.chance.choices("ghjkmnpqrstvwxyz", k=8)))  # each text once: it tells them apart
    await asyncio.sleep(2)
    assert check_all([(seeker, desk, chat)]) == Faults()
    assert seeker.papers[chat].ended is None
    assert not any(talk.outbox for page in (seeker, desk) for talk in page.talks.values())
    assert list(seeker.talks) == list(desk.talks) == [chat]


@pytest.mark.parametrize("off", HOURS)
def test_a_chat_that_moves_to_a_node_of_another_hour_goes_on(world: World, off: timedelta) -> None:
    async def story() -> None:
        await world.start(0)
        seeker, desk = await two_talk(world)
        world.skews[1] = off
        await world.start(1)
        await asyncio.sleep(2)
        await world.drain(0)
        await asyncio.sleep(20)
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())


@pytest.mark.parametrize("off", HOURS)
def test_a_chat_reopened_at_a_node_of_another_hour_goes_on(world: World, off: timedelta) -> None:
    async def story() -> None:
        world.skews[1] = off
        for place in range(2):
            await world.start(place)
        seeker, desk = await two_talk(world)
        (home,) = (place for place in range(2) if world.homes_of(seeker.ticket) == [f"{place}.1"])
        world.kill(home)
        await asyncio.sleep(20)
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())


@pytest.mark.parametrize("off", HOURS)
def test_who_sets_a_machines_clock_ends_no_chat(world: World, off: timedelta) -> None:
    async def story() -> None:
        for place in range(2):
            await world.start(place)
        seeker, desk = await two_talk(world)
        for place in range(2):
            world.skews[place] = off
            await asyncio.sleep(3)
            await they_talk(world, seeker, desk)
            world.skews[place] = timedelta(0)

    world.loop.run_until_complete(story())
