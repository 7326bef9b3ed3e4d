"""OpenTelemetry spans of what staff's pages cost, for an operator who asks for them. Of a seeker's visit there is none.

A span says a route as it is written in the code, a method, a status and how long it took; nothing that came with the
request has a way into it, the trace that a visitor claims to belong to included. Its start is the minute's, and it is
handed over once in a while, so that whoever keeps spans learns how long things take and not when somebody was there.
"""

import time

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import SpanKind

from app.settings import Settings

TRACED = frozenset({"listener", "coordinator"})
"""Whose routes have spans. What anyone may open is left out too: a seeker opens it."""
_MINUTE = 60 * 10**9
_BROKE_OFF = 499


class Traces:
    """Hands over spans to one collector. What is not handed over yet when the node ends is lost."""

    def __init__(self, settings: Settings) -> None:
        """Begin; `settings.traces` is where to."""
        every = int(settings.timing.traces.total_seconds() * 1_000)
        provider = TracerProvider(
            sampler=ALWAYS_ON, resource=Resource({"service.name": "earshot"}), shutdown_on_exit=False
        )
        provider.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.traces), schedule_delay_millis=every)
        )
        self._tracer = provider.get_tracer("earshot")

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return the application that is looked at."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP or scope["route_handler"].opt.get("role") not in TRACED:
                await app(scope, receive, send)
                return
            status, began, clock = _BROKE_OFF, time.time_ns(), time.perf_counter_ns()

            async def looks(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, looks)
            finally:
                took = time.perf_counter_ns() - clock
                self._tell(str(scope.get("method")), scope["path_template"], status, began - began % _MINUTE, took)

        return traced

    def _tell(self, method: str, route: str, status: int, minute: int, took: int) -> None:
        span = self._tracer.start_span(
            f"{method} {route}",
            context=Context(),  # never the visitor's
            kind=SpanKind.SERVER,
            start_time=minute,
            attributes={"http.request.method": method, "http.route": route, "http.response.status_code": status},
        )
        span.end(end_time=minute + took)
