"""The embedded PostgreSQL as a process: started with us, stopped after everything else, never orphaned.

It decides how the server runs and what it may log; the folder is `cluster`'s, the choice of programs `binaries`'.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import quote

from app import clock
from app.records.binaries import PostgresUnavailable, StepDown, reachable_binaries, runner
from app.records.cluster import USER, Cluster, at, claim, environment
from app.records.roles import APP

__all__ = ["EmbeddedPostgres", "PostgresUnavailable"]

_PR_SET_PDEATHSIG = 1
_SOCKETS_LINE, _READY_LINE = 4, 7
"""Lines of postmaster.pid, from 0: the folder of its socket, and its state."""
_START_LIMIT = timedelta(seconds=60)  # recovery after a hard kill included
_STOP_LIMIT = timedelta(seconds=10)
_LARGEST_LOG = 1_000_000

_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # PostgreSQL would print failing rows, statements and parameters: none of them may reach a file
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_HASTY = {"fsync": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """A PostgreSQL of our own, reached through a unix socket only."""

    def __init__(self, cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
        self._cluster = cluster
        self._server = server

    @classmethod
    def start(cls, folder: Path, *, durable: bool = True) -> Self:
        """Start the cluster in this folder, making it first when there is none. Call it from the main thread.

        `durable=False` is for tests: a power cut may lose what was written.
        """
        if threading.current_thread() is not threading.main_thread():
            raise PostgresUnavailable(
                "PostgreSQL has to be started from the main thread: it ends when its starter does."
            )
        user = runner()
        programs = reachable_binaries(user)
        cluster = claim(folder, user)
        try:
            _let_go(cluster.data)
            cluster.prepare(programs, user, durable=durable)
            started = cls(cluster, _launch(programs, cluster, user.popen, durable=durable))
        except BaseException:
            cluster.lock.close()
            raise
        started._await_ready()
        return started

    @property
    def url(self) -> str:
        """Where to reach it as the owner of the schema, password included: for the engine, never for a log."""
        return _url(USER, self._cluster.password, str(self._cluster.sockets))

    @property
    def app_url(self) -> str:
        """Where the service reaches it, as somebody who may not change the schema."""
        return _url(APP, self._cluster.password, str(self._cluster.sockets))

    @property
    def password(self) -> str:
        """What both of them sign in with."""
        return self._cluster.password

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._server.pid

    @property
    def log(self) -> Path:
        """Where it writes what it has to say."""
        return self._cluster.log

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self._cluster.data

    def stop(self) -> None:
        """Stop it and all its processes: cleanly, or after ten seconds without a last checkpoint. Twice is harmless."""
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # of SIGKILL its own processes learn too late
            if self._server.poll() is not None:
                break
            self._server.send_signal(how)
            with suppress(subprocess.TimeoutExpired):
                self._server.wait(_STOP_LIMIT.total_seconds())
        self._cluster.lock.close()
        with suppress(OSError):
            self._cluster.sockets.rmdir()

    def _await_ready(self) -> None:
        deadline = clock.monotonic() + _START_LIMIT.total_seconds()
        while clock.monotonic() < deadline and self._server.poll() is None:
            said = _pid_file(self._cluster.data)
            if len(said) > _READY_LINE and said[0] == str(self.pid) and said[_READY_LINE].strip() == "ready":
                return
            time.sleep(0.01)
        self.stop()
        raise PostgresUnavailable(f"PostgreSQL did not start. Its own words are in {self._cluster.log}.")


def running(folder: Path) -> tuple[str, str] | None:
    """Return how to reach the server that already runs on this folder, as the owner and as the service; or None."""
    with suppress(OSError, PostgresUnavailable):
        home, password = at(folder.resolve(), runner())
        said = _pid_file(home / "data")
        if len(said) > _READY_LINE and _still_serves(said[0], home / "data"):
            return _url(USER, password, said[_SOCKETS_LINE]), _url(APP, password, said[_SOCKETS_LINE])
    return None


def _url(user: str, password: str, sockets: str) -> str:
    return f"postgresql+asyncpg://{user}:{password}@/postgres?host={quote(sockets, safe='')}&port=5432"


def _launch(programs: Path, cluster: Cluster, popen: StepDown, *, durable: bool) -> subprocess.Popen[bytes]:
    chosen = _SETTINGS | ({} if durable else _HASTY) | {"unix_socket_directories": f'"{cluster.sockets}"'}
    command = [str(programs / "postgres"), "-D", str(cluster.data)]
    for name, value in chosen.items():
        command += ["-c", f"{name}={value}"]
    if cluster.log.exists() and cluster.log.stat().st_size > _LARGEST_LOG:
        cluster.log.unlink()
    with cluster.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603  # our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=cluster.home,
            env=environment(),
            start_new_session=True,  # Ctrl-C is for us; we stop the server last
            preexec_fn=_end_with_us(),  # noqa: PLW1509  # started before any thread of ours
            **popen,
        )


def _end_with_us() -> Callable[[], None] | None:
    """Ask the kernel to stop the server when we die, however we die (Linux only)."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # we died before the kernel was asked
            os._exit(1)

    return ask


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _let_go(data: Path) -> None:
    """Wait for a server whose starter was killed to end, and clear its mark once its process is another's or gone."""
    deadline = clock.monotonic() + _STOP_LIMIT.total_seconds()
    while (said := _pid_file(data)) and _still_serves(said[0], data):
        if clock.monotonic() > deadline:
            raise PostgresUnavailable(
                f"A PostgreSQL (process {said[0]}) still runs on {data}. Stop it with `kill -INT {said[0]}`."
            )
        time.sleep(0.05)
    if sys.platform == "linux":  # elsewhere PostgreSQL has to judge for itself
        (data / "postmaster.pid").unlink(missing_ok=True)


def _still_serves(pid: str, data: Path) -> bool:
    """Whether that process is a live PostgreSQL on this very folder, and not one that got its number since."""
    process = Path("/proc") / pid.strip()
    try:
        name = (process / "comm").read_text().strip()
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        command = (process / "cmdline").read_bytes().split(b"\0")
    except (OSError, IndexError):
        return False
    return name == "postgres" and state != "Z" and os.fsencode(data) in command
