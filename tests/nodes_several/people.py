"""People at several nodes, and what each of their pages shows."""

import asyncio
import random  # noqa: TID251  # a page's chance, seeded
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any

import httpx

from benchmarks.cluster import Cluster, RoamingListener, RoamingSeeker
from benchmarks.crew import invited, signed_in_by_link
from benchmarks.page import Page
from benchmarks.people import api

PATIENCE = 40.0


async def until(true: Callable[[], Any], *, within: float = PATIENCE) -> float:
    """Wait until something is so; return how long that took."""
    begun = perf_counter()
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110  # nothing tells a test
            await asyncio.sleep(0.01)
    return perf_counter() - begun


_SEEDS = count(1)


def chance() -> random.Random:
    """Return a page's chance, which no other page has: refs are drawn from it."""
    return random.Random(next(_SEEDS))  # noqa: S311  # nothing secret hangs on it


@dataclass
class Pair:
    """Two people in a chat, with everything they wrote."""

    seeker: RoamingSeeker
    listener: RoamingListener
    chat: str
    wrote: dict[str, int] = field(default_factory=lambda: {"seeker": 0, "listener": 0})

    def say(self, who: str) -> None:
        """Write the next line."""
        self.wrote[who] += 1
        page: Page = self.seeker if who == "seeker" else self.listener
        page.write(self.chat, f"{who} {self.wrote[who]}")

    async def settled(self, *, within: float = PATIENCE) -> float:
        """Wait until nothing is owed on either side; return how long that took."""
        pages = (self.seeker, self.listener)
        return await until(lambda: not any(page.talks[self.chat].outbox for page in pages), within=within)

    def papers(self) -> dict[str, list[str]]:
        """What each page shows of both."""
        return {
            f"{reader} reads {author}": [
                text
                for _, text in page.papers[self.chat].lines(author)  # type: ignore[arg-type]
            ]
            for reader, page in (("seeker", self.seeker), ("listener", self.listener))
            for author in ("seeker", "listener")
        }

    def as_written(self) -> dict[str, list[str]]:
        """What each page should show."""
        return {
            f"{reader} reads {author}": [f"{author} {number + 1}" for number in range(self.wrote[author])]
            for reader in ("seeker", "listener")
            for author in ("seeker", "listener")
        }


async def listener_at(cluster: Cluster, number: int, name: int = 0, *, cookie: str | None = None) -> RoamingListener:
    """A listener with the desk open at this node, on shift."""
    origin = cluster.nodes[number].origin
    async with api(origin) as http:
        cookie = cookie or await signed_in_by_link(http, cluster.nodes[number].links()["listeners"][name])
        listener = RoamingListener(origin, chance(), cookie)
        listener.roam(cluster, number)
        async with asyncio.timeout(PATIENCE):
            await listener.begin(http)
    return listener


async def seeker_at(cluster: Cluster, number: int) -> RoamingSeeker:
    """A seeker who joins at this node, and waits there."""
    origin = cluster.nodes[number].origin
    async with api(origin) as http:
        seeker = await RoamingSeeker.join(http, origin, chance())
    assert isinstance(seeker, RoamingSeeker)
    seeker.roam(cluster, number)
    seeker.open()
    return seeker


async def coordinator_at(cluster: Cluster) -> str:
    """A coordinator's cookie; the link that brings it is good once."""
    async with api(cluster.nodes[0].origin) as http:
        return await signed_in_by_link(http, cluster.nodes[0].links()["coordinator"])


async def pairs_at(
    cluster: Cluster, chance: random.Random, *, chats: int, coordinator: str | None = None
) -> list[Pair]:
    """Everybody finds somebody, all over the nodes."""
    everywhere = range(len(cluster.nodes))
    coordinator = coordinator or await coordinator_at(cluster)
    async with api(cluster.nodes[0].origin) as http:
        cookies = [await invited(http, coordinator) for _ in range(chats)]
    desks = [await listener_at(cluster, chance.choice(everywhere), cookie=cookie) for cookie in cookies]
    pairs = []
    for _ in range(chats):
        seeker = await seeker_at(cluster, chance.choice(everywhere))
        async with asyncio.timeout(30):
            chat = await seeker.opened.get()
        await until(lambda chat=chat: any(chat in desk.papers for desk in desks))  # type: ignore[misc]
        pairs.append(Pair(seeker, next(desk for desk in desks if chat in desk.papers), chat))
    return pairs


@asynccontextmanager
async def talking(cluster: Cluster, *, seeker: int, listener: int, name: int = 0) -> AsyncIterator[Pair]:
    """Two people who talk, each at a node."""
    desk = await listener_at(cluster, listener, name)
    page = await seeker_at(cluster, seeker)
    try:
        async with asyncio.timeout(PATIENCE):
            chat = await page.opened.get()
            assert await desk.opened.get() == chat
        yield Pair(page, desk, chat)
    finally:
        await page.close()
        await desk.close()


async def ask(cluster: Cluster, number: int, method: str, path: str, **facts: object) -> httpx.Response:
    """Ask a node over HTTP."""
    async with api(cluster.nodes[number].origin) as http:
        return await http.request(method, path, follow_redirects=False, **facts)  # type: ignore[arg-type]
