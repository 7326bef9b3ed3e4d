"""A coordinator at one node comes into a chat whose home is another, and stays when the chat moves."""

import asyncio
from typing import Any

from app import clock
from app.services.chat.join_chat import COMES_AFTER, Line, Seen, Wish, visit
from tests.nodes_several.in_memory.two import they_talk, two_talk
from tests.nodes_several.in_memory.world import World


async def kim(world: World, at: int, ticket: str, do: str, **told: str) -> Seen:
    """What Kim, whose page is at this node, does and sees."""
    running = world.running[at]
    assert running is not None
    wish = Wish(ticket=ticket, do=do, id="kim", name="Kim", **told)  # type: ignore[arg-type]

    async def does() -> Seen:
        return await visit(running.node, wish, now=clock.now())

    return await world.loop.create_task(does(), context=world.context_of(running))


def lines(*said: Any) -> tuple[Line, ...]:
    """What stands in the chat for Kim."""
    return tuple(Line(author, text) for author, text in said)


def test_a_coordinator_at_another_node_is_asked_in_talks_along_and_moves_with_the_chat(world: World) -> None:
    async def story() -> None:
        for place in range(2):
            await world.start(place)
        seeker, desk = await two_talk(world)
        (chat,) = seeker.papers
        home = next(place for place in range(2) if world.homes_of(seeker.ticket) == [f"{place}.1"])
        away = 1 - home
        assert (await kim(world, away, seeker.ticket, "join")).why == "unasked"
        desk.send({"type": "askIn", "chat": chat, "on": True})
        await asyncio.sleep(1)
        assert (await kim(world, away, seeker.ticket, "join")).state == "asks"
        seeker.write(chat, "before Kim is here")
        await asyncio.sleep(COMES_AFTER.total_seconds() + 2)
        assert await kim(world, away, seeker.ticket, "look") == Seen(state="in", listener="Listener")

        seeker.write(chat, "good evening")
        await asyncio.sleep(1)
        seen = await kim(world, away, seeker.ticket, "say", text="I am here too.", ref="kims-first")
        heard = [("seeker", "good evening"), ("coordinator", "I am here too.")]
        assert seen.lines == lines(*heard)
        await asyncio.sleep(1)
        for page in (seeker, desk):
            assert [one.text for one in page.papers[chat].bubbles][-1] == "I am here too."

        await world.drain(home)
        await asyncio.sleep(5)
        desk.write(chat, "we are still here")
        await asyncio.sleep(2)
        seen = await kim(world, away, seeker.ticket, "look")
        assert (seen.state, seen.lines) == ("in", lines(*heard, ("listener", "we are still here")))
        await kim(world, away, seeker.ticket, "leave")
        assert (await kim(world, away, seeker.ticket, "look")).why == "noChat"
        await they_talk(world, seeker, desk)

    world.loop.run_until_complete(story())
