"""The page for whoever holds a case code: what became of the report, why, and how to ask for another look.

The code comes in a form, never in an address. It leads to no chat and to nobody.
"""

from datetime import date
from typing import Any

from babel.dates import format_date
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.identity.arrival import address_of
from app.live.guesses import network_of
from app.pages.shape import page
from app.records import reports
from app.services.cases.decide_case import appeal
from app.services.cases.open_case import UnknownCase
from app.services.cases.show_cases import show_case
from app.services.line.ask_price import look_slowly
from app.services.node import Node
from app.words import gettext as _
from app.words import spoken


class CasePages(Controller):
    """For anyone."""

    path = "/case"
    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get()
    async def ask(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Ask for the code."""
        return await _page(request, node, "")

    @post(status_code=200)
    async def show(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """What became of it."""
        await look_slowly(node, network_of(address_of(request, node.settings)), now=clock.now())
        return await _page(request, node, str((await request.form()).get("code") or ""))

    @post("/appeal", status_code=200)
    async def appeal(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Ask for another person's decision."""
        await look_slowly(node, network_of(address_of(request, node.settings)), now=clock.now())
        code = str((await request.form()).get("code") or "")
        await appeal(node, code)
        return await _page(request, node, code)


async def _page(request: Request[Any, Any, Any], node: Node, code: str) -> Response[Any]:
    found, error = None, None
    if code.strip():
        try:
            found = await show_case(node, code)
        except UnknownCase:
            error = _("We know no report with this code. Codes are kept for six months.")
    async with node.records.unit() as unit:
        held = sum(one.n for one in await reports.held(unit) if one.year == clock.now().year)
    may_hold = bool(node.settings.hold_key)
    until = format_date(date.fromisoformat(found.expires), "long", locale=spoken()) if found else ""
    facts = {
        "until": until,
        "case": found,
        "case_code": code if found else "",
        "error": error,
        "held": held,
        "may_hold": may_hold,
    }
    return page(request, node, "case.html", code=404 if error else 200, **facts)
