"""What was said before survives the death of one node, whoever holds it: in the line, and unread in a chat."""

import asyncio

import pytest

from app import clock
from app.services.chat.end_chat import put_back
from app.services.node import Node
from tests.nodes_several.in_memory.two import two_talk
from tests.nodes_several.in_memory.world import MemoryListener, MemorySeeker, World


async def goes_on_with_somebody_else(world: World, seeker: MemorySeeker) -> int:
    """The seeker asks for somebody else; return the place at which it waits."""
    (home,) = world.homes_of(seeker.ticket)
    place = int(home.partition(".")[0])

    async def back(node: Node) -> None:
        chat = node.chat_of(seeker.ticket)
        assert chat is not None
        await put_back(node, chat, "changed", now=clock.now())

    await world.somewhere(back, first=[place])
    return place


def kept_by(world: World) -> list[str]:
    """The nodes that have something of it, but for chats."""
    return [one.name for one in world.alive if one.node.earlier or one.node.copies.earlier]


def shows(seeker: MemorySeeker, *, show: bool = True) -> None:
    """The seeker decides, in the chat that is open now."""
    (chat,) = seeker.talks
    seeker.send({"type": "showEarlier", "chat": chat, "show": show})


async def first_two(world: World) -> tuple[MemorySeeker, list[str]]:
    """Two have talked at three nodes; return what they said."""
    for place in range(3):
        await world.start(place)
    seeker, desk = await two_talk(world)
    (chat,) = seeker.papers
    said = [one.text for one in sorted(desk.papers[chat].bubbles, key=lambda one: one.seq or 0)]  # as the chat has it
    assert len(said) == 2
    return seeker, said


async def another(world: World, seeker: MemorySeeker) -> MemoryListener:
    """Somebody else comes on and takes it."""
    desk = await world.comes_on("newcomer", cleared=False)
    async with asyncio.timeout(60):
        while not (desk.talks and seeker.talks):  # noqa: ASYNC110  # nothing tells a test
            await asyncio.sleep(0.5)
    return desk


@pytest.mark.parametrize("goes", ["killed", "drained"])
def test_what_waits_for_a_newcomer_survives_its_node(world: World, goes: str) -> None:
    async def story() -> None:
        seeker, said = await first_two(world)
        place = await goes_on_with_somebody_else(world, seeker)
        await asyncio.sleep(1)
        assert len(kept_by(world)) == 2
        if goes == "killed":
            world.kill(place)
        else:
            await world.drain(place)
        await asyncio.sleep(8)
        desk = await another(world, seeker)
        assert desk.earlier == []
        shows(seeker)
        await asyncio.sleep(3)
        assert desk.earlier == said
        assert kept_by(world) == []

    world.loop.run_until_complete(story())


def test_what_the_seeker_has_not_decided_about_survives_the_node_of_the_new_chat(world: World) -> None:
    async def story() -> None:
        seeker, said = await first_two(world)
        await goes_on_with_somebody_else(world, seeker)
        desk = await another(world, seeker)
        await asyncio.sleep(2)
        (home,) = world.homes_of(seeker.ticket)
        assert len(kept_by(world)) == 1
        assert home not in kept_by(world)
        world.kill(int(home.partition(".")[0]))
        await asyncio.sleep(15)
        shows(seeker)
        await asyncio.sleep(3)
        assert desk.earlier == said
        assert kept_by(world) == []

    world.loop.run_until_complete(story())


@pytest.mark.parametrize("ending", ["forgotten unread", "left"])
def test_no_copy_outlives_what_the_seeker_wants(world: World, ending: str) -> None:
    async def story() -> None:
        seeker, _ = await first_two(world)
        await goes_on_with_somebody_else(world, seeker)
        if ending == "left":
            await asyncio.sleep(1)
            assert kept_by(world)
            await seeker.leave_for_good()
        else:
            await another(world, seeker)
            await asyncio.sleep(1)
            assert kept_by(world)
            shows(seeker, show=False)
        await asyncio.sleep(3)
        assert kept_by(world) == []

    world.loop.run_until_complete(story())
