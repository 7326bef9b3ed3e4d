"""`python -m app`: start everything that is missing, serve, and stop everything that was started."""

import argparse
import asyncio
import ctypes
import json
import logging
import os
import resource
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn, get_args

import uvicorn

from app import clock
from app.asgi import create_app, make_node
from app.draining import SIGNAL, drain, serving_here, show_left
from app.live.interface import StoreAway
from app.live.store import StoreUnfit, require_forgetful
from app.records.migrate import migrate, one_at_a_time
from app.records.postgres import EmbeddedPostgres, PostgresUnavailable
from app.records.samples import plant_samples, plant_topics
from app.records.tables import Role
from app.records.unit_of_work import AWAY, Records
from app.services.directory import LinesUnchecked, require_checked_lines
from app.services.drain import hand_over_all, wait_for_chats
from app.services.invite import invite
from app.services.node import Node
from app.services.use_link import make_links
from app.settings import Settings

_PR_SET_DUMPABLE = 4
PING_EVERY, PONG_WITHIN = 15, 8
"""Seconds. A page that has silently gone is given up after 23, so that the other person is told within 30."""
UNHEARD_FOR = 25_000
"""Milliseconds after which the kernel gives up a connection whose other end takes nothing: it would wait for ever."""
SAMPLE_LISTENERS = ("Sam", "Noor")
SAMPLE_COORDINATOR = "Kim"


def main() -> int:
    """Run Earshot; return the exit code."""
    settings, invited, drains = _asked()
    if drains:
        return _drain(settings)
    signal.signal(signal.SIGTERM, _stop)  # the server hears it first, hands over, and raises it once more
    _keep_memory_to_itself()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    listening = _listen(settings)
    if listening is None:
        return 1
    postgres = None
    try:
        if settings.database_url is None:
            _say("Starting PostgreSQL ...")
            postgres = EmbeddedPostgres.start(settings.data / "postgres")
        url = settings.database_url or (postgres.url if postgres else "")
        asyncio.run(_prepare(url, settings))
        if invited:
            asyncio.run(_invite(url, invited))
        else:
            asyncio.run(_may_open(url, settings))
            if settings.valkey_url is not None:
                asyncio.run(require_forgetful(settings.valkey_url, may_persist=settings.valkey_may_persist))
            _serve(settings, url, listening)
    except KeyboardInterrupt:  # the server has closed everything, and raises the signal once more
        return 0
    except (PostgresUnavailable, LinesUnchecked, StoreUnfit) as reason:
        print(f"Earshot cannot start: {reason}", file=sys.stderr)  # noqa: T201  # a command speaks to its terminal
        return 1
    except StoreAway:
        print("Earshot cannot start: the Valkey at VALKEY_URL does not answer.", file=sys.stderr)  # noqa: T201
        return 1
    except AWAY as reason:
        print(  # noqa: T201
            f"Earshot cannot start: PostgreSQL at DATABASE_URL does not answer ({type(reason).__name__}).",
            file=sys.stderr,
        )
        return 1
    finally:
        listening.close()
        (settings.data / "links.json").unlink(missing_ok=True)
        if postgres is not None:
            postgres.stop()
    return 0


def _stop(*_: object) -> NoReturn:
    """End as Ctrl-C does: everything that was started is stopped."""
    raise KeyboardInterrupt


def _keep_memory_to_itself() -> None:
    """Write no core file, and let no other process of this user read what is said here."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0)


def _asked() -> tuple[Settings, Role | None, bool]:
    """Return the settings; whom the operator invites instead of starting, if anybody; and whether to drain instead."""
    asked = argparse.ArgumentParser(prog="python -m app", description="Earshot: write with a trained volunteer.")
    asked.add_argument("--port", type=int, help="the port to listen on")
    asked.add_argument("--data", type=Path, help="the folder for keys and the embedded PostgreSQL")
    asked.add_argument("--samples", action="store_true", help="plant sample topics and staff")
    asked.add_argument("--invite", choices=get_args(Role), help="print an invitation code, and start nothing")
    asked.add_argument("--drain", action="store_true", help="let the server on this data folder end with its last chat")
    given = {name: value for name, value in vars(asked.parse_args()).items() if value}
    invited, drains = given.pop("invite", None), given.pop("drain", False)
    settings = Settings(**given)
    return settings.model_copy(update={"data": settings.data.absolute()}), invited, drains


def _drain(settings: Settings) -> int:
    _say("Asking the server to take nobody in any more ...")
    if drain(settings.data, _say):
        _say("It has ended.")
        return 0
    print(f"No server runs on {settings.data}.", file=sys.stderr)  # noqa: T201
    return 1


def _listen(settings: Settings) -> socket.socket | None:
    """Take the port before anything is started, so that a port in use costs nothing and is said plainly."""
    listening = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_FOR)  # those it accepts have it too
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(512)
    except OSError as reason:
        listening.close()
        print(  # noqa: T201
            f"Port {settings.port} on {settings.host} cannot be used ({os.strerror(reason.errno or 0)}).\n"
            f"Stop what uses it, or choose another: make run PORT={settings.port + 1}",
            file=sys.stderr,
        )
        return None
    return listening


async def _prepare(url: str, settings: Settings) -> None:
    await migrate(url)
    records = Records(url)
    async with records.unit() as unit:
        await one_at_a_time(unit)
        await plant_topics(unit)
        if settings.samples:
            await plant_samples(unit, now=clock.now())
    await records.close()


async def _may_open(url: str, settings: Settings) -> None:
    """Open to the public only with crisis lines that a person has tried, or on the operator's word."""
    if settings.public and not settings.allow_unchecked_lines:
        records = Records(url)
        try:
            await require_checked_lines(records, settings.countries, today=clock.now().date())
        finally:
            await records.close()


async def _invite(url: str, role: Role) -> None:
    """The operator's way in: the first coordinator is invited at the machine."""
    records = Records(url)
    code = await invite(records, None, role, now=clock.now())
    await records.close()
    _say(
        f"Invitation for a {role}, good for a week and for one person. POST a name and a password to\n"
        f"  /api/invitations/{code}\nThe answer holds the secret of the second factor, once."
    )


class _Server(uvicorn.Server):
    """Says where to go once it answers."""

    def __init__(self, config: uvicorn.Config, node: Node) -> None:
        super().__init__(config)
        self._node = node
        self._draining: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            loop = asyncio.get_running_loop()
            signal.signal(SIGNAL, lambda *_: loop.call_soon_threadsafe(self._drain))
            await _welcome(self._node)

    def _drain(self) -> None:
        if self._draining is None:
            self._draining = asyncio.create_task(self._end_with_the_last_chat())

    async def _end_with_the_last_chat(self) -> None:
        await wait_for_chats(self._node, partial(show_left, self._node.settings.data))
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hand over to the other nodes while the pages are still here, and only then close."""
        signal.signal(SIGNAL, signal.SIG_IGN)
        await hand_over_all(self._node)
        await super().shutdown(sockets)


def _serve(settings: Settings, url: str, listening: socket.socket) -> None:
    for name in ("DATABASE_URL", "VALKEY_URL", "CLUSTER_SECRET"):
        os.environ.pop(name, None)  # nothing that crashes later should print it
    node = make_node(settings, Records(url))
    config = uvicorn.Config(
        create_app(node),
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=PONG_WITHIN,
        timeout_graceful_shutdown=5,
        loop="uvloop",
        http="httptools",
    )
    with serving_here(settings.data):
        _Server(config, node).run(sockets=[listening])


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
    _say("\n".join(lines))


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


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # a command speaks to its terminal


if __name__ == "__main__":
    sys.exit(main())
