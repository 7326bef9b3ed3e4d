"""Whoever asks for places in vain, many times a second, is told the price before anything else is looked at.

It answers as the route behind it would, for a third of what that costs us: thousands of such questions a second must
not make the others wait. Whoever holds a pass of ours, or brings work that was done, goes through.
"""

import msgspec
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPRequestEvent, Receive, Scope, Send

from app import clock
from app.identity.arrival import address_of
from app.identity.credentials import seeker_token
from app.identity.seeker_pass import PassUnknown, open_pass
from app.live.guesses import network_of
from app.problems import problem_of
from app.refusing import body_of
from app.services.line.ask_price import Fare, ProofNeeded, is_pressing, price_in_vain
from app.services.node import Node

PATH = "/api/tickets"
LONGEST = 64 * 1024
"""Bytes of a body that are read here; the route refuses a longer one."""


class _Brought(msgspec.Struct):
    proof: str = ""


_BROUGHT = msgspec.json.Decoder(_Brought)


class Turnstile:
    """Stands before one route, and lets nearly everybody through."""

    def __init__(self, app: ASGIApp, node: Node) -> None:
        self._app, self._node = app, node

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the price, or let the request through as it came."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        node, now = self._node, clock.now()
        connection = ASGIConnection(scope)  # type: ignore[var-annotated]
        network = network_of(address_of(connection, node.settings))
        if not is_pressing(node, network, now=now) or self._holds_a_pass(connection):
            await self._app(scope, receive, send)
            return
        events = await _read(receive)
        fare = Fare(network=network, proof=_proof_in(events))
        challenge = await price_in_vain(node, fare, now=now)
        if challenge is None:
            await self._app(scope, _again(events, receive), send)
            return
        needed = ProofNeeded(challenge)
        problem = problem_of(needed)
        body = msgspec.json.encode(body_of(problem, needed))
        headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": problem.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def _holds_a_pass(self, connection: ASGIConnection) -> bool:  # type: ignore[type-arg]  # any connection
        try:
            open_pass(self._node.sealer, seeker_token(connection, self._node.settings), now=clock.now())
        except PassUnknown:
            return False
        return True


async def _read(receive: Receive) -> list[HTTPRequestEvent]:
    """Return the body as it comes, as far as it can be one of ours."""
    events: list[HTTPRequestEvent] = []
    length, more = 0, True
    while more and length <= LONGEST:
        event = await receive()
        if event["type"] != "http.request":
            break
        events.append(event)
        length += len(event["body"])
        more = event["more_body"]
    return events


def _again(events: list[HTTPRequestEvent], receive: Receive) -> Receive:
    """Return what was read once more, and then what comes after it."""
    waiting = iter(events)

    async def next_one():  # type: ignore[no-untyped-def]  # noqa: ANN202  # an event of any kind
        return next(waiting, None) or await receive()

    return next_one


def _proof_in(events: list[HTTPRequestEvent]) -> str:
    try:
        return _BROUGHT.decode(b"".join(event["body"] for event in events)).proof
    except (msgspec.MsgspecError, RecursionError):
        return ""
