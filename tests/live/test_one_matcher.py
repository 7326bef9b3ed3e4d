"""Several nodes keep one line: one of them matches, another goes on where it stopped, and no ticket is given twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.identity.sealing import Sealer
from app.live.shared.valkey import ValkeyLive
from app.services.line.keep_lease import keep_lease
from app.services.line.make_offers import make_offers
from app.services.node import Node
from tests.live.conftest import a_store
from tests.live.made import SECOND, an_entry, now_of
from tests.nodes import NIGHT, a_listener, a_node


@pytest.fixture
async def nodes(valkey: str, shared: ValkeyLive, tmp_path: Path) -> AsyncIterator[list[Node]]:
    """Three nodes on one store."""
    async with AsyncExitStack() as stack:
        stores = [shared, *[await stack.enter_async_context(a_store(valkey)) for _ in range(2)]]
        sealer = Sealer(tmp_path / "pass.key", now=NIGHT)
        made = [a_node(sealer, data=tmp_path) for _ in stores]
        for node, store in zip(made, stores, strict=True):
            node.live = store
        yield made


async def turn(node: Node, *, after: timedelta = timedelta(0)) -> int:
    """What a node's loop does about the line, once."""
    await keep_lease(node, now=NIGHT + after)
    return await make_offers(node, now=NIGHT + after)


async def test_one_of_three_offers(nodes: list[Node]) -> None:
    await nodes[0].live.put_listener(a_listener("sam"))
    await nodes[1].live.add(an_entry())
    made = await asyncio.gather(*[turn(node) for node in nodes])
    assert (sorted(made), len(await nodes[2].live.offers())) == ([0, 0, 1], 1)
    assert [node.generation for node in nodes].count(None) == 2
    assert [await turn(node) for node in nodes] == [0, 0, 0]


async def test_another_goes_on_where_the_first_stopped(nodes: list[Node], raw: Redis) -> None:
    first, second, _ = nodes
    for listener in ("noor", "sam"):
        await first.live.put_listener(a_listener(listener))
    await first.live.add(an_entry("a"))
    assert (await turn(first), await turn(second)) == (1, 0)
    await second.live.add(an_entry("b"))
    await raw.delete("earshot:lease")  # the first is dead
    assert await turn(second) == 1
    asked = {offer.ticket: offer.listener for offer in await second.live.offers()}
    assert (set(asked), set(asked.values())) == ({"a", "b"}, {"noor", "sam"})
    assert second.generation == 2
    assert await turn(second, after=21 * SECOND) == 2  # both lapse, the one that it never made too
    assert {offer.ticket: offer.listener for offer in await second.live.offers()} == {
        "a": asked["b"],
        "b": asked["a"],
    }
    assert {entry.ticket.id: set(entry.ticket.declined) for entry in await second.live.entries()} == {
        ticket: {"ida", listener} for ticket, listener in asked.items()
    }


async def test_who_believes_to_lead_and_does_not_changes_nothing(nodes: list[Node], raw: Redis) -> None:
    first, second, _ = nodes
    await first.live.put_listener(a_listener("sam"))
    await first.live.add(an_entry("a"))
    assert await turn(first) == 1
    await raw.delete("earshot:lease")
    await keep_lease(second, now=NIGHT)
    await first.live.put_listener(a_listener("noor"))
    await first.live.add(an_entry("b"))
    assert await make_offers(first, now=NIGHT + 21 * SECOND) == 0  # it has not looked at its lease
    assert [offer.ticket for offer in await first.live.offers()] == ["a"]
    assert (await now_of(first.live, "a")).ticket.declined.keys() == {"ida"}
    assert await turn(first) == 0
    assert (first.generation, first.matcher) == (None, None)


async def test_while_the_store_is_away_nobody_matches(nodes: list[Node], raw: Redis) -> None:
    (node, *_) = nodes
    await node.live.put_listener(a_listener("sam"))
    await turn(node)
    assert node.generation == 1
    await node.live.close()
    assert isinstance(node.live, ValkeyLive)
    node.live._store._resting_until = float("inf")
    await turn(node)
    assert node.generation is None
    assert await raw.exists("earshot:lease") == 0
