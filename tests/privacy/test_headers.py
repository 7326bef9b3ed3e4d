"""C16 and C19: every route, method and status has exactly the headers of headers.toml, and nothing but those."""

import re
import tomllib
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from app.records.unit_of_work import Records
from benchmarks.service import Service
from matching import Door
from tests.api.house import ADULT, House, open_house

POLICY = tomllib.loads(Path(__file__).with_name("headers.toml").read_text())
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
HANDSHAKE = {"upgrade", "connection", "sec-websocket-accept", "date"}
"""All that a socket's opening says: neither a program's name nor a cookie."""
FRAMES = {"/wait/place", "/chat/log", "/notes/new", "/coordinator/chat/log"}


def kind_of(path: str) -> str:
    if path.startswith("/assets/"):
        return "asset"
    if path.startswith("/listener/"):
        return "desk"
    return "frame" if path in FRAMES else "viewer" if path == "/schema" else "page"


def wrong_with(path: str, answer: httpx.Response, **more: str) -> dict[str, tuple[str | None, str | None]]:
    """What differs from the policy: header to (is, should be)."""
    kind = kind_of(path)
    expected = POLICY["every"] | POLICY[kind] | more
    free = set(POLICY["answer"]["asset" if kind == "asset" and answer.status_code < 300 else "page"])
    told = {name: value for name, value in answer.headers.items() if name not in free}
    return {
        name: (told.get(name), expected.get(name))
        for name in told.keys() | expected.keys()
        if told.get(name) != expected.get(name)
    }


def addresses(house: House) -> list[str]:
    paths = {route.path for route in house.app.routes}
    built = [f"/assets/{path.name}" for path in Path("frontend/dist").glob("*.js")][:1]
    filled = {
        re.sub(r"{table:\w+}", "cube_week", re.sub(r"{(code|key|file_path):\w+}", "made-up", path)) for path in paths
    }
    return sorted({*filled, *built, "/nothing-here", "/api/nothing-here", "/assets/nothing.css", "/schema/nothing"})


@pytest.mark.proves("C16", "C19")
@pytest.mark.parametrize("who", ["nobody", "seeker", "listener", "coordinator"])
async def test_every_route_and_method_has_exactly_its_headers(house: House, who: str) -> None:
    """C16, C19."""
    statuses = set()
    house.node.doorway.told = Door.OPEN  # many come here, and nobody is on shift
    for path in addresses(house):
        person = await house.somebody(who)
        for method in METHODS:
            answer = await person.request(method, path)
            assert wrong_with(path, answer) == {}, (who, method, path, answer.status_code)
            statuses.add(answer.status_code)
    assert {200, 204, 303, 400, 404, 405} <= statuses
    assert not {status for status in statuses if status >= 500}


@pytest.mark.proves("C16")
async def test_every_other_status_has_them_too(house: House) -> None:
    """C16: what was made, refused, too large, over, broken, away."""
    visitor, kim = await house.visitor(), await house.staff("Kim")
    asked = [
        ("/api/tickets", 201, await (await house.visitor()).post("/api/tickets", json=ADULT)),
        ("/api/tickets", 400, await visitor.post("/api/tickets", content=b"{")),
        ("/api/tickets", 403, await visitor.post("/api/tickets", json={"ageBand": "under13"})),
        ("/api/board", 401, await visitor.get("/api/board")),
        ("/api/chat/end", 404, await (await house.seeker()).post("/api/chat/end")),
        ("/api/chat/report", 409, await (await house.seeker()).post("/api/chat/report", json={"reason": "other"})),
        ("/staff/link/made-up", 410, await visitor.get("/staff/link/made-up")),
        ("/api/tickets", 413, await visitor.post("/api/tickets", content=b"x" * 70_000)),
        (
            "/wait/message",
            413,
            await (await house.seeker()).post("/wait/message", data={"first_message": "x" * 70_000}),
        ),
        ("/talk/age", 422, await visitor.post("/talk/age", data={})),
        ("/leave", 403, await (await house.seeker()).post("/leave", headers={"origin": "https://elsewhere.example"})),
        ("/wait/place", 200, await (await house.seeker()).get("/wait/place")),
    ]
    house.node.records, kept = Records("postgresql://earshot@/nowhere?host=/nonexistent"), house.node.records
    asked.append(("/api/people", 503, await kim.get("/api/people")))
    asked.append(("/health/ready", 503, await kim.get("/health/ready")))
    house.node.records = None  # type: ignore[assignment]  # a mistake of ours
    asked.append(("/api/people", 500, await kim.get("/api/people")))
    asked.append(("/coordinator/", 500, await kim.get("/coordinator/")))
    house.node.records = kept
    for path, status, answer in asked:
        assert answer.status_code == status, (path, status, answer.status_code, answer.text)
        assert wrong_with(path, answer) == {}, (path, status)


@pytest.mark.proves("C16")
async def test_behind_tls_the_browser_is_told_to_stay_there(furnished_url: str, tmp_path: Path) -> None:
    """C16: HSTS, and sockets by their encrypted name."""
    async with open_house(furnished_url, tmp_path, public_origins="https://earshot.example") as house:
        answer = await (await house.visitor()).get("/")
        policy = POLICY["page"]["content-security-policy"]
        named = policy.replace("ws://127.0.0.1:8000 ws://localhost:8000", "wss://earshot.example")
        assert wrong_with("/", answer, **POLICY["encrypted"], **{"content-security-policy": named}) == {}


@pytest.mark.proves("C16", "C31")
async def test_the_front_door_alone_tells_of_the_onion(furnished_url: str, tmp_path: Path) -> None:
    """C31: before a visit begins; later Tor Browser would leave it behind."""
    onion = f"http://{'earshot' * 8}.onion"
    async with open_house(furnished_url, tmp_path, public_origins="https://earshot.example", onion=onion) as house:
        seeker = await house.seeker()
        told = {path: (await seeker.get(path)).headers.get("onion-location") for path in addresses(house)}
        assert {path: where for path, where in told.items() if where} == {"/": f"{onion}/"}


@pytest.mark.proves("C16")
async def test_the_server_adds_nothing_of_its_own(service: Service) -> None:
    """C16 on the wire: no Server, no Date; test_before_the_app.py asks for what is refused."""
    async with httpx.AsyncClient(base_url=service.origin) as visitor:
        for path in ("/", "/nothing-here", "/api/ticket", "/ws/seeker", "/assets/favicon.svg"):
            answer = await visitor.get(path)
            here = {
                name: value.replace(str(service.port), "8000") if name == "content-security-policy" else value
                for name, value in answer.headers.items()
            }
            seen = httpx.Response(answer.status_code, headers=here)
            assert wrong_with(path, seen) == {}, path
    for role in ("seeker", "listener", "board"):
        async with connect(f"{service.origin.replace('http', 'ws', 1)}/ws/{role}", compression=None) as socket:
            assert socket.response is not None
            assert {name.lower() for name in socket.response.headers} <= HANDSHAKE, role
