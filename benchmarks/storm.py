"""`make bench-storm`: kill -9 under many chats that talk, and thousands of pages that come back within a second.

Two nodes around one Valkey; every page keeps to the protocol. `CHATS` and `PAGES` say how many; what the machine does
not carry shows in the times. Prints the table of `benchmarks.report`, and writes it to `.bench/`.
"""

import asyncio
import contextlib
import os
import random
import resource
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

from app.records.postgres import EmbeddedPostgres
from benchmarks import report
from benchmarks.cluster import Cluster, RoamingListener, RoamingSeeker, several
from benchmarks.crew import invited, signed_in_by_link
from benchmarks.history import check_all
from benchmarks.page import Page
from benchmarks.people import api

CHATS = int(os.environ.get("CHATS", "500"))
PAGES = int(os.environ.get("PAGES", "10000"))
LETTERS = "abcdefghij"
"""For digits: most of what people write holds none, and one that does is looked at more closely."""
EACH_SECOND = 2
"""Messages of a chat."""
TALKS, SETTLES = 20.0, 60.0
AT_ONCE = 8
ROOMY = {
    "EARSHOT_LIMITS__BURST": "1000",
    "EARSHOT_LIMITS__SHORT_LINE": "99999",
    "EARSHOT_TIMING__LISTENER_LOST": "60",
    "EARSHOT_TIMING__STUB_WAIT": "60",
    "EARSHOT_TIMING__WAIT_LIMIT": "7200",
}
Pair = tuple[RoamingSeeker, RoamingListener, str]


async def killed(cluster: Cluster) -> None:
    """F1: kill -9 a node under all these chats."""
    chance = random.Random(1)
    pairs = await _talking(cluster, chance)
    writing = asyncio.gather(*(_write(pair, chance) for pair in pairs))
    await asyncio.sleep(TALKS / 3)
    cluster.kill(1)
    await writing
    await _settled(pairs)
    faults = check_all(pairs)
    sides = [(page, chat) for seeker, desk, chat in pairs for page in (seeker, desk)]
    owed = sum(len(page.talks[chat].outbox) for page, chat in sides if chat in page.talks)
    written = sum(len(page.papers[chat].lines(page.me)) for page, chat in sides)
    report.noted(
        f"kill -9 under {len(pairs)} chats",
        faults=1,
        messages=written,
        lost=faults.lost,
        duplicated=faults.duplicated,
        out_of_order=faults.out_of_order,
        wrong=owed,
        away=[over - since for page, _ in sides for since, over in page.absences],
    )
    await asyncio.gather(*(page.close() for page, _ in sides))
    await asyncio.to_thread(cluster.nodes[1].start)
    cluster.away.discard(1)


async def all_at_once(cluster: Cluster) -> None:
    """F8: everybody who waits loses the socket within the same second."""
    chance, gently = random.Random(2), asyncio.Semaphore(16)

    async def one(number: int) -> RoamingSeeker:
        async with gently:
            origin = cluster.origins[number % len(cluster.nodes)]
            seeker = await _joined(https[origin], origin, chance)
            seeker.roam(cluster, number)
            seeker.open()
            await _here([seeker], within=120)
            return seeker

    https = {origin: api(origin) for origin in cluster.origins}
    seekers = list(await asyncio.gather(*(one(number) for number in range(PAGES))))
    begun = perf_counter()
    for place, seeker in enumerate(seekers):
        seeker.tear()
        if place % 100 == 0:
            await asyncio.sleep(max(0.0, begun + place / len(seekers) - perf_counter()))
    await _here(seekers, within=120)
    report.noted(
        f"{len(seekers)} pages back at once",
        faults=len(seekers),
        wrong=sum(seeker.closed_with in {4401, 4403, 4404, 4409} for seeker in seekers),
        away=[over - since for seeker in seekers for since, over in seeker.absences],
    )
    await asyncio.gather(*(seeker.close() for seeker in seekers))
    await asyncio.gather(*(http.aclose() for http in https.values()))


async def _talking(cluster: Cluster, chance: random.Random) -> list[Pair]:
    gently = asyncio.Semaphore(AT_ONCE)
    https = {origin: api(origin) for origin in cluster.origins}
    coordinator = await signed_in_by_link(https[cluster.origins[0]], cluster.nodes[0].links()["coordinator"])

    async def one(number: int) -> Pair:
        at = number % len(cluster.nodes)
        origin = cluster.origins[at]
        async with gently:
            cookie = await invited(https[origin], coordinator)
            desk = RoamingListener(origin, random.Random(chance.random()), cookie)
            desk.roam(cluster, at)
            await desk.begin(https[origin])
            seeker = await _joined(https[origin], origin, chance)
            seeker.roam(cluster, number // 2)
            seeker.open()
        desks.append(desk)
        chat = await seeker.opened.get()
        while not any(chat in desk.papers for desk in desks):  # noqa: ASYNC110  # nothing tells a bench
            await asyncio.sleep(0.05)
        return seeker, next(desk for desk in desks if chat in desk.papers), chat

    desks: list[RoamingListener] = []
    pairs = list(await asyncio.gather(*(one(number) for number in range(CHATS))))
    await asyncio.gather(*(http.aclose() for http in https.values()))
    return pairs


async def _joined(http: httpx.AsyncClient, origin: str, chance: random.Random) -> RoamingSeeker:
    """Join; a service that is too busy just now is asked again."""
    while True:
        with contextlib.suppress(httpx.HTTPError):
            return await RoamingSeeker.join(http, origin, random.Random(chance.random()))
        await asyncio.sleep(chance.uniform(0.2, 2))


async def _write(pair: Pair, chance: random.Random) -> None:
    seeker, desk, chat = pair
    await asyncio.sleep(chance.random())
    until = perf_counter() + TALKS
    number = 0
    while perf_counter() < until:
        number += 1
        page: Page = seeker if number % 2 else desk
        if chat in page.talks:
            page.write(chat, f"{page.me} says {''.join(LETTERS[int(digit)] for digit in str(number))}")
        await asyncio.sleep(1 / EACH_SECOND)


async def _settled(pairs: list[Pair]) -> None:
    until = perf_counter() + SETTLES
    while perf_counter() < until:
        sides: list[tuple[Page, str]] = [(page, chat) for seeker, desk, chat in pairs for page in (seeker, desk)]
        if not any(page.talks[chat].outbox for page, chat in sides if chat in page.talks):
            return
        await asyncio.sleep(0.2)


async def _here(pages: list[RoamingSeeker], *, within: float) -> None:
    until = perf_counter() + within
    while perf_counter() < until and any(page.away or not page.ever_here for page in pages):  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def main() -> None:
    """Play both."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="earshot-storm-")))
        folder.chmod(0o755)  # noqa: ASYNC240  # when root runs it, PostgreSQL runs as nobody
        postgres = EmbeddedPostgres.start(folder / "postgres", durable=False)
        stack.callback(postgres.stop)
        cluster = stack.enter_context(several(2, ROOMY | {"DATABASE_URL": postgres.url}))
        if CHATS:
            await killed(cluster)
            print(report.table(), flush=True)
        if PAGES:
            await all_at_once(cluster)
    print(report.table())
    report.keep()


if __name__ == "__main__":
    asyncio.run(main())
