"""What `earshot check` finds: the settings, this machine, the database, Valkey, and how we look from outside."""

import asyncio
import os
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import sqlalchemy as sa
from redis.asyncio import Redis

from app import clock
from app.commands.ground import Database
from app.headers import headers_for
from app.live.interface import StoreAway
from app.live.shared.store import StoreUnfit, require_forgetful
from app.records import staff
from app.records.migrate import Stands, stands
from app.records.roles import says_too_much, too_much
from app.records.unit_of_work import AWAY, Records, engine_for
from app.services.help.directory import load_directory, unchecked_lines
from app.settings import Settings
from app.settings.reading import demands

APART = timedelta(seconds=1)
"""How far clocks may be apart."""
CERTIFICATE_LASTS = timedelta(days=14)
ANSWER_WITHIN = 10.0
OFFICERS = 2


class Finding(NamedTuple):
    """Something that is not as it has to be, or that is good to know."""

    said: str
    grave: bool = True


def of_settings(settings: Settings) -> Iterator[Finding]:
    """Look at what is set."""
    yield from map(Finding, demands(settings))
    if not settings.public:
        yield Finding("only this machine reaches the service, or it runs with samples: less is demanded", grave=False)
    if settings.public and not settings.proxies:
        yield Finding("EARSHOT_PROXIES is not set: a flood from one place makes everybody pay", grave=False)
    if settings.public and settings.migrator_url is not None:
        yield Finding("DATABASE_MIGRATOR_URL stands in the server's settings; `earshot migrate` alone needs it")
    if settings.public and settings.operator_port is None:
        yield Finding("EARSHOT_OPERATOR_PORT is not set: nobody is told when people wait too long", grave=False)


def of_machine(settings: Settings, kernel: Path = Path("/proc")) -> Iterator[Finding]:
    """Look at where memory and keys may end up on a disk."""
    grave = settings.public
    swaps = kernel / "swaps"
    if swaps.exists() and len(swaps.read_text().splitlines()) > 1:
        yield Finding("swap is on: what is said may be written to a disk (swapoff -a)", grave=grave)
    core = kernel / "sys/kernel/core_pattern"
    if core.exists() and core.read_text().startswith("|"):
        yield Finding("the kernel hands core dumps to a program; ours makes none, others may", grave=False)
    if settings.data.exists() and settings.data.stat().st_mode & 0o022:
        yield Finding(f"others can write in {settings.data} (chmod go-w)", grave=grave)
    for key in settings.data.glob("*.key"):
        if key.stat().st_mode & 0o077:
            yield Finding(f"others can read {key} (chmod 600)")
    if os.geteuid() == 0:
        yield Finding("this runs as root; give it a user of its own", grave=False)


async def of_database(there: Database, settings: Settings) -> list[Finding]:
    """Look at the schema, at rights, at what PostgreSQL logs, at its clock, and at who and what is in there."""
    grave = settings.public
    try:
        how = await stands(there.url)
        if how is Stands.BEHIND:
            return [Finding("the database is older than this Earshot: run `earshot migrate`")]
        found = [Finding("the database is newer than this Earshot: upgrade it too", grave=False)] * (
            how is Stands.AHEAD
        )
        found += [Finding(f"who serves {one}", grave=grave) for one in await too_much(there.url)]
        found += [
            Finding(f"PostgreSQL may log what it is given: {one}", grave=grave)
            for one in await says_too_much(there.url)
        ]
        found += await _of_records(there.url, settings)
    except AWAY as reason:
        return [Finding(f"PostgreSQL at DATABASE_URL does not answer ({type(reason).__name__})")]
    return found


async def _of_records(url: str, settings: Settings) -> list[Finding]:
    engine, records, found = engine_for(url), Records(url), []
    try:
        async with engine.connect() as connection:
            there = await connection.scalar(sa.text("SELECT clock_timestamp()"))
        if there is None or _apart(there):
            found.append(Finding("PostgreSQL's clock and ours are more than a second apart (NTP)"))
        async with records.reading():
            pass  # the statistics' reader is there
        async with records.unit() as unit:
            officers, everybody = await staff.officers(unit), await staff.everybody(unit)
        if not any(one.role == "coordinator" for one in everybody):
            found.append(Finding("there is no coordinator: run `earshot invite`", grave=settings.public))
        if len(officers) < OFFICERS:
            found.append(
                Finding("fewer than two safety officers: reports keep a category and no words", grave=settings.public)
            )
        due = unchecked_lines(await load_directory(records), settings.countries, today=clock.now().date())
        if due:
            grave = settings.public and not settings.allow_unchecked_lines
            found.append(Finding(f"{len(due)} crisis lines were not tried within half a year: see "
                                 "`earshot resources verify`", grave=grave))  # fmt: skip
    finally:
        await engine.dispose()
        await records.close()
    return found


async def of_store(settings: Settings, url: str) -> list[Finding]:
    """Look at whether Valkey is there, new enough, forgets, and what time it has."""
    try:
        await require_forgetful(url, may_persist=settings.valkey_may_persist)
    except StoreAway:
        return [Finding("the Valkey at VALKEY_URL does not answer")]
    except StoreUnfit as reason:
        return [Finding(str(reason))]
    client = Redis.from_url(url)
    try:
        seconds, micros = await client.time()
        policy = (await client.config_get("maxmemory-policy")).get("maxmemory-policy")
    finally:
        await client.aclose()
    found = []
    if _apart(datetime.fromtimestamp(seconds + micros / 1e6, UTC)):
        found.append(Finding("Valkey's clock and ours are more than a second apart (NTP)"))
    if policy != "noeviction":
        found.append(Finding(f"Valkey may throw live facts away (maxmemory-policy {policy}): set noeviction"))
    if settings.valkey_may_persist:
        found.append(Finding("Valkey writes to a disk, as VALKEY_MAY_PERSIST allows", grave=False))
    return found


async def from_outside(origin: str, settings: Settings) -> list[Finding]:
    """Ask for the first page as anybody would: TLS, and the headers as we send them."""
    try:
        async with httpx.AsyncClient(timeout=ANSWER_WITHIN, trust_env=False, verify=trusted()) as browser:
            answer = await browser.get(f"{origin}/")
        async with asyncio.timeout(ANSWER_WITHIN):
            left = await _certificate_lasts(origin)
    except (httpx.HTTPError, OSError, TimeoutError) as reason:
        return [Finding(f"it cannot be reached with a certificate that browsers trust ({type(reason).__name__})")]
    found = []
    if answer.status_code != httpx.codes.OK:
        found.append(Finding(f"the first page answers {answer.status_code}"))
    found += [
        Finding(f"the proxy changes {name}, or takes it away")
        for name, value in headers_for("/", settings).items()
        if answer.headers.get(name) != value
    ]
    if "content-encoding" in answer.headers:
        found.append(Finding("the proxy compresses pages: what is in them can be guessed from their size"))
    for name in ("server", "via", "x-powered-by"):
        if any(letter.isdigit() for letter in answer.headers.get(name, "")):
            found.append(Finding(f"the proxy says its version in {name}", grave=False))
    if left < CERTIFICATE_LASTS:
        found.append(Finding(f"the certificate ends in {left.days} days"))
    return found


def trusted() -> ssl.SSLContext:
    """Return what this machine trusts (`SSL_CERT_FILE` for a CA of one's own), the same for pages and sockets."""
    return ssl.create_default_context()


async def _certificate_lasts(origin: str) -> timedelta:
    where = urlsplit(origin)
    _, writer = await asyncio.open_connection(where.hostname, where.port or 443, ssl=trusted())
    try:
        told = writer.get_extra_info("peercert")["notAfter"]
    finally:
        writer.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(told), UTC) - clock.now()


def _apart(theirs: datetime) -> bool:
    return abs(theirs - clock.now()) > APART
