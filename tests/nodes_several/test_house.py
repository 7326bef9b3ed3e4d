"""What a coordinator settles at one node holds at the other: topics, the service's name, lines and their doubts."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app import clock
from benchmarks.cluster import Cluster
from tests.nodes_several.people import ask, coordinator_at

SAMARITANS = "/api/resources/gb-samaritans"
LINE = {"name": "Samaritans", "kind": "suicide", "phone": "0300 123", "hours": "24/7", "languages": ["en"]}
SOON = 5.0
"""Seconds."""

Says = Callable[..., Awaitable[httpx.Response]]


@pytest_asyncio.fixture
async def says(cluster: Cluster) -> Says:
    """Asks a node for something in a coordinator's name."""
    cookie = await coordinator_at(cluster)

    async def asked(number: int, method: str, path: str, **facts: Any) -> httpx.Response:
        headers = {"Cookie": cookie, "Origin": cluster.nodes[number].origin}
        answer = await ask(cluster, number, method, path, headers=headers, **facts)
        assert answer.status_code < httpx.codes.BAD_REQUEST, answer.text
        return answer

    return asked


async def soon(shows: Callable[[], Awaitable[bool]]) -> bool:
    """Whether something comes to be so."""
    until = clock.monotonic() + SOON
    while clock.monotonic() < until:
        if await shows():
            return True
    return False


@pytest.mark.parametrize("told", [0, 1])
async def test_what_is_settled_at_one_node_holds_at_the_other(says: Says, told: int) -> None:
    other, today = 1 - told, clock.now().date().isoformat()
    topic = (await says(other, "GET", "/api/topics")).json()[1]
    assert topic["open"]
    assert (await says(other, "GET", SAMARITANS)).json()["stale"]
    assert "Nightlight" not in (await says(other, "GET", "/")).text

    async def closed() -> bool:
        topics = (await says(other, "GET", "/api/topics")).json()
        return [one["open"] for one in topics if one["slug"] == topic["slug"]] == [False]

    async def tried() -> bool:
        line = (await says(other, "GET", SAMARITANS)).json()
        return (line["stale"], line["checked"], line["phone"]) == (False, today, "0300 123")

    async def doubted() -> bool:
        line = (await says(other, "GET", SAMARITANS)).json()
        return (line["stale"], line["checked"], line["phone"]) == (True, None, "116 123")

    async def named() -> bool:
        return "Nightlight" in (await says(other, "GET", "/")).text

    await says(told, "PUT", f"/api/topics/{topic['slug']}", json={"open": False})
    assert await soon(closed)
    await says(told, "PUT", SAMARITANS, json=LINE | {"checked": today})
    assert await soon(tried)
    await says(told, "DELETE", SAMARITANS)
    assert await soon(doubted)
    await says(told, "POST", "/coordinator/settings", data={"do": "choices", "name": "Nightlight"})
    assert await soon(named)
