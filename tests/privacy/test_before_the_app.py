"""C16 on the wire: what is refused before our pages are asked has the same headers, and repeats nothing of it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest

from benchmarks.service import Service
from tests.privacy.test_headers import POLICY

CANARY = "lamplighter"
HOST = "Host: here\r\n"
UPGRADE = f"{HOST}Upgrade: websocket\r\nConnection: Upgrade\r\n"
KEY, VERSION = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", "Sec-WebSocket-Version: 13\r\n"
FREE = {"allow", "connection", "content-length", "content-type", "sec-websocket-version", "upgrade"}
"""What an answer may say besides."""
HTTP = {
    "no request": f"{CANARY} {CANARY}\r\n\r\n",
    "no method of any": f"{CANARY.upper()} / HTTP/1.1\r\n{HOST}\r\n",
    "no version": f"GET /{CANARY} HTTP/9.9\r\n{HOST}\r\n",
    "two lengths": f"POST /{CANARY} HTTP/1.1\r\n{HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a torn header": f"GET / HTTP/1.1\r\n{HOST}{CANARY}\r\n\r\n",
    "a control sign": f"GET / HTTP/1.1\r\n{HOST}x: {CANARY}\x00\r\n\r\n",
    "TLS": "\x16\x03\x01\x02\x00\x01\x00\x01",
}
SOCKETS = {
    "no socket of ours": (f"GET /ws/{CANARY} HTTP/1.1\r\n{UPGRADE}{KEY}{VERSION}\r\n", 403),
    "no socket at all": (f"GET /?{CANARY} HTTP/1.1\r\n{UPGRADE}{KEY}{VERSION}\r\n", 403),
    "no key": (f"GET /ws/seeker HTTP/1.1\r\n{UPGRADE}{VERSION}\r\n", 400),
    "a wrong key": (f"GET /ws/seeker HTTP/1.1\r\n{UPGRADE}Sec-WebSocket-Key: {CANARY}\r\n{VERSION}\r\n", 400),
    "no version": (f"GET /ws/seeker HTTP/1.1\r\n{UPGRADE}{KEY}\r\n", 400),
    "a wrong version": (f"GET /ws/seeker HTTP/1.1\r\n{UPGRADE}{KEY}Sec-WebSocket-Version: {CANARY}\r\n\r\n", 400),
    "too many headers": (
        f"GET /ws/seeker HTTP/1.1\r\n{UPGRADE}{KEY}{VERSION}" + f"x: {CANARY}\r\n" * 200 + "\r\n",
        431,
    ),
    "too long a header": (f"GET /ws/seeker HTTP/1.1\r\n{UPGRADE}{KEY}{VERSION}x: {CANARY * 900}\r\n\r\n", 431),
    "too long an address": (f"GET /ws/seeker?{CANARY * 900} HTTP/1.1\r\n{UPGRADE}{KEY}{VERSION}\r\n", 414),
}


async def answer_to(service: Service, raw: str) -> httpx.Response:
    """What the server says until it hangs up, which it does in time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    try:
        writer.write(raw.encode("latin-1"))
        async with asyncio.timeout(5):
            said = await reader.read()
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    head, _, body = said.decode("latin-1").partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    assert len({name for name, _ in pairs}) == len(pairs), "a header is said twice"
    return httpx.Response(int(status.split()[1]), headers=pairs, content=body.encode())


def wrong_with(
    answer: httpx.Response, service: Service, kind: str = "page"
) -> dict[str, tuple[str | None, str | None]]:
    """What differs from the policy: header to (is, should be)."""
    policy = POLICY["every"] | POLICY[kind]
    expected = {name: value.replace(":8000", f":{service.port}") for name, value in policy.items()}
    told = {name: value for name, value in answer.headers.items() if name not in FREE}
    return {
        name: (told.get(name), expected.get(name))
        for name in told.keys() | expected.keys()
        if told.get(name) != expected.get(name)
    }


@pytest.mark.proves("C16", "C34")
@pytest.mark.parametrize("what", HTTP)
async def test_what_is_no_request_is_refused_with_our_headers(service: Service, what: str) -> None:
    """C16, C34: the parser's own refusals."""
    answer = await answer_to(service, HTTP[what])
    assert answer.status_code == 400
    assert wrong_with(answer, service) == {}
    assert answer.text == "Invalid HTTP request received."


@pytest.mark.proves("C16", "C34")
@pytest.mark.parametrize("what", SOCKETS)
async def test_a_socket_that_does_not_open_is_refused_with_our_headers(service: Service, what: str) -> None:
    """C16, C34: each ends at once, with headers, without a word."""
    raw, status = SOCKETS[what]
    answer = await answer_to(service, raw)
    assert answer.status_code == status
    assert wrong_with(answer, service) == {}
    assert CANARY not in str(answer.headers.raw)
    assert answer.text == ""
    assert not re.search(r"Traceback|^(ERROR|CRITICAL)", service.output.read_text(), re.MULTILINE)


@pytest.mark.proves("C16", "C34")
async def test_a_body_that_is_too_large_is_refused_with_our_headers(service: Service) -> None:
    """C16, C34: told by its length or found out on the way."""
    large = CANARY.encode() * 7_000

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 8_000):
            yield large[start : start + 8_000]

    for body in (large, in_pieces()):
        async with httpx.AsyncClient(base_url=service.origin) as stranger:
            answer = await stranger.post("/api/tickets", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 413
        assert wrong_with(answer, service) == {}
        assert CANARY not in answer.text


@pytest.mark.proves("C16")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/", 405),
        ("OPTIONS", "/", 204),
        ("OPTIONS", "/api/tickets", 204),
        ("PUT", "/", 405),
        ("TRACE", "/", 405),
        ("GET", "/nothing-here", 404),
        ("GET", "/assets/nothing.css", 404),
        ("POST", "/assets/favicon.svg", 405),
    ],
)
async def test_the_server_adds_nothing_to_any_method(service: Service, method: str, path: str, status: int) -> None:
    """C16: on the wire as in the matrix, and nothing twice."""
    answer = await answer_to(service, f"{method} {path} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n")
    assert answer.status_code == status
    assert wrong_with(answer, service, "asset" if path.startswith("/assets/") else "page") == {}
