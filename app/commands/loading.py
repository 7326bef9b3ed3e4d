"""`earshot loadtest`: people made of Python join a line and hold their sockets, to see how many a machine carries.

It puts people into a real line. So it goes against this machine alone, unless told that nobody in need uses the other.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from statistics import quantiles
from typing import Annotated
from urllib.parse import urlsplit

import httpx
import msgspec
import typer
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from app import clock
from app.commands.ground import FAILED, complain, say
from app.commands.walk import said

HERE = {"127.0.0.1", "localhost", "::1"}
PING_EVERY = 20.0
"""Seconds, as a page does."""
FEWEST = 2


@dataclass
class Crowd:
    """What has become of everybody."""

    joined: list[float] = field(default_factory=list)
    """Seconds until each had a place."""
    answered: list[float] = field(default_factory=list)
    """Seconds until the socket said where they stand."""
    lost: Counter[str] = field(default_factory=Counter)


def loadtest(
    origin: Annotated[str, typer.Argument(help="Where.")] = "http://127.0.0.1:8000",
    people: Annotated[int, typer.Option(min=FEWEST, help="How many.")] = 200,
    over: Annotated[float, typer.Option(help="Seconds over which they come.")] = 20.0,
    stay: Annotated[float, typer.Option(help="Seconds that each of them waits.")] = 20.0,
    *,
    nobody_is_there: Annotated[
        bool, typer.Option("--nobody-is-there", help="Nobody in need uses that service.")
    ] = False,
) -> None:
    """Let people join the line, and say how long half, 95 and 99 of 100 of them took at most (p50, p95, p99).

    Start the service for it with EARSHOT_LIMITS__PLACES_FROM_ALL and EARSHOT_LIMITS__SHORT_LINE above the number of
    people: else a place costs work, and the door closes to all but those in danger.
    """
    if urlsplit(origin).hostname not in HERE and not nobody_is_there:
        complain("This fills a line that people in need may stand in. Say --nobody-is-there when there are none.")
        raise typer.Exit(FAILED)
    crowd = Crowd()
    with typer.progressbar(length=people, label="People who came and went") as shown:
        asyncio.run(_all(crowd, origin.rstrip("/"), people, over, stay, lambda: shown.update(1)))
    say(f"{len(crowd.joined)} of {people} joined, {len(crowd.answered)} heard where they stand.")
    for what, took in (("a place", crowd.joined), ("the first word of the socket", crowd.answered)):
        if len(took) >= FEWEST:
            cut = quantiles(took, n=100, method="inclusive")
            p50, p95, p99 = (f"{cut[at - 1] * 1000:.0f} ms" for at in (50, 95, 99))
            say(f"Until {what}: p50 {p50}, p95 {p95}, p99 {p99}.")
    for why, count in crowd.lost.most_common():
        say(f"{count} times: {why}")
    raise typer.Exit(FAILED if crowd.lost else 0)


async def _all(crowd: Crowd, origin: str, people: int, over: float, stay: float, done: Callable[[], None]) -> None:
    async with httpx.AsyncClient(
        base_url=origin, timeout=30, trust_env=False, limits=httpx.Limits(max_connections=100)
    ) as http:
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))  # they share no pass

        async def one(number: int) -> None:
            await asyncio.sleep(over * number / people)
            try:
                await _visit(crowd, http, origin, stay)
            except (httpx.HTTPError, WebSocketException, OSError, TimeoutError) as reason:
                crowd.lost[type(reason).__name__] += 1
            done()

        await asyncio.gather(*(one(number) for number in range(people)))


async def _visit(crowd: Crowd, http: httpx.AsyncClient, origin: str, stay: float) -> None:
    begun = clock.monotonic()
    joined = await http.post("/api/tickets", json={"ageBand": "adult"})
    if joined.is_error:
        crowd.lost[f"joining was answered with {said(joined)}"] += 1
        return
    crowd.joined.append(clock.monotonic() - begun)
    token = joined.json()["pass"]
    hello = msgspec.json.encode({"type": "hello", "pass": token}).ljust(512).decode()
    begun = clock.monotonic()
    async with connect(
        origin.replace("http", "ws", 1) + "/ws/seeker", compression=None, proxy=None, ping_interval=PING_EVERY
    ) as socket:
        await socket.send(hello)
        await socket.recv()
        crowd.answered.append(clock.monotonic() - begun)
        until = clock.monotonic() + stay
        while (left := until - clock.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    await socket.recv()
            except TimeoutError:
                break
    await http.delete("/api/ticket", headers={"authorization": f"Bearer {token}"})
