"""What coordinators and stand-by listeners are told is the same at every node."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.identity.sealing import Sealer
from app.live.hub import listener_page
from app.live.notes import Alert, Happened, OnDuty
from app.live.shared.valkey import ValkeyLive
from app.services.board.show_alerts import subject_of
from app.services.board.show_board import show_board
from app.services.board.take_alert import take_alert
from app.services.line.keep_lease import keep_lease
from app.services.line.make_offers import make_offers
from app.services.line.tell_places import tell_places
from app.services.node import Node
from app.wire.events import ListenerEvent, Paged
from crisis import Tier, Watch
from matching import ShiftState
from tests.live.conftest import a_store
from tests.live.made import MINUTE, SECOND, an_entry
from tests.nodes import NIGHT, Paper, a_listener, a_node


@pytest.fixture
async def nodes(valkey: str, shared: ValkeyLive, tmp_path: Path) -> AsyncIterator[list[Node]]:
    """Two nodes on one store."""
    async with AsyncExitStack() as stack:
        sealer = Sealer(tmp_path / "pass.key", now=NIGHT)
        made = [a_node(sealer, data=tmp_path) for _ in range(2)]
        for node, store in zip(made, (shared, await stack.enter_async_context(a_store(valkey))), strict=True):
            node.live = store
        yield made


async def turn(nodes: list[Node], *, now: datetime) -> None:
    """What each node's loop does about the line and its boards, twice: what one did, the others hear."""
    for node in nodes * 2:
        await keep_lease(node, now=now)
        await make_offers(node, now=now)
        await tell_places(node, now=now)


def at_their_desk(node: Node, id_: str) -> Paper:
    """A listener's desk is open at this node, and they are off duty."""
    paper = Paper(ListenerEvent)
    node.hub.attach(listener_page(id_), paper)
    node.at_desk[id_] = a_listener(id_, state=ShiftState.OFF)
    return paper


async def test_stand_by_is_called_at_the_desks_of_every_node(nodes: list[Node]) -> None:
    desks = [at_their_desk(node, id_) for node, id_ in zip(nodes, ("noor", "ida"), strict=True)]
    await nodes[0].live.add(an_entry())
    await turn(nodes, now=NIGHT + MINUTE)
    assert [len(desk.take_only(Paged)) for desk in desks] == [1, 1]
    boards = [await show_board(node, now=NIGHT + MINUTE, viewer="kim") for node in nodes]
    assert [len(board.alerts[0].kinds) for board in boards] == [1, 1]
    await turn(nodes, now=NIGHT + 2 * MINUTE)
    late = at_their_desk(nodes[1], "zoe")
    await turn(nodes, now=NIGHT + 2 * MINUTE)
    assert [len(desk.take_only(Paged)) for desk in (*desks, late)] == [0, 0, 1]


async def test_an_alert_rings_and_is_taken_at_every_node_alike(nodes: list[Node], raw: Redis) -> None:
    grave = Watch()
    grave.flag(Tier.HIGH, at=NIGHT)
    await nodes[0].live.add(replace(an_entry(), watch=grave.state()))
    await nodes[1].live.notes.put(OnDuty(id="kim", name="Kim", seen=NIGHT))
    await turn(nodes, now=NIGHT)

    async def seen(after: timedelta) -> list[tuple[int, bool, str | None, tuple[str, ...]]]:
        await turn(nodes, now=NIGHT + after)
        boards = [await show_board(node, now=NIGHT + after, viewer="ann") for node in nodes]
        return [(one.alerts[0].rings, one.alerts[0].calls_you, one.alerts[0].taken_by, one.on_duty) for one in boards]

    assert await seen(30 * SECOND) == [(1, False, None, ("Kim",))] * 2
    await raw.delete("earshot:lease")  # the node that kept the line is dead; the alert is as old as before
    await keep_lease(nodes[1], now=NIGHT)
    assert await seen(60 * SECOND) == [(2, True, None, ())] * 2
    (handle,) = [one.handle for one in (await show_board(nodes[1], now=NIGHT, viewer="ann")).alerts]
    subject = subject_of(nodes[1], "ann", handle)
    assert subject is not None
    await take_alert(nodes[1], subject, "Ann")
    assert await seen(61 * SECOND) == [(0, False, "Ann", ())] * 2


async def test_the_hours_tally_is_of_all_nodes(nodes: list[Node]) -> None:
    for number, node in enumerate(nodes):
        await node.live.notes.put(Happened(id=str(number), what="back", at=NIGHT))
    await turn(nodes, now=NIGHT)
    assert [(await show_board(node, now=NIGHT)).back_at_head for node in nodes] == [2, 2]
    await turn(nodes, now=NIGHT + 60 * MINUTE)
    assert [node.live.notes.all(Happened) for node in nodes] == [{}, {}]
    assert [node.live.notes.all(Alert) for node in nodes] == [{}, {}]
