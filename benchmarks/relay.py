"""`make bench`: what relaying a message costs the server, crisis reading included, and how long it takes.

Every chat has one message under way at a time: the other answers as soon as it stands on their page, and says that it
does. Texts are ordinary ones; the frames are the protocol's, padded. What is counted is the server's own processor
time, so a slow load client makes the run longer, not the figure better.
"""

import argparse
import asyncio
import contextlib
import os
import random
import sys
import tempfile
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.conversations import OURS, read
from benchmarks.crew import desk_of, on_shift
from benchmarks.figures import keep, machine, show, spread
from benchmarks.page import Page
from benchmarks.people import Listener, Seeker, api
from benchmarks.service import Service

WARM_UP = 3.0
"""Seconds before counting."""
NO_LIMIT = {"EARSHOT_LIMITS__BURST": "1000000"}
"""The service takes twenty messages in ten seconds from one person, which no measurement of its speed could survive."""

DANGER = "I want to kill myself tonight"
"""Said in every chat at the end: each listener's alert proves that reading was on and has caught up."""
READ_WITHIN = 10.0


class Pair:
    """Two people in one chat."""

    def __init__(self, seeker: Seeker, listener: Listener, chat: str) -> None:
        self.pages: tuple[Page, Page] = (seeker, listener)
        self.seeker, self.listener = seeker, listener
        self.chat = chat
        self.took: list[tuple[float, float]] = []
        """For each message, when it was written and how long until it stood on the other page."""

    async def talk(self, texts: list[str], chance: random.Random) -> None:
        """Write by turns, for ever."""
        texts = chance.sample(texts, len(texts))
        for text, (writes, reads) in zip(cycle(texts), cycle((self.pages, self.pages[::-1])), strict=False):
            paper = reads.papers[self.chat]
            ref = writes.write(self.chat, text)
            while ref not in paper.shown:
                await paper.next()
            start = writes.papers[self.chat].shown[ref]
            self.took.append((start, paper.shown[ref] - start))

    async def alarm(self) -> float:
        """Say what must be read as danger; return how long until the listener was told, or 0 if never."""
        self.listener.alerted.pop(self.chat, None)
        start = perf_counter()
        self.seeker.write(self.chat, DANGER)
        paper = self.listener.papers[self.chat]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READ_WITHIN):
                while self.chat not in self.listener.alerted:
                    await paper.next()
        return self.listener.alerted.get(self.chat, start) - start


async def relay(service: Service, chats: int, seconds: float) -> dict[str, Any]:
    """Open the chats, let them talk, and return the figures."""
    chance = random.Random(1)
    texts = [turn.text for turns in read(OURS).conversations for turn in turns]
    async with api(service.origin) as http:
        crew = await on_shift(http, service.links(), chats, chance)
        pairs = [await _paired(http, crew, chance) for _ in range(chats)]
        talks = [asyncio.create_task(pair.talk(texts, chance)) for pair in pairs]
        await asyncio.sleep(WARM_UP)
        begun, cost, own = perf_counter(), _cpu(service.pid), process_time()
        await asyncio.sleep(seconds)
        wall, cost, own = perf_counter() - begun, _cpu(service.pid) - cost, process_time() - own
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        alarms = [lasted for lasted in await asyncio.gather(*(pair.alarm() for pair in pairs)) if lasted]
        for page in (page for pair in pairs for page in pair.pages):
            await page.close()
    took = [lasted for pair in pairs for start, lasted in pair.took if begun <= start + lasted <= begun + wall]
    return {
        "chats": chats,
        "messages": len(took),
        "messages per second": round(len(took) / wall),
        "messages per server-CPU-second": round(len(took) / cost),
        "server-CPU per message, us": round(cost / len(took) * 1e6),
        "server's share of one core": round(cost / wall, 2),
        "load client's share of one core": round(own / wall, 2),
        "to the other page, ms": spread(took, unit=0.001),
        "reading": f"on: {len(alarms)} of {chats} alarms, raised all at once at the end, were heard",
        "to the listener's alert, ms": spread(alarms, unit=0.001),
        "load client": "Python, on the same machine, all pages in one process: latencies include its own queueing",
    } | machine()


async def _paired(http: Any, crew: list[Listener], chance: random.Random) -> Pair:
    seeker = await Seeker.join(http, str(http.base_url).rstrip("/"), random.Random(chance.random()))
    seeker.open()
    async with asyncio.timeout(60):
        chat = await seeker.opened.get()
        return Pair(seeker, await desk_of(chat, crew), chat)


def _cpu(pid: int) -> float:
    """Seconds of processor time that this process has used, in user and kernel mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Run from the command line."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.relay", description=__doc__)
    asked.add_argument("--chats", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=20.0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="earshot-relay-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # when root measures, PostgreSQL runs as nobody
        with Service(Path(folder) / "data", env=NO_LIMIT) as service:
            figures = asyncio.run(relay(service, given.chats, given.seconds))
    show("Relay", figures)
    print(f"Written to {keep('relay', figures)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
