"""`make bench-stalls`: how long the server's loop stands still at most, while people talk, join, leave and read pages.

The server's own loop is asked every millisecond whether it is there; what it takes longer than that is a standstill, of
its own making or because the machine gave the processor to others.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
import uvloop

from benchmarks.bare_socket import padded
from benchmarks.conversations import OURS, read
from benchmarks.crowd import Talk, talks_at_ours
from benchmarks.figures import Goal, keep
from benchmarks.people import api
from benchmarks.relay import NO_LIMIT
from benchmarks.service import AS_SHIPPED, Service

MOST = 20.0
"""Milliseconds: the goal."""
CHATS, EACH = 40, 1.0
"""Chats that go on all the time, and seconds between two messages of each."""
PAGES = ("/", "/talk", "/staying-safe", "/privacy", "/transparency", "/health/live")
VISITS_EVERY, PAGES_EVERY = 1.0, 0.1


async def _talk(talk: Talk, until: float) -> None:
    """One message after the other, without hurry."""
    while perf_counter() < until:
        talk.begin()
        talk.going = False  # the answer waits for the next turn
        await asyncio.sleep(EACH)


async def _visits(http: Any, origin: str, cookie: str, texts: list[str], until: float) -> int:
    """Somebody comes, says something and leaves, one after the other; their listener wraps up."""
    count = 0
    while perf_counter() < until:
        (talk,) = await talks_at_ours(http, origin, [cookie], texts)
        talk.begin()
        await asyncio.sleep(VISITS_EVERY / 2)
        talk.going = False
        await asyncio.sleep(VISITS_EVERY / 2)
        talk.lines[0].say(padded(json.dumps({"type": "end", "chat": talk.chat}).encode()))
        await asyncio.sleep(VISITS_EVERY / 2)
        for line in talk.lines:
            line.transport.close()
        with contextlib.suppress(httpx.HTTPError):
            await http.put("/api/shift", json={"state": "off"}, headers={"Origin": origin, "Cookie": cookie})
        count += 1
    return count


async def _pages(http: Any, until: float) -> int:
    count = 0
    while perf_counter() < until:
        await http.get(PAGES[count % len(PAGES)])
        count += 1
        await asyncio.sleep(PAGES_EVERY)
    return count


async def _soak(service: Service, seconds: float) -> dict[str, Any]:
    texts = [turn.text for turns in read(OURS).conversations for turn in turns]
    crew = json.loads((service.data / "crew.json").read_text())
    async with api(service.origin) as http:
        talks = await talks_at_ours(http, service.origin, crew[:CHATS], texts)
        (service.data / "stalls.json").unlink(missing_ok=True)  # counting begins
        cost, begun = service.cpu(), perf_counter()
        until = begun + seconds
        visits, pages, *_ = await asyncio.gather(
            _visits(http, service.origin, crew[-1], texts, until), _pages(http, until),
            *(_talk(talk, until) for talk in talks),
        )  # fmt: skip
        cost, lasted = service.cpu() - cost, perf_counter() - begun
        await asyncio.sleep(1.5)
    told: dict[str, Any] = json.loads((service.data / "stalls.json").read_text())
    said = sum(len(talk.took) for talk in talks)
    return (
        {"seconds": round(lasted), "messages": said, "visits": visits, "pages": pages}
        | told
        | {"server": round(cost / lasted, 2)}
    )


def run(*, seconds: float = 60.0) -> dict[str, Any]:
    """Return the figures."""
    with tempfile.TemporaryDirectory(prefix="earshot-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # when root measures, PostgreSQL runs as nobody
        env = NO_LIMIT | AS_SHIPPED | {"CREW": str(CHATS + 1), "STALLS": "yes"}
        with Service(Path(folder) / "data", env=env, module="benchmarks.peers.measured") as service:
            return uvloop.run(_soak(service, seconds))


def goals(figures: dict[str, Any]) -> list[Goal]:
    """Return what was reached of them."""
    return [Goal("longest standstill, ms", figures["longest"], MOST, most=True)]


def table(figures: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    done = (
        f"{figures['seconds']} s with {CHATS} chats, {figures['messages']} messages, {figures['visits']} people "
        f"who came, talked and left, {figures['pages']} pages; the server used {figures['server']:.2f} of a core."
    )
    return "\n".join(
        [
            done,
            "",
            "| standstills | ms |",
            "|---|---|",
            f"| longest (goal {MOST:g}) | {figures['longest']:.1f} |",
            f"| ten longest | {', '.join(f'{one:.1f}' for one in figures['ten'])} |",
            f"| how many above {MOST:g} ms | {figures['above']} |",
        ]
    )


def main() -> int:
    """Run from the command line."""
    figures = run()
    print(table(figures))
    print(f"Written to {keep('stalls', figures)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
