"""Another language for the pages: kept in the seeker's pass, so that it needs no cookie of its own."""

from typing import Any

import msgspec
from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import seeker_token
from app.identity.seeker_pass import Draft, PassUnknown, open_pass, seal_pass
from app.pages.shape import go, pass_cookie
from app.services.node import Node
from app.words import LOCALES

BACK = ("/", "/lines", "/young", "/talk", "/after")
"""Where the choice stands; from anywhere else it leads to the beginning."""


class LanguagePages(Controller):
    """Open to anyone."""

    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @post("/language")
    async def choose(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Go on in this language; before there is a ticket, the pass holds nothing else."""
        form, now = await request.form(), clock.now()
        locale, back = str(form.get("locale") or ""), str(form.get("back") or "")
        path = back if back in BACK else "/"
        if locale not in LOCALES:
            return go(path)
        try:
            known = open_pass(node.sealer, seeker_token(request, node.settings), now=now)
        except PassUnknown:
            known = Draft(expires=now + node.settings.timing.pass_life)
        return go(path, pass_cookie(node, seal_pass(node.sealer, msgspec.structs.replace(known, locale=locale))))
