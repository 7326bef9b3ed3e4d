"""Where a page or a chat is, when what would say so comes late or never."""

import asyncio

from app.services.drain import HAND_OVER_WITHIN
from app.sockets.connection import FIRST_FRAME_WITHIN, UNKNOWN
from benchmarks.faults import Faults
from benchmarks.history import check_all
from matching import AgeBand
from tests.nodes_several.in_memory.two import they_talk, two_talk
from tests.nodes_several.in_memory.world import MemoryListener, MemorySeeker, World

KNOWN_AGAIN = 10.0
"""Seconds after which all is as it should be: a node that is not heard of is given up after five."""


async def moves_to(page: MemorySeeker | MemoryListener, place: int) -> None:
    """Have the page come back at this place."""
    page.at = place
    page.tear()
    await asyncio.sleep(2)


def test_a_desk_is_found_that_claimed_less_than_a_node_which_is_gone(world: World) -> None:
    """The chat's home heard neither that one node died nor that the desk came to another one; then it hears again."""

    async def story() -> None:
        for place in range(3):
            await world.start(place)
        world.away |= {0, 2}
        seeker, desk = await two_talk(world)
        world.away -= {0, 2}
        (home,) = world.homes_of(seeker.ticket)
        for _ in range(3):
            await moves_to(desk, 2)
        line = world.server.line(home)
        line.silent = True
        world.server.tear(home)
        world.kill(2)
        await world.start(2)
        await moves_to(desk, 2)
        line.heal()
        await asyncio.sleep(KNOWN_AGAIN)
        assert world.homes_of(seeker.ticket) == [home]
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())


def test_what_is_written_while_a_chat_moves_is_said_where_it_goes_on(world: World) -> None:
    """The first that is asked to take the chat does not answer; meanwhile a page speaks with the one that stops."""

    async def story() -> None:
        for place in range(3):
            await world.start(place)
        world.away |= {0, 2}
        seeker, desk = await two_talk(world)
        world.away -= {0, 2}
        (home,) = world.homes_of(seeker.ticket)
        await moves_to(seeker, 2)
        name = world.pause(2)
        assert name is not None
        drained = asyncio.create_task(world.drain(1))
        await asyncio.sleep(0.1)
        (chat,) = seeker.papers
        seeker.write(chat, "said while it moves")
        seeker.tear()
        await drained
        world.go_on(2, name)
        await asyncio.sleep(KNOWN_AGAIN)
        assert world.homes_of(seeker.ticket) not in ([home], [])
        assert not seeker.papers[chat].returned
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())


def test_who_slept_when_asked_to_take_a_chat_does_not_take_it_back_later(world: World) -> None:
    """The chat has gone on with a third node meanwhile: what was said there since must not be forgotten."""

    async def story() -> None:
        for place in range(3):
            await world.start(place)
        world.away |= {0, 2}
        seeker, desk = await two_talk(world)
        world.away -= {0, 2}
        await moves_to(seeker, 2)
        name = world.pause(2)
        assert name is not None
        await world.drain(1)
        for page in (seeker, desk):
            page.tear()
        await asyncio.sleep(1)
        (home,) = world.homes_of(seeker.ticket)
        world.go_on(2, name)  # soon enough to find what it was asked, which is lost to who sleeps for longer
        await asyncio.sleep(KNOWN_AGAIN)
        assert world.homes_of(seeker.ticket) == [home]
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())


def test_what_is_written_before_and_after_a_chat_moves_stays_in_its_order(world: World) -> None:
    """The chat moves to the very node at which the listener's page is: other chats move after it, for some seconds."""

    async def story() -> None:
        for place in range(3):
            await world.start(place)
        world.away |= {0, 2}
        seeker, desk = await two_talk(world)
        (chat,) = seeker.papers
        other = await world.comes_on("other", cleared=False)
        second = await world.joins(AgeBand.ADULT)
        await asyncio.sleep(2)
        assert second is not None
        assert other.talks
        world.away -= {0, 2}
        for page in (seeker, second):
            await moves_to(page, 2)
        desk.at = 0
        name = world.pause(2)
        assert name is not None
        drained = asyncio.create_task(world.drain(1))
        await asyncio.sleep(1.8)
        desk.write(chat, "said while it moves")
        await asyncio.sleep(1)
        desk.write(chat, "said when it has moved")
        await drained
        world.go_on(2, name)
        await asyncio.sleep(KNOWN_AGAIN)
        assert check_all([(seeker, desk, chat)]) == Faults()
        assert not desk.talks[chat].outbox

    world.loop.run_until_complete(story())


def test_a_node_that_stops_while_nobody_answers_has_stopped_soon(world: World) -> None:
    """Its chats come back with their pages, each at one home."""

    async def story() -> None:
        for place in range(2):
            await world.start(place)
        world.away.add(0)
        for number in range(4):
            await world.comes_on(f"listener{number}", cleared=False)
        seekers = [await world.joins(AgeBand.ADULT) for _ in range(8)]
        await asyncio.sleep(6)
        world.away.discard(0)
        (stops,) = {home for one in seekers if one for home in world.homes_of(one.ticket)}
        world.server.line(stops).silent = True
        world.server.tear(stops)
        begun = world.loop.time()
        await world.drain(1)
        assert world.loop.time() - begun <= HAND_OVER_WITHIN.total_seconds() + 4
        await asyncio.sleep(KNOWN_AGAIN)
        assert [len(world.homes_of(one.ticket)) for one in seekers if one] == [1] * len(seekers)

    world.loop.run_until_complete(story())


def test_a_page_that_greets_a_node_which_stands_still_comes_back(world: World) -> None:
    """The node wakes when the time for a hello is over, though the hello is there: the page is not to blame."""

    async def story() -> None:
        await world.start(0)
        seeker, desk = await two_talk(world)
        world.page_delay = 1.0
        seeker.tear()
        await asyncio.sleep(0.9)  # the page is connected, and its hello under way
        name = world.pause(0)
        assert name is not None
        world.page_delay = 0.005
        await asyncio.sleep(FIRST_FRAME_WITHIN + 1)
        world.go_on(0, name)
        await asyncio.sleep(KNOWN_AGAIN)
        assert seeker.closed_with != UNKNOWN
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())
