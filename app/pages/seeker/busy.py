"""Many come at once: a page that goes on by itself, by a little work where our script runs, else by a short wait.

What was typed stays with whoever typed it: in the form, and sealed in their pass where it fits into a cookie.
"""

import zlib
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import Cookie

from app.identity.arrival import address_of
from app.identity.credentials import seeker_token
from app.identity.seeker_pass import Draft, PassUnknown, open_pass, seal_pass
from app.live.guesses import network_of
from app.pages.shape import page, pass_cookie
from app.services.line.ask_price import Fare, ProofNeeded
from app.services.node import Node

FITS = 2_600
"""Bytes that a cookie takes of what was typed, beside the rest of the pass."""
_UNPACKED = 64 * 1024


def fare_of(request: Request[Any, Any, Any], node: Node, draft: Draft, proof: str, *, now: datetime) -> Fare:
    """Return what this newcomer brings."""
    network = network_of(address_of(request, node.settings))
    waited = draft.opens is not None and draft.opens <= now
    return Fare(network=network, proof=proof, waited=waited, dear=draft.dear)


def busy_page(
    request: Request[Any, Any, Any],
    node: Node,
    draft: Draft,
    typed: Mapping[str, Any],
    needed: ProofNeeded | None,
    *,
    now: datetime,
) -> Response[Any]:
    """Say so kindly, with everything that was typed; who has waited already, and in vain, waits once more."""
    opens = draft.opens if draft.opens is not None and draft.opens > now else now + node.settings.timing.timed_wait
    held = packed(typed)
    draft = msgspec.structs.replace(draft, opens=opens, held=held if len(held) <= FITS else b"")
    facts = {
        "typed": {name: value for name, value in typed.items() if name != "topics"},
        "topics": typed["topics"],
        "seconds": max(1, ceil((opens - now).total_seconds())),
        "goes_on": bool(draft.held),
        "challenge": needed.challenge if needed else None,
    }
    answer = page(request, node, "busy.html", code=202 if needed else 200, **facts)
    answer.cookies = [_cookie(node, draft)]
    return answer


def waiting_draft(request: Request[Any, Any, Any], node: Node, *, now: datetime) -> Draft:
    """Return what a newcomer's browser holds, or an empty draft."""
    try:
        known = open_pass(node.sealer, seeker_token(request, node.settings), now=now)
    except PassUnknown:
        known = None
    return known if isinstance(known, Draft) else Draft(expires=now + node.settings.timing.pass_life)


def later_cookie(node: Node, draft: Draft, *, now: datetime) -> Cookie:
    """Return the cookie that lets this browser in without work, after the short wait."""
    waits = draft.opens is not None and draft.opens > now
    return _cookie(
        node, draft if waits else msgspec.structs.replace(draft, opens=now + node.settings.timing.timed_wait)
    )


def packed(typed: Mapping[str, Any]) -> bytes:
    """Return what was typed, small."""
    return zlib.compress(msgspec.msgpack.encode(typed), 9)


def unpacked(draft: Draft) -> dict[str, Any] | None:
    """Return what was typed, where the pass holds it."""
    if not draft.held:
        return None
    text = zlib.decompressobj().decompress(draft.held, _UNPACKED)
    return msgspec.msgpack.decode(text, type=dict[str, Any])


def _cookie(node: Node, draft: Draft) -> Cookie:
    return pass_cookie(node, seal_pass(node.sealer, draft))
