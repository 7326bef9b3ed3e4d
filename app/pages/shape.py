"""What every page needs: its built files, its form token, its cookie."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie
from litestar.response import Redirect, Template

from app import clock
from app.identity.credentials import cookie, form_holder, seeker_cookie, seeker_token
from app.identity.origin import form_token
from app.identity.seeker_pass import PassUnknown, TicketPass, open_pass
from app.live.interface import TicketEntry
from app.services.chat.card import is_away, standing_card, written_first
from app.services.node import Node
from app.services.show import pass_of

FRONTEND = Path(__file__).parents[2] / "frontend"
DIST = FRONTEND / "dist"


@dataclass(frozen=True, slots=True)
class Built:
    """The files of one entry, as the pages name them."""

    js: str | None
    css: tuple[str, ...]


@cache
def asset(name: str) -> Built:
    """Return what the front-end build made of an entry; nothing when there is no build."""
    manifest = DIST / "manifest.json"
    if not manifest.exists():
        return Built(None, ())
    built = json.loads(manifest.read_text())
    entry = built.get(f"src/{name}.ts", {})
    sheets = [sheet for part in _with_imports(built, entry) for sheet in part.get("css", ())]
    return Built(
        f"/assets/{entry['file']}" if entry else None, tuple(f"/assets/{one}" for one in dict.fromkeys(sheets))
    )


def _with_imports(built: dict[str, Any], entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [*(part for name in entry.get("imports", ()) for part in _with_imports(built, built[name])), entry]


def token_of(request: Request[Any, Any, Any], node: Node) -> str:
    """Return the token of the forms on this page."""
    return form_token(node.secret, form_holder(request, node.settings, node.sealer, now=clock.now()))


def house(node: Node) -> dict[str, Any]:
    """Return what coordinators may have set and every page says: over what the templates know since the start."""
    return {"service_name": node.settings.name, "exit_url": node.settings.exit_url}


def page(request: Request[Any, Any, Any], node: Node, template: str, /, *, code: int = 200, **facts: Any) -> Template:
    """Return a page; `stands` tells it whether whoever asks has a place in line or a chat."""
    stands = ticket_pass(request, node) is not None
    context = {"token": token_of(request, node), "stands": stands, **house(node), **facts}
    return Template(template, context=context, status_code=code)


def ticket_pass(request: Request[Any, Any, Any], node: Node) -> TicketPass | None:
    """Return the pass of a visit that goes on, if this browser has one; only its seal is looked at."""
    try:
        known = open_pass(node.sealer, seeker_token(request, node.settings), now=clock.now())
    except PassUnknown:
        return None
    return known if isinstance(known, TicketPass) and not known.over else None


def page_with_pass(
    request: Request[Any, Any, Any],
    node: Node,
    template: str,
    entry: TicketEntry,
    /,
    *,
    now: datetime,
    code: int = 200,
    **facts: Any,
) -> Template:
    """Return a seeker's page, and write their pass anew so that it says where they stand."""
    return Template(
        template,
        context={"token": token_of(request, node), **house(node), **facts},
        status_code=code,
        cookies=[pass_cookie(node, pass_of(node, entry, now=now))],
    )


def card_facts(node: Node, entry: TicketEntry, *, now: datetime) -> dict[str, Any]:
    """Return what a seeker's page says of the card: which one stands, if any, and how they want it."""
    card = standing_card(node, entry, now=now)
    return {
        "card": card,
        "card_away": card is not None and is_away(node, entry),
        "quietly": entry.intake.quietly,
        "hides": entry.intake.hides,
        "written_first": written_first(entry),
        "country": entry.intake.country,
    }


def pass_cookie(node: Node, token: str) -> Cookie:
    """Return the seeker's cookie with this pass in it."""
    return cookie(seeker_cookie(node.settings), token, node.settings)


def go(path: str, *cookies: Cookie) -> Redirect:
    """Answer a form: see there."""
    return Redirect(path, status_code=303, cookies=list(cookies))
