"""`earshot check` against faults that were planted, one a test, in real parts; and silent where nothing is wrong."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from app import clock
from app.commands.findings import from_outside, of_database, of_machine, of_settings, of_store
from app.commands.ground import Database
from app.commands.walk import walk
from app.headers import headers_for
from app.records.postgres import EmbeddedPostgres
from app.records.unit_of_work import engine_for
from app.settings import Settings
from benchmarks.cluster import Valkey
from benchmarks.service import free_port
from tests.conftest import as_the_service
from tests.sockets.servers import a_database, serving

PUBLIC = ("https://talk.example.org",)


def some(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


def grave(findings: Any) -> list[str]:
    return [one.said for one in findings if one.grave]


def told(findings: Any) -> str:
    return "\n".join(one.said for one in findings)


async def did(url: str, statement: str) -> None:
    engine = engine_for(url).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.exec_driver_sql(statement)
    await engine.dispose()


# Settings and the machine


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (
            {"migrator_url": "postgresql://earshot_migrator:x@db/earshot"},
            "DATABASE_MIGRATOR_URL stands in the server's",
        ),
        ({}, "EARSHOT_PROXIES is not set"),
        ({}, "EARSHOT_OPERATOR_PORT is not set"),
        ({}, "EARSHOT_CONTACT"),
        ({}, "EARSHOT_PRIVACY_NOTICE"),
        ({}, "EARSHOT_HOUSE_RULES"),
        ({"public_origins": ("http://talk.example.org",)}, "encrypted"),
        ({"valkey_url": "redis://:changeme@db/0", "cluster_secret": "changeme-changeme"}, "can be guessed"),
    ],
)
def test_a_setting_that_does_not_fit_a_public_service(given: dict[str, Any], fault: str) -> None:
    assert fault in told(of_settings(some(**{"public_origins": PUBLIC} | given)))


def a_kernel(folder: Path, *, swap: bool = False, core: str = "core") -> Path:
    (folder / "sys/kernel").mkdir(parents=True)
    lines = ["Filename Type Size Used Priority", "/swapfile file 1 0 -2"]
    (folder / "swaps").write_text("\n".join(lines[: 1 + swap]) + "\n")
    (folder / "sys/kernel/core_pattern").write_text(core + "\n")
    return folder


def test_a_machine_that_is_right_has_no_fault(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "pass.key").touch(mode=0o600)
    assert grave(of_machine(some(data=data, public_origins=PUBLIC), a_kernel(tmp_path / "proc"))) == []


def test_swap_is_a_fault_where_people_come(tmp_path: Path) -> None:
    kernel = a_kernel(tmp_path / "proc", swap=True)
    assert "swap is on" in str(grave(of_machine(some(data=tmp_path, public_origins=PUBLIC), kernel)))
    assert grave(of_machine(some(data=tmp_path), kernel)) == []


def test_core_dumps_that_go_to_a_program_are_told(tmp_path: Path) -> None:
    assert "core dumps" in told(of_machine(some(data=tmp_path), a_kernel(tmp_path / "proc", core="|/usr/bin/apport")))


def test_a_folder_in_which_others_write_and_a_key_that_others_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o777)
    (data / "pass.key").touch()
    (data / "pass.key").chmod(0o644)
    found = grave(of_machine(some(data=data, public_origins=PUBLIC), a_kernel(tmp_path / "proc")))
    assert [one.partition(" /")[0] for one in found] == ["others can write in", "others can read"]


# The database


async def asked(url: str, **given: Any) -> str:
    return told(await of_database(Database(url, url), some(**given)))


async def test_a_database_that_is_not_there() -> None:
    assert "does not answer" in await asked(f"postgresql://nobody@127.0.0.1:{free_port()}/none")


async def test_a_database_that_was_never_migrated(empty_database_url: str) -> None:
    assert "run `earshot migrate`" in await asked(empty_database_url)


async def test_a_database_that_is_ahead_is_no_fault(database_url: str) -> None:
    await did(database_url, "UPDATE alembic_version SET version_num = 'of_tomorrow'")
    found = await of_database(Database(*[as_the_service(database_url)] * 2), some())
    assert "newer than this Earshot" in told(found)
    assert "newer" not in str(grave(found))


async def test_rights_that_a_service_must_not_have(database_url: str) -> None:
    assert "who serves may be a superuser" in await asked(database_url)
    assert "who serves may" not in await asked(as_the_service(database_url))


@pytest.mark.parametrize(
    ("name", "value"),
    [("log_parameter_max_length", "-1"), ("log_min_duration_statement", "0"), ("log_error_verbosity", "verbose")],
)
async def test_a_log_that_would_hold_values(postgres: EmbeddedPostgres, template: str, name: str, value: str) -> None:
    url = await a_database(postgres, template)
    await did(postgres.url, f"ALTER DATABASE {sa.make_url(url).database} SET {name} = '{value}'")
    assert f"PostgreSQL may log what it is given: {name}" in await asked(url)


async def test_nobody_to_look_after_it_and_lines_that_nobody_tried(database_url: str) -> None:
    found = await asked(as_the_service(database_url), countries=("IE",))
    assert "there is no coordinator" in found
    assert "fewer than two safety officers" in found
    assert "lines were not tried within half a year" in found


async def test_a_clock_that_is_wrong(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "clock" not in await asked(as_the_service(database_url))
    ahead = clock.Clock()
    ahead.agree(hour := clock.now() + timedelta(hours=1), hour)
    monkeypatch.setattr(clock, "_PROCESS", ahead)
    assert "PostgreSQL's clock and ours" in await asked(as_the_service(database_url))


# Valkey


@pytest.fixture
def valkey() -> Any:
    started = Valkey().start()
    yield started
    started.stop()


async def valkey_told(valkey: Valkey, *words: str) -> None:
    client = Redis.from_url(valkey.url)
    await client.execute_command(*words)
    await client.aclose()


async def test_a_valkey_that_is_not_there() -> None:
    assert grave(await of_store(some(), f"redis://127.0.0.1:{free_port()}")) == [
        "the Valkey at VALKEY_URL does not answer"
    ]


async def test_a_valkey_that_is_right_has_no_fault(valkey: Valkey) -> None:
    assert await of_store(some(), valkey.url) == []


@pytest.mark.parametrize(("name", "value"), [("save", "60 1"), ("appendonly", "yes")])
async def test_a_valkey_that_writes_to_a_disk(valkey: Valkey, name: str, value: str) -> None:
    await valkey_told(valkey, "CONFIG", "SET", name, value)
    (fault,) = grave(await of_store(some(), valkey.url))
    assert name in fault
    allowed = await of_store(some(valkey_may_persist=True), valkey.url)
    assert (grave(allowed), "VALKEY_MAY_PERSIST" in told(allowed)) == ([], True)


async def test_a_valkey_that_may_throw_facts_away(valkey: Valkey) -> None:
    await valkey_told(valkey, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    assert "maxmemory-policy allkeys-lru" in str(grave(await of_store(some(), valkey.url)))


async def test_a_valkey_with_another_time(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = clock.Clock()
    ahead.agree(hour := clock.now() + timedelta(hours=1), hour)
    monkeypatch.setattr(clock, "_PROCESS", ahead)
    assert "Valkey's clock and ours" in str(grave(await of_store(some(), valkey.url)))


# From outside: TLS, headers, and a visit


@asynccontextmanager
async def a_site(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, days: int = 90, **changed: str
) -> AsyncIterator[str]:
    """Something that answers over TLS with our headers, but for what is changed."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days), "-subj", "/CN=site"]
    key, certificate = folder / "site.key", folder / "site.pem"
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    port = free_port()
    origin = f"https://127.0.0.1:{port}"
    status = changed.pop("status", "200 OK")
    sent = headers_for("/", some(public_origins=(origin,))) | {
        name.replace("_", "-"): value for name, value in changed.items()
    }
    lines = [f"{name}: {value}" for name, value in sent.items() if value] + ["content-length: 0", "connection: close"]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readline():
            writer.write("\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode())
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port, ssl=context)
    yield origin
    server.close()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"content-security-policy": ""}, "takes it away"),
        ({"referrer-policy": "unsafe-url"}, "the proxy changes"),
        ({"content-encoding": "identity"}, "compresses"),
        ({"server": "nginx/1.2"}, "its version in server"),
        ({"status": "502 Bad Gateway"}, "the first page answers 502"),
        ({"days": 3}, "the certificate ends in 2 days"),
        ({}, ""),
    ],
    ids=str,
)
async def test_a_proxy_that_does_not_do_what_it_has_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], fault: str
) -> None:
    async with a_site(tmp_path, monkeypatch, **changed) as origin:
        found = await from_outside(origin, some(public_origins=(origin,)))
    assert [fault in one.said for one in found] == [True] * bool(fault), told(found)


async def test_a_certificate_that_nobody_trusts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_site(tmp_path, monkeypatch) as origin:
        monkeypatch.delenv("SSL_CERT_FILE")
        assert "a certificate that browsers trust" in told(await from_outside(origin, some(public_origins=(origin,))))


@asynccontextmanager
async def between(port: int, here: int, swaps: dict[bytes, bytes]) -> AsyncIterator[str]:
    """A proxy that writes something else where certain words pass by, in either direction."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await reader.read(65_536):
            for old, new in swaps.items():
                said = said.replace(old, new)
            writer.write(said)
        writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(carry(reader, there[1]), carry(there[0], writer), return_exceptions=True)

    server = await asyncio.start_server(meet, "127.0.0.1", here)
    yield f"http://127.0.0.1:{here}"
    server.close()


@pytest.mark.parametrize(
    ("swaps", "faults"),
    [
        ({}, []),
        ({b"set-cookie:": b"x-forgotten:"}, ["no cookie is kept"]),
        ({b"Upgrade: websocket": b"X-Upgrade: nothing"}, ["the socket does not open"]),
        ({b"GET /exit ": b"GET /rota "}, ["Exit answers 404, and leads nowhere else", "after Exit the visit goes on"]),
        ({b"PATCH /api/ticket ": b"PATCH /api/nobody "}, ["writing is answered with 404"]),
        ({b"POST /api/tickets ": b"POST /api/nowhere "}, ["joining is answered with 404"]),
        ({b"GET /wait ": b"GET /weit "}, ["the waiting room answers 404"]),
    ],
    ids=str,
)
async def test_a_walk_finds_what_a_proxy_breaks(
    swaps: dict[bytes, bytes], faults: list[str], service_here: Any
) -> None:
    service, way = service_here
    async with between(service.port, way, swaps) as origin:
        found = grave(await walk(origin))
    assert bool(found) == bool(faults)
    assert [fault for fault in faults if not any(one.startswith(fault) for one in found)] == [], found


@pytest.fixture(scope="module")
def service_here() -> Any:
    """A service of one's own that may be reached by a second address."""
    way = free_port()
    port = free_port()
    with serving(None, EARSHOT_PUBLIC_ORIGINS=f"http://127.0.0.1:{way},http://127.0.0.1:{port}") as service:
        yield service, way
