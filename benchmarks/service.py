"""A real Earshot in a process of its own, on a free port: started, stopped, killed and started again."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
AS_SHIPPED = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0",
}
"""As `make run` starts it: what is freed is overwritten, which costs time, and a measurement pays it."""
START_WITHIN = 60.0
"""Seconds; a first start makes a database cluster."""


PORTS = range(10_000, 32_000)
"""Below those that a machine gives to outgoing connections: one of them could be given a port that was just free."""


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Service:
    """One server process with its own data folder."""

    def __init__(
        self,
        data: Path,
        *,
        env: Mapping[str, str] | None = None,
        port: int | None = None,
        code: Path = ROOT,
        module: str = "app",
    ) -> None:
        """Prepare one; other `code` than this has to know the settings that are given, and gets none besides."""
        self._module = module
        self.data = data
        self._code = code
        self.port = port or free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.output = data / "output.log"
        ours = {
            "EARSHOT_COURSE": "no",
            "EARSHOT_PROBATION_ALONE": "yes",
            "EARSHOT_REPORTS_FOLDER": str(data / "reports"),
            "EARSHOT_LIMITS__PLACES_FROM_ALL": "100000",
        }
        if code != ROOT:
            ours = {}
        self._env = ours | dict(env or {})  # invited for a run: no course, nobody to watch; a crowd: no price
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start, and return once it answers and its links are written."""
        self.data.mkdir(parents=True, exist_ok=True)
        (self.data / "links.json").unlink(missing_ok=True)
        command = [sys.executable, "-m", self._module, "--port", str(self.port), "--data", str(self.data), "--samples"]
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=self._code, env=os.environ | self._env, stdout=output, stderr=subprocess.STDOUT
            )
        deadline = time.perf_counter() + START_WITHIN
        while not ((self.data / "links.json").exists() and self._answers()):
            if self._process.poll() is not None or time.perf_counter() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.output.read_text()}")
            time.sleep(0.05)
        return self

    def invitation(self, role: str) -> str:
        """Return the code of an invitation that the operator makes at the machine."""
        command = [sys.executable, "-m", "app", "invite", role, "--data", str(self.data)]
        said = subprocess.run(command, cwd=ROOT, env=os.environ | self._env, capture_output=True, text=True, check=True)
        return said.stdout.partition("#")[2].split()[0]

    def links(self) -> dict[str, str]:
        """Return the one-use sign-in links of this start: seeker, listener, coordinator."""
        told: dict[str, str] = json.loads((self.data / "links.json").read_text())
        return told

    @property
    def pid(self) -> int:
        """The server's process."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    def cpu(self) -> float:
        """Return the seconds of a processor that the server has used."""
        told = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Kill -9: no goodbye, no flush."""
        os.kill(self.pid, signal.SIGKILL)
        self._wait()

    def end(self) -> None:
        """Be sure that it is gone, paused or not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(signal.SIGINT)
        try:
            self._wait()
        except subprocess.TimeoutExpired:
            self.kill()

    def gone_within(self, seconds: float) -> int:
        """Wait until it has stopped by itself; return the exit code."""
        if self._process is None:
            return 0
        return self._process.wait(timeout=seconds)

    def stop(self) -> int:
        """Ctrl-C: everything it started is stopped; return the exit code."""
        if self._process is None or self._process.poll() is not None:
            return 0
        self._process.send_signal(signal.SIGINT)
        return self._wait()

    def _wait(self) -> int:
        if self._process is None:
            return 0
        return self._process.wait(timeout=30)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.origin}/health/ready", timeout=2) as answer:
                return bool(answer.status == 200)  # HTTP's word for yes
        except (URLError, OSError):
            return False

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
