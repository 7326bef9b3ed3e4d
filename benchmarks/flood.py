"""`make bench-flood`: somebody asks for thousands of places a second while ordinary people join, and listeners listen.

Three runs, each on a fresh service: nobody floods; a flood from an address of its own; a flood from the very address
that all the others have too, who then pay with a little work, as their pages would. The flood asks and pays nothing.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
from altcha import Challenge, solve_challenge
from altcha.v2 import Payload

from app.settings import Limits
from benchmarks.crew import on_shift
from benchmarks.figures import keep, machine, show, spread
from benchmarks.people import Seeker, api
from benchmarks.service import Service

RATE = 2_000
"""Places that the flood asks for in a second, where the machine can send as many."""
LINES = 400
"""Connections of the flood: each of them is answered a moment later, so that fewer could not ask so often."""
EACH_SECOND = 8
"""Ordinary people who come in a second."""
FLOODER, ONE_EXIT = "9.9.9.9", "1.1.1.1"
MATCHED_WITHIN = 30.0
PLACES, JOIN_P99_MS = 20, 300
"""What the flood may take at most, and how long the others' join may."""
SET = {
    "EARSHOT_PROXIES": "127.0.0.1",
    "EARSHOT_TIMING__WRAP_UP": "0.05",
    "EARSHOT_LIMITS__PLACES_FROM_ALL": str(Limits().places_from_all),
}
ADULT = {"ageBand": "adult"}
TOO_MANY = 429


@dataclass
class Joins:
    """What became of the ordinary people."""

    took: list[float] = field(default_factory=list)
    """Seconds until each had a place, work included."""
    waited: list[float] = field(default_factory=list)
    """Seconds from the place to the chat."""
    worked: int = 0
    refused: int = 0


def solved(challenge: str) -> str:
    """Do the work that a page's worker does."""
    made = Challenge.from_dict(json.loads(challenge))
    solution = solve_challenge(made)
    if solution is None:
        raise RuntimeError("no number answers this challenge")
    return Payload(made, solution).to_base64()


async def attack(port: int, address: str, rate: float, until: float) -> Counter[int]:
    """Ask for places as fast as told, on many lines at once; return how often each status came back."""
    body = json.dumps(ADULT).encode()
    asked = (
        f"POST /api/tickets HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: {address}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    met: Counter[int] = Counter()
    next_at = perf_counter()

    async def line() -> None:
        nonlocal next_at
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while perf_counter() < until:
            next_at = max(next_at, perf_counter() - 0.1) + 1 / rate
            await asyncio.sleep(max(0.0, next_at - perf_counter()))
            writer.write(asked)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
            met[int(head.split(b" ", 2)[1])] += 1
        writer.close()

    await asyncio.gather(*(line() for _ in range(LINES)))
    return met


async def ordinary(http: httpx.AsyncClient, origin: str, seconds: float, *, one_exit: bool) -> Joins:
    """Let people come one after another, each from home or all through one exit, and be listened to."""
    chance, joins, coming = random.Random(1), Joins(), []
    for number in range(int(seconds * EACH_SECOND)):
        address = ONE_EXIT if one_exit else f"8.8.{number // 250}.{number % 250 + 1}"
        coming.append(asyncio.create_task(_comes(http, origin, address, chance, joins)))
        await asyncio.sleep(1 / EACH_SECOND)
    await asyncio.gather(*coming)
    return joins


async def _comes(http: httpx.AsyncClient, origin: str, address: str, chance: random.Random, joins: Joins) -> None:
    told, begun = {"X-Forwarded-For": address}, perf_counter()
    answer = await http.post("/api/tickets", json=ADULT, headers=told)
    if answer.status_code == TOO_MANY:
        joins.worked += 1
        proof = await asyncio.to_thread(solved, answer.json()["challenge"])
        answer = await http.post("/api/tickets", json=ADULT | {"proof": proof}, headers=told)
    if answer.is_error:
        joins.refused += 1
        return
    joins.took.append(perf_counter() - begun)
    seeker = Seeker(origin, random.Random(chance.random()), answer.json()["pass"])
    seeker.open()
    try:
        await asyncio.wait_for(seeker.opened.get(), MATCHED_WITHIN)
        joins.waited.append(perf_counter() - begun)
    except TimeoutError:
        joins.waited.append(MATCHED_WITHIN)
    await http.delete("/api/ticket", headers={"Authorization": f"Bearer {seeker.token}"})
    await seeker.close()


async def run(seconds: float, *, flood: bool, one_exit: bool, crew: int, rate: float = RATE) -> dict[str, Any]:
    """Return the figures of one run. The flood is a process of its own, so that it slows nobody's stopwatch."""
    with tempfile.TemporaryDirectory(prefix="earshot-flood-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240  # when root runs it, PostgreSQL runs as nobody
        with Service(Path(folder) / "data", env=SET) as service:
            return await measured(service, seconds, flood=flood, one_exit=one_exit, crew=crew, rate=rate)


async def measured(
    service: Service, seconds: float, *, flood: bool, one_exit: bool, crew: int, rate: float
) -> dict[str, Any]:
    """Flood this service, or do not, while people come; return the figures."""
    async with api(service.origin) as http:
        before = service.cpu()
        desks = await on_shift(http, service.links(), crew, random.Random(1))
        flooding = await _flooding(service, seconds, rate, ONE_EXIT if one_exit else FLOODER) if flood else None
        begun = perf_counter()
        joins = await ordinary(http, service.origin, seconds, one_exit=one_exit)
        met = json.loads((await flooding.communicate())[0]) if flooding else {}
        lasted = perf_counter() - begun
        await asyncio.gather(*(desk.close() for desk in desks))
    asked = sum(met.values())
    return {
        "joins": len(joins.took),
        "join ms": spread(joins.took, unit=1e-3),
        "wait s": spread(joins.waited),
        "refused": joins.refused,
        "worked": joins.worked,
        "flood asked": asked,
        "flood asked per second": round(asked / lasted),
        "service's processor": round((service.cpu() - before) / lasted, 2),
        "flood places": met.get("201", 0),
    }


async def _flooding(service: Service, seconds: float, rate: float, address: str) -> asyncio.subprocess.Process:
    """Start the flood, and return once it is about to begin: what its start costs the machine is not the service's."""
    told = ("--attack", str(service.port), address, str(rate), str(seconds))
    flooding = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.flood", *told, stdout=asyncio.subprocess.PIPE
    )
    if flooding.stdout is not None:
        await flooding.stdout.readline()
    return flooding


def holds(figures: dict[str, Any]) -> bool:
    """Whether the others joined in time, none was refused, and the flood took a few places at most."""
    in_time: bool = figures["join ms"]["p99"] <= JOIN_P99_MS
    return in_time and figures["refused"] == 0 and figures["flood places"] <= PLACES


def main() -> None:
    """Play the three, print and keep the figures."""
    asked = argparse.ArgumentParser(prog="benchmarks.flood", description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--seconds", type=float, default=20.0)
    asked.add_argument("--crew", type=int, default=8)
    asked.add_argument("--attack", nargs=4, metavar=("PORT", "ADDRESS", "RATE", "SECONDS"), help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.attack:
        port, address, rate, seconds = told.attack
        print("ready", flush=True)
        print(json.dumps(asyncio.run(attack(int(port), address, float(rate), perf_counter() + float(seconds)))))
        return
    runs = {
        "calm": (False, False),
        "a flood from its own address": (True, False),
        "a flood from everybody's address": (True, True),
    }
    kept: dict[str, Any] = {}
    for name, (flood, one_exit) in runs.items():
        figures = asyncio.run(run(told.seconds, flood=flood, one_exit=one_exit, crew=told.crew))
        kept[name] = figures | {"holds": holds(figures)}
        show(f"{name[0].upper()}{name[1:]}", kept[name])
    path = keep("flood", machine() | {"runs": kept})
    print(f"Kept in {path}. Goal: others' join p99 within {JOIN_P99_MS} ms, none refused, {PLACES} places at most.")


if __name__ == "__main__":
    main()
