"""Two people who were brought together and say nothing yet: their chat waits for them."""

import asyncio

from matching import AgeBand
from tests.nodes_several.in_memory.two import they_talk, two_talk
from tests.nodes_several.in_memory.world import TIMING, World


def test_a_page_answers_that_its_chat_is_open_before_anybody_writes(world: World) -> None:
    """Like a real one, which opens the chat's page. Who said nothing for so long would be taken for gone."""

    async def story() -> None:
        for place in range(2):
            await world.start(place)
        desk = await world.comes_on("listener", cleared=False)
        seeker = await world.joins(AgeBand.ADULT)
        assert seeker is not None
        await asyncio.sleep(TIMING.answer.total_seconds() + 5)
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())


def test_who_listens_for_long_at_another_node_is_heard_when_they_write(world: World) -> None:
    """Their page came back elsewhere while its chats stayed: a listener's silence sends nothing to the chat's home."""

    async def story() -> None:
        for place in range(2):
            await world.start(place)
        seeker, desk = await two_talk(world)
        (home,) = world.homes_of(seeker.ticket)
        desk.at = next(place for place, one in enumerate(world.running) if one and one.name != home)
        desk.tear()
        await asyncio.sleep(5)
        assert world.homes_of(seeker.ticket) == [home]
        await they_talk(world, seeker, desk)
        before = len(desk.absences)
        await asyncio.sleep(100)
        await they_talk(world, seeker, desk)
        assert len(desk.absences) == before

    world.loop.run_until_complete(story())
