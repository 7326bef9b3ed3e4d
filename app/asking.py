"""What every request passes before it is answered: in which language, who asks, and whether a page of ours sent it."""

from typing import Any

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.types import ASGIApp, Receive, Scope, Send

from app import clock
from app.identity.credentials import bearer, cookies_that_count, form_holder, seeker_token, staff_token
from app.identity.language import language_of
from app.identity.origin import SAFE_METHODS, OtherOrigin, from_our_page, token_fits
from app.live.interface import TicketEntry
from app.records.tables import Staff
from app.refusing import answer
from app.services.know import known_seeker, known_staff
from app.services.node import Node
from app.words import speak


def in_their_language(app: ASGIApp, node: Node) -> ASGIApp:
    """Let whatever answers this connection speak the language of whoever asks."""

    async def answer_in_it(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            connection = ASGIConnection[Any, Any, Any, Any](scope)
            speak(language_of(connection, node.settings, node.sealer, now=clock.now()))
        await app(scope, receive, send)

    return answer_in_it


def refuse(node: Node, request: Request[Any, Any, Any], failure: Exception) -> Response[Any]:
    """Answer in their language where no route, and so no middleware, was reached."""
    speak(language_of(request, node.settings, node.sealer, now=clock.now()))
    return answer(request, failure)


async def the_seeker(request: Request[Any, Any, Any], node: NamedDependency[Node]) -> TicketEntry:
    """Return the seeker whose pass this is."""
    return await known_seeker(node, seeker_token(request, node.settings), now=clock.now())


async def the_listener(request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Staff:
    """Return the listener who is signed in."""
    return await known_staff(node, staff_token(request, "listener", node.settings), role="listener", now=clock.now())


async def the_coordinator(request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Staff:
    """Return the coordinator who is signed in."""
    return await known_staff(
        node, staff_token(request, "coordinator", node.settings), role="coordinator", now=clock.now()
    )


def only_our_pages(node: Node) -> Any:
    """Return the check that a request which changes something and rides on a cookie was made by one of our pages."""
    names = cookies_that_count(node.settings)

    async def check(request: Request[Any, Any, Any]) -> None:
        if request.method in SAFE_METHODS or bearer(request) or not any(name in request.cookies for name in names):
            return
        if from_our_page(request.headers, origins=node.settings.public_origins):
            return
        if request.headers.get("origin") in {None, "null"} and "form" in request.headers.get("content-type", ""):
            token = (await request.form()).get("_token")
            holder = form_holder(request, node.settings, node.sealer, now=clock.now())
            if token_fits(node.secret, holder, str(token) if token else None):
                return
        raise OtherOrigin

    return check
