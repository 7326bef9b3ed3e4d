"""C5 on what ships: two nodes, whole visits through both, and a Valkey whose every command, value and byte is read."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from app.records.postgres import EmbeddedPostgres
from benchmarks.cluster import Cluster, several
from benchmarks.service import Service
from tests.live.test_sealed import monitored
from tests.privacy.heap import canaries_in_memory
from tests.privacy.scanner import Canaries, files_below
from tests.privacy.visits import a_whole_visit, somebody_else_goes_on
from tests.sockets.people import a_ref, as_seeker, desk, join, seeker_page
from tests.sockets.servers import QUICK, a_database, staff_cookies

VISITS = int(os.environ.get("VISITS", "3"))
STORE_FILES = {"valkey.conf", "valkey.log"}
ALL = max(100_000, 1_000 * VISITS)


@pytest_asyncio.fixture
async def nodes(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Cluster]:
    """Two nodes around a Valkey."""
    with several(2, QUICK | {"DATABASE_URL": await a_database(postgres, template)}) as started:
        yield started


async def across(here: Service, there: Service, canaries: Canaries, staff_token: str) -> None:
    """A seeker at one node and a listener at the other, so that every word goes past the store."""
    token = await join(here, firstMessage=canaries.one())
    async with seeker_page(here, token) as seeker, desk(there, staff_token) as listener:
        await seeker.hears("ready")
        await listener.says("accept", offer=(await listener.hears("offer"))["offer"]["offer"])
        chat = (await seeker.hears("opened"))["chat"]["id"]
        for author, reader in ((seeker, listener), (listener, seeker)) * 3:
            text = canaries.one()
            await author.says("post", chat=chat, ref=a_ref(), text=text)
            await reader.hears("posted", text=text)
        text = canaries.one()
        await as_seeker(here, token, "POST", "/chat/post", data={"text": text, "ref": a_ref()})
        await listener.hears("posted", text=text)
        await seeker.says("end", chat=chat)
        await listener.hears("ended")


@pytest.mark.proves("C5")
async def test_whole_visits_over_two_nodes_leave_nothing_in_the_store(nodes: Cluster) -> None:
    """Commands as MONITOR shows them, its slow log, its values, its memory, its folder and log; live and after."""
    canaries, planted = Canaries(), Canaries()
    server = nodes.valkey._server
    assert server is not None
    client = Redis.from_url(nodes.valkey.url, socket_timeout=120)
    pid = (await client.info())["process_id"]
    for name, value in (("slowlog-log-slower-than", 0), ("slowlog-max-len", ALL), ("loglevel", "debug")):
        await client.config_set(name, value)
    await client.config_set("rdbcompression", "no")  # or a dump would hide words from us
    first, second = nodes.nodes
    staff = await staff_cookies(first)
    async with monitored(nodes.valkey.url) as commands:
        await client.set("planted", planted.one(), ex=600)
        for number in range(VISITS):
            await a_whole_visit(first, canaries, staff["Sam"], grave=number == 0)
        await somebody_else_goes_on(second, canaries, staff["Sam"], staff["Noor"])
        await across(first, second, canaries, staff["Sam"])
        values = b"".join([await client.dump(key) or b"" for key in await client.keys()])
        live = canaries_in_memory(pid, canaries)
    slow = repr([entry["command"] for entry in await client.slowlog_get(ALL)]).encode()
    seen = "\n".join(commands).encode()
    await client.aclose()
    assert len(commands) > ALL / 1_000
    for shown in (seen, slow, values):
        assert planted.in_bytes(shown) == {"plain"}, "this is not where it would be seen"
        assert canaries.in_bytes(shown) == set()
    assert live == set()
    assert canaries_in_memory(pid, planted), "this scanner sees nothing"
    await asyncio.sleep(1)
    assert canaries_in_memory(pid, canaries) == set()
    folder = Path(server.data_dir)
    assert {path.name for path in files_below([folder])} <= STORE_FILES
    assert canaries.in_files([folder, *(node.data for node in nodes.nodes)]) == {}
    log = (folder / "valkey.log").read_bytes()
    assert canaries.in_bytes(log) == set()
    nodes.valkey.stop()
    assert {path.name for path in files_below([folder])} <= STORE_FILES
