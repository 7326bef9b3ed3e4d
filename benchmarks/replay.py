"""`make replay`: conversations through a running server, many at once, with sockets torn off in the middle.

Fails when a message was lost, shown twice, or out of order. Without a file it plays a dozen of our own.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx

from app.records.postgres import EmbeddedPostgres
from benchmarks.cluster import several
from benchmarks.conversations import OURS, Told, Turn, read, repeated
from benchmarks.crew import desk_of, on_shift
from benchmarks.faults import Faults
from benchmarks.figures import keep, machine, show, spread
from benchmarks.people import Listener, Seeker, api
from benchmarks.playing import PATIENCE, Person, Played, play
from benchmarks.service import Service

SHORT_PAUSES = {"EARSHOT_TIMING__WRAP_UP": "1", "EARSHOT_TIMING__CRISIS_BREAK": "1"}
"""A replay's listeners need no rest between chats; everything else is as it is for people."""
OPENS_WITHIN = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How to play."""

    at_once: int = 60
    tears: float = 0.08
    """How likely each page loses its socket around each message."""
    seed: int = 1


class Line:
    """Everybody of one replay."""

    def __init__(self, http: httpx.AsyncClient, crew: list[Listener], wish: Wish, origins: Sequence[str]) -> None:
        self.http, self.crew, self.wish, self.origins = http, crew, wish, origins
        self.open = self.most = 0
        self._room = asyncio.Semaphore(wish.at_once + wish.at_once // 5)  # a few more than seats: somebody waits

    async def one(self, number: int, turns: list[Turn]) -> Played:
        """Join, wait, talk, end."""
        chance = random.Random(f"{self.wish.seed}/{number}")
        async with self._room:
            joined = perf_counter()
            seeker = await Seeker.join(self.http, self.origins[number % len(self.origins)], chance)
            seeker.open()
            try:
                async with asyncio.timeout(OPENS_WITHIN):
                    chat = await seeker.opened.get()
                    listener = await desk_of(chat, self.crew)
                return await self._talk(turns, Person(seeker, chat), Person(listener, chat), chance, joined)
            except TimeoutError:
                return Played(len(turns), Faults(lost=len(turns)), waited=OPENS_WITHIN)
            finally:
                await seeker.close()

    async def _talk(
        self, turns: list[Turn], seeker: Person, listener: Person, chance: random.Random, joined: float
    ) -> Played:
        opened = perf_counter()
        self.open += 1
        self.most = max(self.most, self.open)
        played = await play(turns, seeker, listener, chance, self.wish.tears)
        self.open -= 1
        played.waited, played.opened, played.ended = opened - joined, opened, perf_counter()
        async with asyncio.timeout(PATIENCE):
            while listener.paper.ended is None:
                seeker.page.send({"type": "end", "chat": seeker.chat})
                await asyncio.sleep(0.05)
        if isinstance(listener.page, Listener):
            told = {"chat": listener.chat, "topics": [], "heavy": False}
            await self.http.post("/api/shift/wrap-up", json=told, headers=listener.page.headers)
        return played


async def replay(origins: Sequence[str], links: dict[str, Any], told: Told, wish: Wish) -> dict[str, Any]:
    """Play everything over these nodes, and return the figures."""
    async with api(origins[0]) as http:
        crew = await on_shift(http, links, wish.at_once, random.Random(wish.seed), origins=origins[::-1])
        line = Line(http, crew, wish, origins)
        begun = perf_counter()
        conversations = repeated(told.conversations, wish.at_once)
        played = await asyncio.gather(*(line.one(number, turns) for number, turns in enumerate(conversations)))
        took = perf_counter() - begun
        for listener in crew:
            await listener.close()
    return _figures(played, told, line.most, took)


def _figures(played: list[Played], told: Told, most: int, took: float) -> dict[str, Any]:
    faults = sum((one.faults for one in played), Faults())
    return {
        "conversations": len(played),
        "chats at once, at most": most,
        "messages": sum(one.turns for one in played),
        "reconnects": sum(one.reconnects for one in played),
        "lost": faults.lost,
        "duplicated": faults.duplicated,
        "out of order": faults.out_of_order,
        "asked to slow down": sum(one.slowed for one in played),
        "texts cut to 2,000": told.cut,
        "turns left out": told.left_out,
        "wait, s": spread([one.waited for one in played], p99=False),
        "to the other page, ms": spread([one for p in played for one in p.to_peer], unit=0.001),
        "to the echo, ms": spread([one for p in played for one in p.to_echo], unit=0.001),
        "across a reconnect, ms": spread([one for p in played for one in p.across], unit=0.001),
        "duration, s": round(took, 1),
    } | machine()


def _served(stack: ExitStack, nodes: int) -> tuple[list[str], dict[str, Any]]:
    """Start one server of its own, or several around a Valkey; return where they are, and the links of the first."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="earshot-replay-", ignore_cleanup_errors=True))
    Path(folder).chmod(0o755)  # when root plays, PostgreSQL runs as nobody
    if nodes == 1:
        service = stack.enter_context(Service(Path(folder) / "data", env=SHORT_PAUSES))
        return [service.origin], service.links()
    postgres = EmbeddedPostgres.start(Path(folder) / "postgres", durable=False)
    stack.callback(postgres.stop)
    cluster = stack.enter_context(several(nodes, SHORT_PAUSES | {"DATABASE_URL": postgres.url}))
    return cluster.origins, cluster.nodes[0].links()


def main() -> int:
    """Run from the command line."""
    plain = Wish()
    asked = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    asked.add_argument("conversations", nargs="?", type=Path, default=OURS, help="JSON lines; ours when left out")
    asked.add_argument("--at-once", type=int, default=plain.at_once, help="chats at once")
    asked.add_argument(
        "--tears", type=float, default=plain.tears, help="chance that a page loses its socket, a message"
    )
    asked.add_argument("--nodes", type=int, default=1, help="how many nodes; with two, seekers and listeners are apart")
    asked.add_argument("--seed", type=int, default=plain.seed)
    asked.add_argument("--origin", help="a running server, just started; --data names its folder")
    asked.add_argument("--data", type=Path)
    given = asked.parse_args()
    wish = Wish(at_once=given.at_once, tears=given.tears, seed=given.seed)
    with ExitStack() as stack:
        if given.origin:
            origins, links = [given.origin], json.loads((given.data / "links.json").read_text())
        else:
            origins, links = _served(stack, given.nodes)
        figures = asyncio.run(replay(origins, links, read(given.conversations), wish)) | {"nodes": len(origins)}
    show("Replay", figures)
    print(f"Written to {keep('replay', figures)}.")
    return 1 if figures["lost"] or figures["duplicated"] or figures["out of order"] else 0


if __name__ == "__main__":
    sys.exit(main())
