"""Two people of a world, who talk."""

import asyncio

from benchmarks.faults import Faults
from benchmarks.history import check_all
from matching import AgeBand
from tests.nodes_several.in_memory.world import MemoryListener, MemorySeeker, World


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
