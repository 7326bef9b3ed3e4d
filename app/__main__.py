"""`python -m app`: start everything that is missing, serve, and stop everything that was started."""

import argparse
import asyncio
import ctypes
import json
import logging
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn, get_args

from app import clock
from app.draining import drain
from app.live.interface import StoreAway
from app.live.shared.store import StoreUnfit, require_forgetful
from app.records.migrate import migrate, one_at_a_time
from app.records.postgres import EmbeddedPostgres, PostgresUnavailable
from app.records.samples import plant_samples, plant_topics
from app.records.tables import Role
from app.records.unit_of_work import AWAY, Records
from app.services.help.directory import LinesUnchecked, require_checked_lines
from app.services.node import Node
from app.services.staff.invite import invite, way_in
from app.services.staff.reset_way_in import break_glass
from app.services.staff.use_link import make_links
from app.serving import listen, serve
from app.settings import Settings

_PR_SET_DUMPABLE = 4
SAMPLE_LISTENERS = ("Sam", "Noor")
SAMPLE_COORDINATOR = "Kim"


class Asked(NamedTuple):
    """What the operator asks for instead of a start, if anything."""

    invited: Role | None
    let_in: str | None
    drain: bool


def main() -> int:
    """Run Earshot; return the exit code."""
    settings, asked = _asked()
    if asked.drain:
        return _drain(settings)
    signal.signal(signal.SIGTERM, _stop)  # the server hears it first, hands over, and raises it once more
    _keep_memory_to_itself()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    listening = listen(settings)
    if listening is None:
        return 1
    postgres = None
    try:
        if settings.database_url is None:
            _say("Starting PostgreSQL ...")
            postgres = EmbeddedPostgres.start(settings.data / "postgres")
        url = settings.database_url or (postgres.url if postgres else "")
        return _do(url, settings, asked, listening)
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


def _do(url: str, settings: Settings, asked: Asked, listening: socket.socket) -> int:
    asyncio.run(_prepare(url, settings))
    if asked.invited:
        asyncio.run(_invite(url, settings, asked.invited))
        return 0
    if asked.let_in:
        return asyncio.run(_reset(url, settings, asked.let_in))
    asyncio.run(_may_open(url, settings))
    if settings.valkey_url is not None:
        asyncio.run(require_forgetful(settings.valkey_url, may_persist=settings.valkey_may_persist))
    serve(settings, url, listening, _welcome)
    return 0


def _stop(*_: object) -> NoReturn:
    """End as Ctrl-C does: everything that was started is stopped."""
    raise KeyboardInterrupt


def _keep_memory_to_itself() -> None:
    """Write no core file, and let no other process of this user read what is said here."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0)


def _asked() -> tuple[Settings, Asked]:
    """Return the settings, and what is asked for instead of a start."""
    asked = argparse.ArgumentParser(prog="python -m app", description="Earshot: write with a trained volunteer.")
    asked.add_argument("--port", type=int, help="the port to listen on")
    asked.add_argument("--data", type=Path, help="the folder for keys and the embedded PostgreSQL")
    asked.add_argument("--samples", action="store_true", help="plant sample topics and staff")
    asked.add_argument("--invite", choices=get_args(Role), help="print an invitation code, and start nothing")
    asked.add_argument("--drain", action="store_true", help="let the server on this data folder end with its last chat")
    staff = asked.add_subparsers(title="at the machine").add_parser("staff", help="listeners and coordinators")
    again = staff.add_subparsers(required=True).add_parser("reset", help="let somebody in who lost every way in")
    again.add_argument("reset", metavar="NAME", help="their name here; it is audited, and their sessions end")
    given = {name: value for name, value in vars(asked.parse_args()).items() if value}
    instead = Asked(given.pop("invite", None), given.pop("reset", None), given.pop("drain", False))
    settings = Settings(**given)
    return settings.model_copy(update={"data": settings.data.absolute()}), instead


def _drain(settings: Settings) -> int:
    _say("Asking the server to take nobody in any more ...")
    if drain(settings.data, _say):
        _say("It has ended.")
        return 0
    print(f"No server runs on {settings.data}.", file=sys.stderr)  # noqa: T201
    return 1


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


async def _invite(url: str, settings: Settings, role: Role) -> None:
    """The operator's way in: the first coordinator is invited at the machine."""
    records = Records(url)
    code = await invite(records, None, role, now=clock.now())
    await records.close()
    _say(
        f"Invitation for a {role}, good for a week and for one person. Once the server runs, they open\n"
        f"  {way_in(settings.public_origins[0], code)}\nor type the code {code} at /staff/join."
    )


async def _reset(url: str, settings: Settings, name: str) -> int:
    """The operator's way when there are no two coordinators left: it is audited, and the person chooses anew."""
    records = Records(url)
    code = await break_glass(records, name, now=clock.now())
    await records.close()
    if code is None:
        print("Nobody of the staff has that name.", file=sys.stderr)  # noqa: T201  # a command speaks to its terminal
        return 1
    _say(
        f"A way back in, good for a day and once. Once the server runs, they open\n"
        f"  {way_in(settings.public_origins[0], code)}\nor type the code {code} at /staff/join."
    )
    return 0


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
