"""A seeker's request at a node that is not the home of their chat: the home answers it, whole.

So a form without JavaScript is answered with "see there" only after the home has it. Where the home cannot be reached
the request is answered here, as for a chat that has lost its home.
"""

from datetime import timedelta
from typing import Any

import msgspec
from litestar import Request
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app import clock
from app.identity.credentials import seeker_token
from app.identity.seeker_pass import PassUnknown, TicketPass, open_pass
from app.live.nodes.questions import NotReached
from app.services.node import Node

REQUEST = "request"
ANSWER_WITHIN = timedelta(seconds=5)
LARGEST = 64 * 1024
FORWARDED = "earshot.forwarded"


class Forwarded(msgspec.Struct, frozen=True, array_like=True):
    """A request, as it came."""

    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    scheme: str
    server: tuple[str, int | None]


class Answered(msgspec.Struct, frozen=True, array_like=True):
    """What the home answered."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class AtHome:
    """Middleware: sends a seeker's request to where their chat is."""

    def __init__(self, app: ASGIApp, node: Node) -> None:
        self._app, self._node = app, node

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer here, or have it answered there."""
        home = self._home(scope)
        if home is None or self._node.nodes is None:
            await self._app(scope, receive, send)
            return
        body = await _all_of(receive)
        try:
            request = msgspec.msgpack.encode(_forwarded(scope, body))
            told = await self._node.nodes.questions.ask(home, REQUEST, request, within=ANSWER_WITHIN)
        except NotReached:
            await self._app(scope, _once(body), send)
            return
        answer = msgspec.msgpack.decode(told, type=Answered)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})

    def _home(self, scope: Scope) -> str | None:
        """Return the other node that is to answer, if any."""
        if self._node.nodes is None or str(scope["type"]) != "http" or FORWARDED in scope:
            return None
        if scope["route_handler"].opt.get("role") != "seeker":
            return None
        try:
            known = open_pass(self._node.sealer, seeker_token(Request(scope), self._node.settings), now=clock.now())
        except PassUnknown:
            return None
        return self._node.home_of(known.ticket) if isinstance(known, TicketPass) else None


async def answer_request(app: ASGIApp, body: bytes) -> bytes:
    """Answer a request that came to another node."""
    request = msgspec.msgpack.decode(body, type=Forwarded)
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "path": request.path,
        "raw_path": request.path.encode(),
        "root_path": "",
        "query_string": request.query,
        "headers": request.headers,
        "scheme": request.scheme,
        "server": request.server,
        "client": None,
        "extensions": {},
        "state": {},
        FORWARDED: True,
    }
    status, headers, parts = 500, list[tuple[bytes, bytes]](), list[bytes]()

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], [(bytes(name), bytes(value)) for name, value in message["headers"]]
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, _once(request.body), send)
    return msgspec.msgpack.encode(Answered(status, headers, b"".join(parts)))


def _forwarded(scope: Any, body: bytes) -> Forwarded:
    server = scope.get("server") or ("", None)
    return Forwarded(
        scope["method"],
        scope["path"],
        scope["query_string"],
        [(bytes(name), bytes(value)) for name, value in scope["headers"]],
        body,
        scope["scheme"],
        (server[0], server[1]),
    )


async def _all_of(receive: Receive) -> bytes:
    """Read the body; what is too long is cut, and refused by whoever reads it."""
    body, more = b"", True
    while more and len(body) <= LARGEST:
        message = await receive()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _once(body: bytes) -> Receive:
    """Return a body that was read already."""
    left = [body]

    async def receive() -> Any:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    return receive
