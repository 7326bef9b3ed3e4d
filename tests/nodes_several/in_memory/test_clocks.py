"""Nodes whose machines disagree about the hour: what one noted is never old, nor yet to come, at another."""

import asyncio
from datetime import timedelta

import pytest

from tests.nodes_several.in_memory.two import they_talk, two_talk
from tests.nodes_several.in_memory.world import World

HOURS = (timedelta(hours=1), timedelta(hours=-1))


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
