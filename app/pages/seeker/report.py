"""A seeker reports somebody: from the chat, from the line, or from the last page."""

import logging
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.live.interface import TicketEntry
from app.pages.forms import reasons
from app.pages.shape import go, page
from app.services.cases.file_report import NothingToReport, file_report
from app.services.cases.reportable import reportable
from app.services.cases.seal_excerpt import TOGETHER
from app.services.node import Node
from app.wire.requests import Report

logger = logging.getLogger(__name__)


class ReportPages(Controller):
    """For the seeker of the chat, or of one before."""

    path = "/chat/report"
    include_in_schema = False
    opt = {"role": "seeker"}  # noqa: RUF012

    @get()
    async def ask_report(
        self,
        request: Request[Any, Any, Any],
        seeker: NamedDependency[TicketEntry],
        node: NamedDependency[Node],
    ) -> Response[Any]:
        """What kind of thing was wrong."""
        words_kept = len(node.officers) >= TOGETHER
        whom = reportable(node, seeker)
        return page(request, node, "report.html", reasons=reasons(), words_kept=words_kept, whom=whom)

    @post()
    async def report(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Take the report; the chat ends at once, unless it is about a listener before."""
        await take_report(request, seeker, node)
        return go("/chat")  # which leads on where there is none any more


async def take_report(request: Request[Any, Any, Any], seeker: TicketEntry, node: Node) -> None:
    """File what the form says; a second report of the same chat changes nothing."""
    try:
        form = await request.form()
        said = {
            "reason": str(form.get("reason") or "other"),
            "block": form.get("block") is not None,
            "earlier": form.get("earlier") or 0,
        }
        report = msgspec.convert(said, Report, strict=False)
        await file_report(node, seeker, report, now=clock.now())
    except (NothingToReport, msgspec.ValidationError) as reason:
        logger.info("a report was not taken: %s", type(reason).__name__)
