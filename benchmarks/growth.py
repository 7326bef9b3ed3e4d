"""`make bench-growth`: what a message, a place, a page and silence cost with 10 open chats and with thousands.

At the end the server is stopped and started with all of them open. First some sockets are opened and closed again,
beside as many at bare picows; then every page comes back at once, as after an upgrade, until the last has been told
where it stands. `GROWN=` says how many chats there are at most; what one process may hold open bounds it.
"""

import asyncio
import contextlib
import json
import os
import resource
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import msgspec
import uvloop

from benchmarks.bare_socket import Line, line, padded
from benchmarks.compare import Relay, peer
from benchmarks.conversations import OURS, read
from benchmarks.crowd import Talk, let_talk, talks_at_ours
from benchmarks.delivery import Frame
from benchmarks.figures import Goal, keep, quantile
from benchmarks.joining import one_join
from benchmarks.people import api
from benchmarks.relay import NO_LIMIT
from benchmarks.service import AS_SHIPPED, Service

SPARE_FILES = 600
MOST = (resource.getrlimit(resource.RLIMIT_NOFILE)[1] - SPARE_FILES) // 2
STEPS = tuple(step for step in (10, 100, 1_000) if step < MOST)
LAST = min(int(os.environ.get("GROWN", "10000")), MOST)
ROLES = ("seeker", "listener")
OPENED, ROUNDS = 2_000, 3
TALKING, JOINS, PAGES, SILENT, TALKED = 10, 20, 100, 4.0, 3.0
AT_ONCE = 256
"""Sockets that are being opened at a time."""
ACCEPT, KB = 1.8, 25
"""Times as long as picows that accepting may take, and kB that an idle socket may cost: the goals."""
WITHIN = 300.0
PATIENT = {
    "EARSHOT_TIMING__QUIET_ASK": "7200",
    "EARSHOT_TIMING__QUIET_WARN": "7200",
    "EARSHOT_TIMING__QUIET_END": "7200",
}


Way = tuple[str, Mapping[str, str], Frame]
"""How a page comes back: its path, its headers, and what it says first."""


class Grown:
    """One service in which more and more chats are open."""

    def __init__(self, service: Service, cookies: list[str], http: Any) -> None:
        self.service, self.http = service, http
        self.talks: list[Talk] = []
        self._cookies = iter(cookies)
        self._texts = [turn.text for turns in read(OURS).conversations for turn in turns]
        self._relay = Relay("Earshot", service.pid, service.origin)
        self._begun = self._relay.memory()

    async def to(self, chats: int) -> None:
        """Have so many chats open."""
        cookies = [next(self._cookies) for _ in range(chats - len(self.talks))]
        self.talks += await talks_at_ours(self.http, self.service.origin, cookies, self._texts)

    async def figures(self) -> dict[str, float]:
        """Return what everything costs now."""
        held = (self._relay.memory() - self._begun) / (2 * len(self.talks))
        cost = self.service.cpu()
        await asyncio.sleep(SILENT)
        silent = (self.service.cpu() - cost) / SILENT
        cost = self.service.cpu()
        took = await let_talk(self.talks[:TALKING], TALKED)
        message = (self.service.cpu() - cost - silent * TALKED) / len(took)
        cost, begun = self.service.cpu(), perf_counter()
        for _ in range(PAGES):
            (await self.http.get("/")).raise_for_status()
        page = (self.service.cpu() - cost - silent * (perf_counter() - begun)) / PAGES
        return {
            "chats": len(self.talks),
            "kb_a_socket": round(held, 1),
            "silent": round(silent, 3),
            "message_us": round(message * 1e6),
            "message_p50_ms": round(quantile(took, 0.5) * 1000, 1),
            "page_us": round(page * 1e6),
        } | await self._joins()

    async def _joins(self) -> dict[str, float]:
        """Somebody comes, one after the other, each to a listener who has just come too, and leaves again."""
        took = [await one_join(self.http, self.service.origin, next(self._cookies)) for _ in range(JOINS)]
        return {"join_p50_ms": round(quantile(took, 0.5) * 1000, 1), "join_max_ms": round(max(took) * 1000, 1)}


async def _opened(origin: str, ways: Sequence[Way]) -> float:
    """Open some of these sockets, say nothing on them, and close them; return the seconds until the last was open."""
    gently, begun = asyncio.Semaphore(AT_ONCE), perf_counter()

    async def one(path: str, headers: Mapping[str, str]) -> Line:
        async with gently:
            return await line(origin, path, headers)

    held = await asyncio.gather(*(one(path, headers) for path, headers, _ in ways))
    lasted = perf_counter() - begun
    for page in held:
        page.transport.close()
    return lasted


async def _all_back(origin: str, ways: Sequence[Way]) -> float:
    """Open all of these and say hello; return the seconds until the last page was told where it stands."""
    gently, begun = asyncio.Semaphore(AT_ONCE), perf_counter()

    async def one(path: str, headers: Mapping[str, str], greeting: Frame) -> Line:
        async with gently:
            page, greeted = await line(origin, path, headers), asyncio.Event()
            page.hears = lambda frame: greeted.set() if frame.startswith(b'{"type":"ready"') else None
            page.say(padded(msgspec.json.encode(greeting)))
            async with asyncio.timeout(WITHIN):
                await greeted.wait()
            return page

    await asyncio.gather(*(one(*way) for way in ways))
    return perf_counter() - begun


async def _grow(service: Service) -> dict[str, Any]:
    cookies = json.loads((service.data / "crew.json").read_text())
    steps = []
    async with api(service.origin) as http:
        grown = Grown(service, cookies, http)
        for chats in (*STEPS, LAST):
            if chats <= LAST:
                await grown.to(chats)
                steps.append(await grown.figures())
                print(f"  {steps[-1]}", flush=True)
        ways: list[Way] = [
            (one.path, one.headers, greeting)
            for talk in grown.talks
            for one, greeting in zip(talk.lines, talk.greetings, strict=True)
        ]
    service.stop()
    await asyncio.to_thread(service.start)
    with peer("picows") as beside:
        theirs: list[Way] = [(f"/relay?chat={nth // 2:022d}&role={ROLES[nth % 2]}", {}, {}) for nth in range(OPENED)]
        some = ways[:OPENED]
        rounds = [
            (await _opened(service.origin, some), await _opened(beside.origin, theirs[: len(some)]))
            for _ in range(ROUNDS)
        ]
    opened = [median(one) for one in zip(*rounds, strict=True)]
    cost = service.cpu()
    back = await _all_back(service.origin, ways)
    told = {
        "opened": len(some),
        "open": opened[0],
        "picows": opened[1],
        "back": back,
        "back_cpu": service.cpu() - cost,
        "sockets": len(ways),
    }
    return {"steps": steps} | {name: round(value, 2) for name, value in told.items()}


def run() -> dict[str, Any]:
    """Measure."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="earshot-", ignore_cleanup_errors=True)))
        folder.chmod(0o755)  # when root measures, PostgreSQL runs as nobody
        crew = {"CREW": str(LAST + JOINS * (len(STEPS) + 1))}
        service = Service(
            folder / "data", env=NO_LIMIT | AS_SHIPPED | PATIENT | crew, module="benchmarks.peers.measured"
        )
        stack.callback(service.end)
        service.start()
        return uvloop.run(_grow(service))


def goals(figures: dict[str, Any]) -> list[Goal]:
    """Return what was reached of them."""
    return [
        Goal("kB a socket, most chats", figures["steps"][-1]["kb_a_socket"], KB, most=True),
        Goal(
            "accepting sockets / picows",
            figures["back"]["open"] / figures["picows"]["open"],
            ACCEPT,
            most=True,
        ),
    ]


def table(figures: dict[str, Any]) -> str:
    """Return the figures as tables of Markdown."""
    lines = [
        f"Costs are processor time of the server. {TALKING} of the chats talk; the others are silent, and what their",
        "silence costs, a share of one core, is taken off the rest.",
        "",
        "| open chats | kB a socket | silence | a message | a page | join to offer, p50 | longest |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one['chats']:,} | {one['kb_a_socket']:.1f} | {one['silent']:.3f} | {one['message_us']:,} us "
        f"| {one['page_us']:,} us | {one['join_p50_ms']:.1f} ms | {one['join_max_ms']:.1f} ms |"
        for one in figures["steps"]
    ]
    lines += [
        "",
        f"Then the server was stopped and started. {figures['opened']:,} sockets at once were open after",
        f"{figures['open']:.2f} s; picows takes {figures['picows']:.2f} s for as many (by turns, medians of {ROUNDS}).",
        f"All {figures['sockets']:,} pages came back at once: the last one knew where it stood after",
        f"{figures['back']:.1f} s, of which the server worked {figures['back_cpu']:.1f} s.",
    ]
    return "\n".join(lines)


def main() -> int:
    """Run from the command line."""
    figures = run()
    print(table(figures))
    print(f"Written to {keep('growth', figures)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
