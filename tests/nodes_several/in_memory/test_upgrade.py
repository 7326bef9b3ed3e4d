"""An upgrade, one node after the other, under ten open chats: nobody is away for long, and nothing said is lost."""

import asyncio

from benchmarks.faults import Faults
from benchmarks.history import check_all
from matching import AgeBand
from tests.nodes_several.in_memory.world import World

CHATS, NODES = 10, 2
AWAY_AT_MOST = 3.0
"""Seconds in which nobody notices much."""


def test_ten_chats_go_on_while_every_node_is_upgraded(world: World) -> None:
    async def story() -> None:
        for place in range(NODES):
            await world.start(place)
        for number in range(CHATS // 2):  # each has two seats
            await world.comes_on(f"listener{number}", cleared=False)
        for _ in range(CHATS):
            await world.joins(AgeBand.ADULT)
        await asyncio.sleep(10)
        assert sum(len(seeker.talks) for seeker in world.seekers) == CHATS
        for place in range(NODES):
            await asyncio.gather(_all_write(world), _upgraded(world, place))
        await asyncio.sleep(5)
        pairs = [
            (seeker, desk, chat)
            for seeker in world.seekers
            for desk in world.desks
            for chat in seeker.papers
            if chat in desk.papers
        ]
        assert len(pairs) == CHATS
        assert check_all(pairs) == Faults()
        pages = [*world.seekers, *world.desks]
        assert not any(talk.outbox for page in pages for talk in page.talks.values())
        assert not any(paper.ended for page in pages for paper in page.papers.values())
        away = [over - begun for page in pages for begun, over in page.absences]
        assert len(away) >= CHATS
        assert max(away) < AWAY_AT_MOST

    world.loop.run_until_complete(story())


async def _upgraded(world: World, place: int) -> None:
    await asyncio.sleep(3)
    await world.drain(place)
    await asyncio.sleep(2)
    await world.start(place)


async def _all_write(world: World) -> None:
    for _ in range(10):
        for page in (*world.seekers, *world.desks):
            for chat in list(page.talks):
                page.write(chat, "".join(world.chance.choices("ghjkmnpqrstvwxyz", k=8)))
        await asyncio.sleep(1)
