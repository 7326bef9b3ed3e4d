"""The operator's own port: which part is up, and metrics for Prometheus. It is no part of the public application.

Every label is one of a fixed set. No route, person, address, topic or language is ever a label.
"""

from collections.abc import Iterable
from resource import RUSAGE_SELF, getrusage

from litestar import Controller, Litestar, Response, get
from litestar.di import NamedDependency, Provide
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from app import clock
from app.services.board.look_at_parts import OVERDUE
from app.services.node import Node
from app.services.show_health import CALLS, JOBS, STUMBLES, Needs, Parts, needs_of, parts_of


class OperatorController(Controller):
    """For whoever operates this, and for their monitor."""

    opt = {"role": "operator"}  # noqa: RUF012

    @get("/health/live")
    async def live(self) -> dict[str, str]:
        """The process answers."""
        return {"status": "up"}

    @get("/health/ready")
    async def ready(self, node: NamedDependency[Node]) -> Response[dict[str, str]]:
        """Which part is up, and what is late; 503 while nobody should be sent here."""
        parts = await parts_of(node, now=clock.now())
        overdue = ", ".join(sorted(node.failing & OVERDUE))
        return Response(parts.told() | ({"late": overdue} if overdue else {}), status_code=200 if parts.ready else 503)

    @get("/metrics")
    async def metrics(self, node: NamedDependency[Node]) -> Response[bytes]:
        """How the service is, for Prometheus."""
        now = clock.now()
        told = _Told(node, await parts_of(node, now=now), await needs_of(node, now=now))
        registry = CollectorRegistry(auto_describe=False)
        registry.register(told)
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})


def operator_app(node: Node) -> Litestar:
    """Return the application of the operator's port."""
    return Litestar(
        [OperatorController],
        dependencies={"node": Provide(lambda: node, sync_to_thread=False)},
        openapi_config=None,
        logging_config=None,
        pdb_on_exception=False,
    )


class _Told(Collector):
    """One look at a node, as metrics."""

    def __init__(self, node: Node, parts: Parts, needs: Needs) -> None:
        self._node, self._parts, self._needs = node, parts, needs

    def collect(self) -> Iterable[Metric]:
        """Yield every metric, each with the labels it always has."""
        node, needs = self._node, self._needs
        told = self._parts
        up = GaugeMetricFamily("earshot_up", "Whether a part is up.", labels=["part"])
        for part, is_up in (("records", told.records), ("line", told.line), ("reading", told.reading)):
            up.add_metric([part], is_up)
        yield up
        yield _gauge("earshot_draining", "Whether this node takes nobody in any more.", told.draining)
        yield _gauge("earshot_keeps_the_line", "Whether this node matches.", node.generation is not None)
        yield _gauge(
            "earshot_people_waiting", "People waiting, the beginning of a band: 0, 5, 10, 20, 40.", needs.waiting
        )
        yield _gauge(
            "earshot_chats_open", "Chats at this node, the beginning of a band: 0, 5, 10, 20, 40.", needs.chats
        )
        yield _gauge("earshot_listeners_on_shift", "Listeners who take chats: 0, 1, 5, 10, 20, 40.", needs.ready)
        yield _gauge("earshot_waiting_too_long", "Whether somebody waits longer than they should.", needs.too_long)
        yield _gauge("earshot_nobody_on_shift", "Whether somebody waits and nobody is on shift.", needs.nobody)
        yield _gauge("earshot_urgent_unanswered", "Whether danger was answered by nobody for a minute.", needs.urgent)
        yield _gauge("earshot_rows_waiting", "Anonymous rows not written yet, a band.", _band(len(node.unwritten.rows)))
        yield _gauge("earshot_rows_held_up", "Whether PostgreSQL did not take them.", node.unwritten.held_up)
        dropped = CounterMetricFamily("earshot_rows_dropped", "Anonymous rows that found no room.")
        dropped.add_metric([], node.unwritten.dropped)
        yield dropped
        yield from _process()
        yield from self._jobs()

    def _jobs(self) -> Iterable[Metric]:
        node, now = self._node, clock.now()
        since = GaugeMetricFamily("earshot_job_age_seconds", "How long ago a job came through.", labels=["job"])
        for job in JOBS:
            if job in node.done:
                since.add_metric([job], round((now - node.done[job]).total_seconds()))
        yield since
        stumbles = CounterMetricFamily("earshot_stumbles", "Turns at which a job failed.", labels=["job"])
        for job in STUMBLES:
            stumbles.add_metric([job], node.stumbles[job])
        yield stumbles
        calls = CounterMetricFamily(
            "earshot_staff_calls", "Calls to staff, and what became of them.", labels=["result"]
        )
        for result in CALLS:
            calls.add_metric([result], node.calls.counts[result])
        yield calls


def _process() -> Iterable[Metric]:
    """Memory and processor time, in steps. Open files are left out: each page that is open is one."""
    used = getrusage(RUSAGE_SELF)
    yield _gauge(
        "earshot_memory_bytes", "The most memory so far, to ten megabytes.", used.ru_maxrss // 10_240 * 10_485_760
    )
    cpu = CounterMetricFamily("earshot_cpu_seconds", "Processor time, to ten seconds.")
    cpu.add_metric([], (used.ru_utime + used.ru_stime) // 10 * 10)
    yield cpu


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)


def _band(rows: int) -> int:
    """Hundreds: one row more is one visit that has just ended."""
    return rows // 100 * 100
