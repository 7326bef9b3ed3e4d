"""What the pages of coming in, of signing in and of an account share: codes shown once, passkeys, the QR code."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.datastructures import Cookie

from app import clock
from app.identity import arrival, passkeys, second_factor
from app.identity.credentials import challenge_cookie, codes_cookie, cookie, gone
from app.identity.passkeys import PasskeysNotHere, site_of
from app.identity.sealing import NotSealedHere
from app.pages.shape import go
from app.records.tables import Staff
from app.services.know import page_for
from app.services.node import Node

_PURPOSE = "codes shown once"
_SHOWN_WITHIN = timedelta(minutes=10)
TROUBLE = "That passkey did not work. Perhaps it took too long; please try once more."


class Codes(msgspec.Struct, frozen=True):
    """Fresh recovery codes on their way to the page that shows them."""

    name: str
    codes: tuple[str, ...]
    onward: str
    expires: datetime


def show_codes(node: Node, person: Staff, codes: tuple[str, ...], *cookies: Cookie) -> Response[Any]:
    """Lead to the page that shows these codes, once."""
    told = Codes(person.name, codes, page_for(person.role), clock.now() + _SHOWN_WITHIN)
    sealed = cookie(codes_cookie(node.settings), node.sealer.seal(_PURPOSE, told), node.settings)
    return go("/staff/codes", sealed, *cookies)


def codes_to_show(request: Request[Any, Any, Any], node: Node) -> Codes | None:
    """Return the codes that this browser is to be shown, if there are any."""
    try:
        told = node.sealer.open(_PURPOSE, request.cookies.get(codes_cookie(node.settings), ""), Codes)
    except NotSealedHere:
        return None
    return told if told.expires > clock.now() else None


def as_file(told: Codes) -> str:
    """Return the codes as a file inside a link: nothing has to be fetched, and nothing is kept for it."""
    words = f"Earshot recovery codes of {told.name}. Each works once.\n\n" + "\n".join(told.codes) + "\n"
    return "data:text/plain;charset=utf-8," + quote(words)


def origin_of(request: Request[Any, Any, Any], node: Node) -> str:
    """Return where the asking page stands. Raises PasskeysNotHere where no passkey can be."""
    origin = request.headers.get("origin", "")
    site_of(origin, node.settings.public_origins)
    return origin


async def options_to_add(
    request: Request[Any, Any, Any], node: Node, *, whom: str, name: str, known: tuple[bytes, ...] = ()
) -> Response[Any]:
    """Answer the script that makes a passkey."""
    now = clock.now()
    try:
        origin = origin_of(request, node)
    except PasskeysNotHere:
        return Response({"error": "Passkeys need a name in the address, not a number."}, status_code=409)
    options, token = passkeys.ask_to_add(node.sealer, origin=origin, whom=whom, name=name, known=known, now=now)
    return Response(options, status_code=200, cookies=[cookie(challenge_cookie(node.settings), token, node.settings)])


def challenge_of(request: Request[Any, Any, Any], node: Node) -> str:
    """Return the challenge in this browser's cookie."""
    return request.cookies.get(challenge_cookie(node.settings), "")


def done(node: Node) -> Cookie:
    """Return the cookie that takes the challenge away."""
    return gone(challenge_cookie(node.settings), node.settings)


def digits_to_show(node: Node, whom: str, name: str) -> dict[str, str]:
    """Return what a page shows of a fresh secret for an authenticator app."""
    secret, now = second_factor.new_secret(), clock.now()
    return {
        "picture": second_factor.picture(second_factor.provisioning_uri(name, secret)),
        "secret": second_factor.in_groups(secret),
        "sealed": second_factor.offered(node.sealer, whom, secret, now=now),
    }


async def signed_in(request: Request[Any, Any, Any], node: Node, person: Staff, token: str) -> list[Cookie]:
    """Return the cookies of somebody who has just signed in."""
    return await arrival.cookies_for(request, node.records, person, token, node.settings, now=clock.now())


async def word(request: Request[Any, Any, Any], name: str) -> str:
    """Return what a form says in one field; a file in its place says nothing."""
    said = (await request.form()).get(name)
    return said if isinstance(said, str) else ""
