"""`earshot check --origin`: a visit from outside, as a page would make it: join, write, hear the socket, exit.

It says what it is in its first message, so that a listener who is asked passes; it leaves within seconds.
"""

from http import HTTPStatus

import httpx
import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from app.commands.findings import ANSWER_WITHIN, Finding, trusted

MESSAGE = "This is the service looking after itself, and nobody in need. Please pass."
JOIN = {"ageBand": "adult", "firstMessage": MESSAGE}


async def walk(origin: str) -> list[Finding]:
    """Return what went wrong on the way."""
    async with httpx.AsyncClient(
        base_url=origin, timeout=ANSWER_WITHIN, headers={"origin": origin}, trust_env=False, verify=trusted()
    ) as browser:
        try:
            return await _walk(browser, origin)
        except (httpx.HTTPError, OSError, TimeoutError) as reason:
            return [Finding(f"no answer: {type(reason).__name__}")]


async def _walk(browser: httpx.AsyncClient, origin: str) -> list[Finding]:
    joined = await browser.post("/api/tickets", json=JOIN)
    if joined.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return [Finding("many are coming at once, and a place costs work: try again later", grave=False)]
    if joined.status_code != HTTPStatus.CREATED:
        return [Finding(f"joining is answered with {said(joined)}")]
    found = []
    token = joined.json()["pass"]
    if not list(browser.cookies.jar):
        found.append(Finding("no cookie is kept: forms will not work (does the proxy drop Set-Cookie?)"))
    page = await browser.get("/wait")
    if page.status_code != HTTPStatus.OK:
        found.append(Finding(f"the waiting room answers {page.status_code}"))
    written = await browser.patch("/api/ticket", json={"firstMessage": f"{MESSAGE} Thank you."})
    if written.status_code != HTTPStatus.OK:
        found.append(Finding(f"writing is answered with {said(written)}"))
    found += await _hears(origin, token)
    left = await browser.get("/exit")
    if left.status_code != HTTPStatus.SEE_OTHER or origin in left.headers.get("location", origin):
        found.append(Finding(f"Exit answers {left.status_code}, and leads nowhere else"))
    after = await browser.get("/api/ticket", headers={"authorization": f"Bearer {token}"})
    if after.status_code == HTTPStatus.OK and not after.json()["over"]:
        found.append(Finding("after Exit the visit goes on"))
    return found


async def _hears(origin: str, token: str) -> list[Finding]:
    """Whether the proxy lets sockets through."""
    hello = msgspec.json.encode({"type": "hello", "pass": token}).ljust(512).decode()
    try:
        async with connect(
            origin.replace("http", "ws", 1) + "/ws/seeker",
            origin=Origin(origin),
            compression=None,
            proxy=None,
            open_timeout=ANSWER_WITHIN,
            close_timeout=1,
        ) as socket:
            await socket.send(hello)
            first = msgspec.json.decode(await socket.recv())
    except (WebSocketException, OSError, TimeoutError) as reason:
        return [Finding(f"the socket does not open (does the proxy upgrade /ws/?): {type(reason).__name__}")]
    return [] if first["type"] == "ready" else [Finding(f"the socket says {first['type']} first")]


def said(answer: httpx.Response) -> str:
    """Return what was answered: the status, and which refusal of ours it is; without one a proxy spoke."""
    told = answer.headers.get("content-type", "").startswith("application/problem")
    return f"{answer.status_code} {answer.json()['type'].rpartition(':')[2] if told else ''}".strip()
