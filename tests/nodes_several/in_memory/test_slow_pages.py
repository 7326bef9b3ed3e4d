"""A page that takes nothing of what it is told: it is heard no further, holds little, and misses nothing later."""

import asyncio

from app.live.hub import seeker_page
from app.sockets.connection import FEW, HELD_AT_MOST, Connection
from tests.nodes_several.in_memory.two import they_talk, two_talk
from tests.nodes_several.in_memory.world import World

ASKED, LONG = 500, 1_900
"""How often it asks, and how many letters each of the other person's texts has: a frame of 2,048 bytes."""


def connection_of(world: World, ticket: str) -> Connection:
    """The socket of a seeker's page, as the one node has it."""
    running = world.running[0]
    assert running is not None
    page = running.node.hub.here(seeker_page(ticket))
    assert isinstance(page, Connection)
    return page


def test_who_takes_no_answer_is_asked_for_no_more_questions(world: World) -> None:
    async def story() -> None:
        await world.start(0)
        seeker, desk = await two_talk(world)
        assert seeker.wire is not None
        seeker.wire.stuck.clear()
        for _ in range(ASKED):
            seeker.send({"type": "ping"})
        await asyncio.sleep(2)
        assert connection_of(world, seeker.ticket).waiting == 0  # one answer is under way, and nothing behind it
        seeker.wire.stuck.set()
        await they_talk(world, seeker, desk)
        assert not seeker.absences

    world.loop.run_until_complete(story())


def test_who_does_not_take_what_the_other_writes_holds_little_and_reads_it_all_later(world: World) -> None:
    async def story() -> None:
        await world.start(0)
        seeker, desk = await two_talk(world)
        assert seeker.wire is not None
        seeker.wire.stuck.clear()
        (chat,) = seeker.papers
        held = connection_of(world, seeker.ticket)
        highest = 0
        for _ in range(3 * HELD_AT_MOST // LONG):
            desk.write(chat, "".join(world.chance.choices("ghjkmnpqrstvwxyz", k=8)).ljust(LONG, "."))
            await asyncio.sleep(0.3)
            highest = max(highest, held.waiting)
        assert HELD_AT_MOST / 2 < highest <= HELD_AT_MOST
        assert held.waiting == 0
        seeker.wire.stuck.set()
        await asyncio.sleep(20)
        assert seeker.absences
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())


def test_a_few_frames_wait_however_large_they_are(world: World) -> None:
    """What a page is told at once, when it opens, is no reason to send it away."""

    async def story() -> None:
        await world.start(0)
        seeker, desk = await two_talk(world)
        assert seeker.wire is not None
        seeker.wire.stuck.clear()
        held = connection_of(world, seeker.ticket)
        held.send(b'{"type": "pong"}')  # it is under way
        await asyncio.sleep(1)
        for _ in range(FEW):
            held.send(b'{"type": "pong"}'.ljust(HELD_AT_MOST))
        assert held.waiting == FEW * HELD_AT_MOST
        held.send(b'{"type": "pong"}')
        assert held.waiting == 0
        seeker.wire.stuck.set()
        await asyncio.sleep(20)
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())
