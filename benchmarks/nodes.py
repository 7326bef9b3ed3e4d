"""`make bench-nodes`: the same chats on one node alone, on one beside Valkey, and on two with people apart.

What is counted is messages for each second of processor time of all nodes and of Valkey together.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import uvloop

from app.records.postgres import EmbeddedPostgres
from benchmarks.cluster import CLUSTER_SECRET, Valkey
from benchmarks.compare import Relay
from benchmarks.conversations import OURS, read
from benchmarks.crowd import Talk, let_talk, talks_at_ours
from benchmarks.figures import Goal, keep
from benchmarks.people import api
from benchmarks.relay import NO_LIMIT
from benchmarks.service import AS_SHIPPED, Service, free_port

ALONE, BESIDE, HALF, APART = (
    "one node, no Valkey",
    "one node and Valkey",
    "two nodes, half of the people apart",
    "two nodes, all people apart",
)
GOAL = 0.8
"""Of one node's figure, for two."""


async def _talks(service: Service, seekers_at: list[str]) -> list[Talk]:
    """Open chats whose listeners are at this node, and whose seekers come by turns to these."""
    texts = [turn.text for turns in read(OURS).conversations for turn in turns]
    cookies = json.loads((service.data / "crew.json").read_text())
    async with contextlib.AsyncExitStack() as stack:
        https = [await stack.enter_async_context(api(origin)) for origin in seekers_at]
        home = await stack.enter_async_context(api(service.origin))
        return await talks_at_ours(home, service.origin, cookies, texts, others=https)


async def _measure(cases: list[tuple[Relay, Service, list[str]]], *, rounds: int, seconds: float) -> None:
    for relay, service, seekers_at in cases:
        relay.talks = await _talks(service, seekers_at)
        await let_talk(relay.talks, 1)
        for _ in range(rounds):
            await relay.round(seconds)
        for talk in relay.talks:
            for line in talk.lines:
                line.transport.abort()
        await asyncio.sleep(1)


def run(*, chats: int = 100, rounds: int = 3, seconds: float = 4.0) -> dict[str, Any]:
    """Measure each in its turn."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="earshot-", ignore_cleanup_errors=True)))
        folder.chmod(0o755)  # when root measures, PostgreSQL runs as nobody
        crew = NO_LIMIT | AS_SHIPPED | {"CREW": str(chats)}
        relays = []
        for name in (ALONE, BESIDE, HALF, APART):
            with contextlib.ExitStack() as here:
                relays.append(_one(name, here, folder / name.replace(" ", "-"), crew, rounds, seconds))
    told = {relay.name: relay.figures() for relay in relays}
    one = told[BESIDE]["per_cpu_second"]
    ratios = {name: round(told[name]["per_cpu_second"] / one, 2) for name in (ALONE, HALF, APART)}
    return {"chats": chats, "rounds": rounds, "seconds": seconds, "nodes": told, "ratios": ratios, "goal": GOAL}


def _one(
    name: str, here: contextlib.ExitStack, folder: Path, crew: dict[str, str], rounds: int, seconds: float
) -> Relay:
    folder.mkdir()
    folder.chmod(0o755)
    how_many = 2 if name in {HALF, APART} else 1
    valkey = Valkey().start() if name != ALONE else None
    ports = [free_port() for _ in range(how_many)]  # once that one has its own
    env, pids = dict(crew), []
    if valkey is not None:
        here.callback(valkey.stop)
        postgres = EmbeddedPostgres.start(folder / "postgres", durable=False)
        here.callback(postgres.stop)
        pids = [valkey.pid]
        env |= {
            "DATABASE_URL": postgres.url,
            "VALKEY_URL": valkey.url,
            "CLUSTER_SECRET": CLUSTER_SECRET,
            "EARSHOT_PUBLIC_ORIGINS": ",".join(f"http://127.0.0.1:{port}" for port in ports),
        }
    services = []
    for number, port in enumerate(ports):
        own = env if number == 0 else env | {"CREW": "0"}
        service = Service(folder / f"data-{number}", env=own, port=port, module="benchmarks.peers.measured")
        services.append(service.start())
        here.callback(service.kill)  # asked to stop, a node would first wait for somebody to take its chats
    origins = [service.origin for service in services]
    at = {HALF: origins, APART: origins[1:]}.get(name, origins[:1])
    relay = Relay(name, services[0].pid, origins[0], beside=[*(one.pid for one in services[1:]), *pids])
    uvloop.run(_measure([(relay, services[0], at)], rounds=rounds, seconds=seconds))
    return relay


def goals(figures: dict[str, Any]) -> list[Goal]:
    """Return what was reached of them."""
    return [Goal(f"{name} / {BESIDE}", figures["ratios"][name], GOAL) for name in (HALF, APART)]


def table(figures: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    lines = [
        f"{figures['chats']} chats, {figures['rounds']} rounds of {figures['seconds']:g} s, medians; all processes.",
        "",
        "| where | messages per CPU-second | p50 ms | p99 ms | of one node with Valkey | goal |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in figures["nodes"].items():
        ratio, goal = figures["ratios"].get(name, 1.0), GOAL if name in {HALF, APART} else ""
        lines.append(
            f"| {name} | {one['per_cpu_second']:,.0f} | {one['p50']:.1f} | {one['p99']:.1f} | {ratio} | {goal} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Run from the command line."""
    figures = run()
    print(table(figures))
    print(f"Written to {keep('nodes', figures)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
