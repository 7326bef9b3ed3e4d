"""`earshot serve`: start everything that is missing, serve, and stop everything that was started."""

import asyncio
import ctypes
import json
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

from app import clock
from app.commands.ground import (
    FAILED,
    MISCONFIGURED,
    Database,
    bring_up,
    complain,
    embedded,
    say,
)
from app.draining import drain
from app.live.interface import StoreAway
from app.live.shared.store import StoreUnfit, require_forgetful
from app.logs import speak_plainly
from app.records.migrate import Stands, one_at_a_time, stands
from app.records.postgres import PostgresUnavailable
from app.records.roles import says_too_much, too_much
from app.records.samples import plant_samples, plant_topics
from app.records.unit_of_work import AWAY, Records
from app.services.help.directory import LinesUnchecked, require_checked_lines
from app.services.node import Node
from app.services.staff.use_link import make_links
from app.serving import listen, listen_to_the_operator, serve
from app.settings import Settings
from app.settings.reading import demands

_PR_SET_DUMPABLE = 4
SAMPLE_LISTENERS = ("Sam", "Noor")
SAMPLE_COORDINATOR = "Kim"


class TooOpen(Exception):
    """PostgreSQL lets the service do too much, or says too much in its log."""


def start(settings: Settings) -> int:
    """Serve until asked to stop; return the exit code."""
    lacking = demands(settings)
    if lacking:
        complain("Earshot does not open to the public like this:\n" + "\n".join(f"- {one}" for one in lacking))
        return MISCONFIGURED
    signal.signal(signal.SIGTERM, _stop)  # the server hears it first, hands over, and raises it once more
    keep_memory_to_itself()
    speak_plainly(as_json=settings.log == "json")
    listening = listen(settings)
    if listening is None:
        return FAILED
    operator = listen_to_the_operator(settings)
    if operator is None and settings.operator_port is not None:
        listening.close()
        return FAILED
    try:
        return _start(settings, listening, operator)
    finally:
        for one in (listening, operator):
            if one is not None:
                one.close()
        (settings.data / "links.json").unlink(missing_ok=True)


def _start(settings: Settings, listening: socket.socket, operator: socket.socket | None) -> int:
    try:
        if settings.database_url is None:
            say("Starting PostgreSQL ...")
            with embedded(settings.data / "postgres") as (_, database):
                return _open(database, settings, listening, operator)
        database = Database(settings.database_url, settings.migrator_url or settings.database_url)
        asyncio.run(bring_up(database, asked_of_the_migrator=settings.migrator_url is not None))
        return _open(database, settings, listening, operator)
    except KeyboardInterrupt:  # the server has closed everything, and raises the signal once more
        return 0
    except (PostgresUnavailable, LinesUnchecked, StoreUnfit, TooOpen) as reason:
        complain(f"Earshot cannot start: {reason}")
    except StoreAway:
        complain("Earshot cannot start: the Valkey at VALKEY_URL does not answer.")
    except AWAY as reason:
        complain(f"Earshot cannot start: PostgreSQL at DATABASE_URL does not answer ({type(reason).__name__}).")
    return FAILED


def _open(database: Database, settings: Settings, listening: socket.socket, operator: socket.socket | None) -> int:
    asyncio.run(_prepare(database.url, settings))
    if settings.valkey_url is not None:
        asyncio.run(require_forgetful(settings.valkey_url, may_persist=settings.valkey_may_persist))
    serve(settings, database.url, listening, _welcome, operator)
    return 0


def drain_here(settings: Settings) -> int:
    """Let the server on this data folder end with its last chat."""
    say("Asking the server to take nobody in any more ...")
    if drain(settings.data, say):
        say("It has ended.")
        return 0
    complain(f"No server runs on {settings.data}.")
    return FAILED


def _stop(*_: object) -> NoReturn:
    """End as Ctrl-C does: everything that was started is stopped."""
    raise KeyboardInterrupt


def keep_memory_to_itself() -> None:
    """Write no core file, and let no other process of this user read what is said here."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0)


async def _prepare(url: str, settings: Settings) -> None:
    if await stands(url) is Stands.AHEAD:
        say("The database is newer than this Earshot. It is made to fit the one before, so this one goes on.")
    records = Records(url)
    try:
        async with records.unit() as unit:
            await one_at_a_time(unit)
            await plant_topics(unit)
            if settings.samples:
                await plant_samples(unit, now=clock.now())
        if settings.public:
            await _may_open(url, records, settings)
    finally:
        await records.close()


async def _may_open(url: str, records: Records, settings: Settings) -> None:
    """Open to the public only where PostgreSQL tells nobody, and with lines a person has tried, or on a word given."""
    faults = [*await too_much(url), *await says_too_much(url)]
    if faults:
        told = "\n".join(f"- {one}" for one in faults)
        raise TooOpen(f"PostgreSQL is too open for a public service (deploy/postgresql says how):\n{told}")
    if not settings.allow_unchecked_lines:
        await require_checked_lines(records, settings.countries, today=clock.now().date())


async def _welcome(node: Node) -> None:
    origin = node.settings.public_origins[0]
    lines = ["", "Earshot is ready.", "", f"  Somebody who needs to talk   {origin}/"]
    if node.settings.samples:
        codes = await make_links(node, (*SAMPLE_LISTENERS, SAMPLE_COORDINATOR))
        links = {name: f"{origin}/staff/link/{code}" for name, code in codes.items()}
        lines += [f"  Listener {name:<19} {links[name]}" for name in SAMPLE_LISTENERS if name in links]
        lines += [f"  Coordinator {SAMPLE_COORDINATOR:<16} {links[SAMPLE_COORDINATOR]}"]
        lines += ["", "Each sign-in link works once; start again for fresh ones."]
        _write_links(node.settings.data / "links.json", origin, links)
    lines += ["Ctrl-C stops everything.", ""]
    say("\n".join(lines))


def _write_links(path: Path, origin: str, links: dict[str, str]) -> None:
    told = {
        "seeker": f"{origin}/",
        "listener": links[SAMPLE_LISTENERS[0]],
        "coordinator": links[SAMPLE_COORDINATOR],
        "listeners": [links[name] for name in SAMPLE_LISTENERS if name in links],
    }
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(told, indent=2) + "\n")
