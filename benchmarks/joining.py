"""`make bench`: from asking for a place to the offer on a listener's page, at a steady rate of joins.

There is a free listener for everybody who comes, and who gets an offer keeps it open, so that what is measured is the
service: the place, the seeker's socket and hello, the line, the match and the frame. Joins and offers are
paired in their order.
"""

import asyncio
import contextlib
import json
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import msgspec
import uvloop

from benchmarks.bare_socket import WITHIN, padded
from benchmarks.crowd import accept, desks, seeker
from benchmarks.delivery import Frame
from benchmarks.figures import Goal, spread
from benchmarks.people import api
from benchmarks.relay import NO_LIMIT
from benchmarks.service import AS_SHIPPED, Service

MUST, GOAL = 100, 25
"""Milliseconds at 100 joins a second, of which 99 in 100 offers must not take longer, and the goal."""
LATER = 5.0
"""Seconds for the last offers to arrive; what has not come by then is missing in the table, and told."""


async def one_join(http: Any, origin: str, cookie: str) -> float:
    """Let somebody come to a listener who has just come too; return the seconds until the offer. Both leave again."""
    offered, ended = asyncio.Event(), asyncio.Event()

    def desk(one: Any, event: Frame) -> None:
        if event["type"] == "offer":
            offered.set()
            accept(one, event)
        elif event["type"] == "opened":
            one.say(padded(msgspec.json.encode({"type": "end", "chat": event["chat"]["id"]})))
        elif event["type"] == "ended":
            ended.set()

    (at_desk,) = await desks(http, origin, [cookie], desk)
    begun = perf_counter()
    page = await seeker(http, origin)
    async with asyncio.timeout(WITHIN):
        await offered.wait()
        took = perf_counter() - begun
        await ended.wait()
    off = await http.put("/api/shift", json={"state": "off"}, headers={"Origin": origin, "Cookie": cookie})
    off.raise_for_status()
    page.transport.close()
    at_desk.transport.close()
    return took


async def _joins(service: Service, cookies: list[str], rate: float) -> dict[str, Any]:
    asked: list[float] = []
    offered: list[float] = []
    everybody = asyncio.Event()

    def desk(one: Any, event: Frame) -> None:
        if event["type"] == "offer":
            offered.append(perf_counter())
            accept(one, event)
            if len(offered) == len(cookies):
                everybody.set()

    async with api(service.origin) as http:
        await desks(http, service.origin, cookies, desk)
        cost, load, begun = service.cpu(), process_time(), perf_counter()

        async def comes() -> None:
            asked.append(perf_counter())
            await seeker(http, service.origin)

        coming = []
        for number in range(len(cookies)):
            await asyncio.sleep(max(0.0, begun + number / rate - perf_counter()))
            coming.append(asyncio.create_task(comes()))
        await asyncio.gather(*coming)
        lasted = perf_counter() - begun
        cost, load = service.cpu() - cost, process_time() - load
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LATER):
                await everybody.wait()
    took = [end - start for start, end in zip(sorted(asked), sorted(offered), strict=False)]
    return {
        "asked_for": rate,
        "joins_per_second": round(len(asked) / lasted, 1),
        "joins": len(asked),
        "offered": len(offered),
        "server": round(cost / lasted, 2),
        "load": round(load / lasted, 2),
        "ms": spread(took, unit=1e-3),
    }


def run(*, rates: tuple[float, ...] = (10, 100), seconds: float = 3) -> list[dict[str, Any]]:
    """Return the figures at each rate, each on a fresh service."""
    told = []
    for rate in rates:
        with tempfile.TemporaryDirectory(prefix="earshot-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)  # when root measures, PostgreSQL runs as nobody
            env = NO_LIMIT | AS_SHIPPED | {"CREW": str(int(rate * seconds))}
            with Service(Path(folder) / "data", env=env, module="benchmarks.peers.measured") as service:
                cookies = json.loads((service.data / "crew.json").read_text())
                told.append(uvloop.run(_joins(service, cookies, rate)))
    return told


def goals(figures: list[dict[str, Any]]) -> list[Goal]:
    """Return what was reached of them."""
    return [Goal("join to offer at 100 a second, p99, ms", figures[-1]["ms"]["p99"], GOAL, MUST, most=True)]


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures as a table of Markdown."""
    lines = [
        f"The p99 at 100 a second must be within {MUST} ms; the goal is {GOAL} ms. *server* and *load* are shares of a",
        "processor: what the service used, and what asks it.",
        "",
        "| joins a second, asked for | reached | joins | offers | p50 ms | p95 ms | p99 ms | max ms | server | load |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one['asked_for']:g} | {one['joins_per_second']:g} | {one['joins']} | {one['offered']} "
        f"| {one['ms']['p50']:.1f} | {one['ms']['p95']:.1f} | {one['ms']['p99']:.1f} "
        f"| {one['ms']['max']:.1f} | {one['server']:.2f} | {one['load']:.2f} |"
        for one in figures
    ]
    return "\n".join(lines)
