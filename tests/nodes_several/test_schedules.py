"""Several chats over three nodes, and a seeded schedule of faults: kill, pause, drain, torn sockets, Valkey gone.

Six of them, and up to 24 when `SCHEDULES=1000` asks for all. A seed prints its schedule; `SEED=7` plays it again.
"""

import asyncio
import os
import random  # noqa: TID251  # the schedule's chance, seeded
from collections.abc import AsyncIterator
from statistics import quantiles
from time import perf_counter

import pytest
import pytest_asyncio

from app.records.postgres import EmbeddedPostgres
from benchmarks.cluster import Cluster, several
from benchmarks.faults import Faults
from benchmarks.history import check_all
from benchmarks.proxy import BOTH, Weather
from benchmarks.report import noted
from tests.nodes_several.conftest import UNHURRIED
from tests.nodes_several.people import Pair, coordinator_at, pairs_at, until
from tests.sockets.servers import a_database

HOW_MANY = max(6, min(24, int(os.environ.get("SCHEDULES", "0")) * 24 // 1000))
SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else range(1, HOW_MANY + 1)
CHATS, LINES = 6, 16
WRITES_EVERY = 0.85


KINDS = ("kill", "pause", "drain", "valkey", "tear", "silent", "late", "reset", "no valkey")


@pytest_asyncio.fixture(scope="module")
async def three(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Cluster]:
    """Three nodes, with weather around them."""
    with several(3, UNHURRIED | {"DATABASE_URL": await a_database(postgres, template)}, proxied=True) as started:
        yield started
        for node in started.nodes:
            print(f"--- {node.origin}\n{node.output.read_text().rpartition('Ctrl-C')[2][-3000:]}")


@pytest_asyncio.fixture(scope="module")
async def coordinator(three: Cluster) -> str:
    """Who invites the listeners of each schedule."""
    return await coordinator_at(three)


async def torment(cluster: Cluster, pairs: list[Pair], chance: random.Random) -> list[str]:
    """One fault after the other, each over before the next begins."""
    done = []
    for kind in chance.sample(KINDS, 3):
        node, begun = chance.randrange(3), perf_counter()
        done.append(kind if kind in {"tear", "valkey"} else f"{kind} {node}")
        await _happens(kind, cluster, node, pairs, chance)
        await asyncio.sleep(max(0.0, 4 - (perf_counter() - begun)))
    return done


async def _happens(kind: str, cluster: Cluster, node: int, pairs: list[Pair], chance: random.Random) -> None:
    way, line = cluster.ways[node], cluster.lines[node]
    match kind:
        case "tear":
            for pair in pairs:
                chance.choice([pair.seeker, pair.listener]).tear()
        case "valkey":
            cluster.valkey.stop()
            await asyncio.sleep(chance.uniform(0.2, 2))
            cluster.valkey.start()
        case "pause":
            await _paused(cluster, node, pairs, chance.uniform(1, 8))
        case "late":
            way.turn(Weather(delay=0.3, jitter=0.25, chance=chance))
            await asyncio.sleep(4)
            way.heal()
        case "silent" | "no valkey":
            held = way if kind == "silent" else line
            held.turn(Weather(silent=chance.choice([BOTH, frozenset({"up"}), frozenset({"down"})])))
            await asyncio.sleep(chance.uniform(1, 6))
            if chance.random() < 0.5:
                held.cut()
            held.heal()
        case "reset":
            way.turn(Weather(tear_after=chance.randrange(1, 400)))
            await asyncio.sleep(1)
            line.cut()
            way.heal()
        case _:
            await _gone(kind, cluster, node, chance.uniform(0, 1))


async def _paused(cluster: Cluster, node: int, pairs: list[Pair], seconds: float) -> None:
    cluster.pause(node)
    for pair in pairs:
        for page in (pair.seeker, pair.listener):
            if page.at == node:
                page.tear()
    await asyncio.sleep(seconds)
    cluster.go_on(node)


async def _gone(kind: str, cluster: Cluster, node: int, seconds: float) -> None:
    if kind == "kill":
        cluster.kill(node)
    else:
        cluster.drain(node)
        await asyncio.to_thread(cluster.nodes[node].gone_within, 30)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(cluster.nodes[node].start)
    cluster.away.discard(node)


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_schedule_loses_nothing(
    three: Cluster, coordinator: str, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)  # noqa: S311  # a schedule, not a secret
    pairs = await pairs_at(three, chance, chats=CHATS, coordinator=coordinator)
    writing = asyncio.gather(*(_write(pair) for pair in pairs))
    done = await torment(three, pairs, chance)
    await writing
    owing = [pair for pair in pairs if not await _settles(pair)]
    faults = check_all((pair.seeker, pair.listener, pair.chat) for pair in pairs)
    noted(
        "schedules of real processes",
        schedules=1,
        faults=len(done),
        messages=sum(sum(pair.wrote.values()) for pair in pairs),
        lost=faults.lost,
        duplicated=faults.duplicated,
        out_of_order=faults.out_of_order,
        away=[over - since for one in pairs for page in (one.seeker, one.listener) for since, over in page.absences],
    )
    with capsys.disabled():
        print(f"\n  seed {seed}: {', '.join(done)}; {told(pairs, faults)}", end=" ")
    await _part([pair for pair in pairs if pair not in owing])
    for pair in pairs:
        await pair.seeker.close()
        await pair.listener.close()
    assert faults == Faults()
    for pair in owing:
        for page in (pair.seeker, pair.listener):
            talk = page.talks.get(pair.chat)
            owed = [(one.text, one.fate, one.seq) for one in talk.outbox] if talk else "no talk"
            print(
                page.me, "at", page.url, "closed", page.closed_with, "owes", owed, "ended", page.papers[pair.chat].ended
            )
    assert not owing
    assert all(pair.papers() == pair.as_written() for pair in pairs)


def told(pairs: list[Pair], faults: Faults) -> str:
    """Say in a line what came of it."""
    away = sorted(over - begun for one in pairs for page in (one.seeker, one.listener) for begun, over in page.absences)
    cuts = quantiles(away, n=20) if len(away) > 1 else [0.0] * 19
    return (
        f"{sum(sum(pair.wrote.values()) for pair in pairs)} messages, lost {faults.lost}, twice {faults.duplicated}, "
        f"out of order {faults.out_of_order}; {len(away)} times away, p50 {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s, "
        f"max {max(away, default=0):.2f} s"
    )


async def _write(pair: Pair) -> None:
    for _ in range(LINES):
        for who, page in (("seeker", pair.seeker), ("listener", pair.listener)):
            if pair.chat in page.talks:  # a chat that ended meanwhile is found below
                pair.say(who)
        await asyncio.sleep(WRITES_EVERY)


async def _part(pairs: list[Pair]) -> None:
    """End these chats: who only closed the page would be in line again, before those of the next schedule."""
    for pair in pairs:
        pair.seeker.send({"type": "end", "chat": pair.chat})
    await until(lambda: not any(pair.chat in pair.seeker.talks for pair in pairs))


async def _settles(pair: Pair) -> bool:
    try:
        await pair.settled()
    except (TimeoutError, KeyError):
        return False
    return True
