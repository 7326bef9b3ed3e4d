"""Spans, where an operator asks for them: of staff's routes alone, and nothing in them that came with a request."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pydantic import ValidationError

from app.records.postgres import EmbeddedPostgres
from app.settings import Settings
from tests.privacy.scanner import Canaries
from tests.privacy.visits import a_whole_visit, everything_wrong
from tests.sockets.servers import a_database, serving, staff_cookies

ATTRIBUTES = {"http.request.method", "http.route", "http.response.status_code"}
CLAIMED = "0af7651916cd43dd8448eb211c80319c"


class Collector:
    """Takes what is handed over, as it came."""

    def __init__(self) -> None:
        bodies: list[bytes] = []

        class Takes(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.bodies, self.server = bodies, ThreadingHTTPServer(("127.0.0.1", 0), Takes)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/traces"

    def spans(self) -> list[tuple[Any, Any]]:
        """Each span, and the resource it is said to be of."""
        told = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        groups = [group for one in told for group in one.resource_spans]
        return [(span, group.resource) for group in groups for scope in group.scope_spans for span in scope.spans]


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector on this machine."""
    here = Collector()
    thread = threading.Thread(target=here.server.serve_forever)
    thread.start()
    yield here
    here.server.shutdown()
    here.server.server_close()
    thread.join()


@pytest.mark.proves("C9")
async def test_spans_are_of_staffs_routes_and_hold_nothing_that_came_along(
    postgres: EmbeddedPostgres, template: str, collector: Collector
) -> None:
    """C9: a visit, everything wrong, and staff with canaries in every part of a request."""
    canaries, env = Canaries(), {"EARSHOT_TRACES": collector.url, "EARSHOT_TIMING__TRACES": "1"}
    with serving(await a_database(postgres, template), **env) as service:
        staff = await staff_cookies(service)
        await a_whole_visit(service, canaries, staff["Sam"], grave=True)
        await everything_wrong(service, canaries)
        claims = {"traceparent": f"00-{CLAIMED}-b7ad6b7169203331-01", "baggage": f"who={canaries.one()}"}
        headers = claims | {"authorization": f"Bearer {staff['Sam']}", "user-agent": canaries.one()}
        async with httpx.AsyncClient(base_url=service.origin, headers=headers) as sam:
            assert (await sam.get(f"/api/shift?who={canaries.one()}")).status_code == 200
            assert (await sam.put("/api/shift", json={"state": canaries.one()})).status_code == 400
            assert (await sam.get(f"/coordinator/cases/{canaries.one()}")).status_code in {303, 403, 404}
        for _ in range(100):
            names = {span.name for span, _ in collector.spans()}
            if "GET /api/shift" in names:
                break
            await asyncio.sleep(0.2)
    assert {"GET /api/shift", "PUT /api/shift"} <= names
    seekers = ("/api/ticket", "/api/chat", "/talk", "/wait", "/chat", "/after", "/exit", "/notes", "/back")
    for span, resource in collector.spans():
        told = {one.key: one.value for one in span.attributes}
        assert set(told) == ATTRIBUTES
        assert {one.key: one.value.string_value for one in resource.attributes} == {"service.name": "earshot"}
        assert not told["http.route"].string_value.startswith(seekers), span
        assert (span.parent_span_id, span.trace_state, list(span.events), list(span.links)) == (b"", "", [], [])
        assert span.trace_id.hex() != CLAIMED
        assert span.start_time_unix_nano % (60 * 10**9) == 0
    assert canaries.in_bytes(b"".join(collector.bodies)) == set()


def test_without_a_collector_it_is_not_even_loaded() -> None:
    code = "import sys, app.asgi, app.serving; sys.exit('app.traces' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_is_not_installed_or_no_address_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="EARSHOT_TRACES is no address of a collector"):
        Settings(traces="collector:4318")
    monkeypatch.setattr("app.settings.find_spec", lambda _name: None)
    with pytest.raises(ValidationError, match="make traces"):
        Settings(traces="http://collector:4318/v1/traces")
