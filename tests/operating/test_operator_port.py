"""The operator's port: which part is up, and metrics in fixed labels from which nobody's visit can be read."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from app.api.operator import operator_app
from app.records.postgres import EmbeddedPostgres
from app.services.show_health import STEPS, needs_of, stepped
from benchmarks.service import Service, free_port
from tests.nodes import NIGHT, Evening
from tests.privacy.scanner import Canaries
from tests.privacy.visits import a_whole_visit, everything_wrong
from tests.sockets.servers import a_database, serving, staff_cookies

LABELS = {
    "earshot_up": {("part", "records"), ("part", "line"), ("part", "reading")},
    "earshot_job_age_seconds": {("job", job) for job in ("line", "flush", "retention", "publish")},
    "earshot_stumbles_total": {
        ("job", job) for job in ("line", "reading", "calls", "sessions", "retention", "publish")
    },
    "earshot_staff_calls_total": {("result", result) for result in ("sent", "failed", "gone", "dropped")},
}
"""Every label that there may ever be."""
MONITORING = Path(__file__).parents[2] / "deploy/monitoring"
SAMPLE = re.compile(r'^(\w+)(?:\{(\w+)="([^"]*)"\})? (\S+)$')


def samples(text: str) -> list[tuple[str, tuple[str, str] | None, float]]:
    """Every sample: its name, its label, its value."""
    found = [SAMPLE.match(line) for line in text.splitlines() if not line.startswith("#")]
    assert all(found), text
    return [(one[1], (one[2], one[3]) if one[2] else None, float(one[4])) for one in found if one]


@pytest_asyncio.fixture
async def served(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[tuple[Service, str]]:
    """A real server with a port of the operator's own."""
    port = free_port()
    with serving(await a_database(postgres, template), EARSHOT_OPERATOR_PORT=str(port)) as service:
        yield service, f"http://127.0.0.1:{port}"


@pytest.mark.proves("C9")
async def test_metrics_hold_no_canary_and_no_label_of_anybody(served: tuple[Service, str]) -> None:
    """C9: after visits, danger and mistakes full of canaries, with everybody still there and after they have gone."""
    service, operator = served
    canaries = Canaries()
    staff = await staff_cookies(service)
    async with httpx.AsyncClient() as monitor:
        before = await monitor.get(f"{operator}/metrics")
        for number in range(4):
            await a_whole_visit(service, canaries, staff["Sam"], grave=number == 0)
        await everything_wrong(service, canaries)
        after = await monitor.get(f"{operator}/metrics")
        hidden = await monitor.get(f"{service.origin}/metrics")
    assert after.headers["content-type"].startswith("text/plain; version=")
    assert canaries.in_bytes(after.content) == set()
    planted = f'{after.text}earshot_up{{part="{canaries.one()}"}} 1\n'
    assert canaries.in_bytes(planted.encode()) == {"plain"}, "the scanner would see one"
    assert any(label is not None and label not in LABELS[name] for name, label, _ in samples(planted)), (
        "so would labels"
    )
    assert not re.search(r"127\.\d+\.\d+\.\d+", after.text)
    found = samples(after.text)
    assert all(label is None or label in LABELS[name] for name, label, _ in found)
    assert {name for name, _, _ in found} >= {"earshot_up", "earshot_waiting_too_long", "earshot_urgent_unanswered"}
    steady = {"earshot_people_waiting", "earshot_chats_open", "earshot_rows_waiting"}
    told = [{(name, value) for name, _, value in samples(one.text) if name in steady} for one in (before, after)]
    assert told == [{(name, 0.0) for name in steady}] * 2, "four visits are told from none"
    assert hidden.status_code == 404


async def test_whatever_alerts_and_the_dashboard_look_at_a_server_really_says(served: tuple[Service, str]) -> None:
    _, operator = served
    async with httpx.AsyncClient() as monitor:
        text = (await monitor.get(f"{operator}/metrics")).text
    told = {name for name, _, _ in samples(text)}
    expressions = re.findall(r"expr: (.*)", (MONITORING / "alerts.yml").read_text())
    board = json.loads((MONITORING / "dashboard.json").read_text())
    expressions += [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(expressions) > 20
    for one in expressions:
        watched = re.findall(r"\b(earshot_\w+|up)\b(?:\{(.*?)\})?", one)
        assert watched, one
        for name, labels in watched:
            if name == "up":  # Prometheus says that by itself
                continue
            assert name in told, one
            for label, alternatives in re.findall(r'(\w+)=~?"([^"]*)"', labels):
                assert {(label, value) for value in alternatives.split("|")} <= LABELS[name], one
            for label in re.findall(r"by ?\((\w+)\)", one):
                assert label in {"instance", *(known for known, _ in LABELS.get(name, set()))}, one


async def test_ready_says_which_part_and_the_public_port_does_not(served: tuple[Service, str]) -> None:
    service, operator = served
    async with httpx.AsyncClient() as monitor:
        told = await monitor.get(f"{operator}/health/ready")
        public = await monitor.get(f"{service.origin}/health/ready")
        assert (await monitor.get(f"{operator}/health/live")).json() == {"status": "up"}
        assert (await monitor.get(f"{operator}/")).status_code == 404
    assert (told.status_code, told.json()) == (
        200,
        {"status": "up", "records": "up", "line": "up", "reading": "up"},
    )
    assert public.json() == {"status": "up"}


async def test_without_records_it_says_so_and_is_not_ready(tmp_path: Path) -> None:
    evening = Evening(tmp_path)  # its PostgreSQL is nowhere
    transport = httpx.ASGITransport(operator_app(evening.node))
    async with httpx.AsyncClient(transport=transport, base_url="http://operator") as monitor:
        told = await monitor.get("/health/ready")
        metrics = await monitor.get("/metrics")
    assert (told.status_code, told.json()["status"], told.json()["records"]) == (503, "degraded", "away")
    assert ("earshot_up", ("part", "records"), 0.0) in samples(metrics.text)


@pytest.mark.proves("C9")
@pytest.mark.parametrize(("count", "step"), [(0, 0), (4, 0), (5, 5), (9, 5), (19, 10), (39, 20), (1000, 40)])
def test_a_count_is_told_as_the_beginning_of_its_band(count: int, step: int) -> None:
    assert stepped(count) == step
    assert step in STEPS


async def test_somebody_who_is_left_alone_is_told(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    assert await needs_of(evening.node, now=NIGHT) == await needs_of(evening.node, now=NIGHT + timedelta(hours=1))
    await evening.seeker()
    alone = await needs_of(evening.node, now=evening.now)
    assert (alone.nobody, alone.too_long, alone.urgent, alone.waiting) == (True, False, False, 0)
    later: datetime = evening.later(minutes=6)
    assert (await needs_of(evening.node, now=later)).too_long
    await evening.listener()
    assert not (await needs_of(evening.node, now=later)).nobody


async def test_danger_that_nobody_takes_is_told_after_a_minute(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    await evening.seeker(self_report="plan")
    assert not (await needs_of(evening.node, now=evening.now)).urgent
    assert (await needs_of(evening.node, now=evening.later(seconds=61))).urgent
