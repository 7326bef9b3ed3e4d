"""The last page, coming again, and leaving for good."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import gone, seeker_cookie, seeker_token, staff_cookies
from app.identity.seeker_pass import PassUnknown
from app.live.interface import TicketEntry
from app.pages.forms import feedback, reasons
from app.pages.seeker.report import take_report
from app.pages.shape import go, page_with_pass, pass_cookie
from app.services.cases.reportable import reportable
from app.services.chat.look_back import WHY, give_feedback, went_badly, what_remains
from app.services.know import known_seeker
from app.services.line.come_back import TicketOver
from app.services.line.join_line import join_line
from app.services.line.leave_line import leave
from app.services.node import Node
from app.services.show import pass_of, resources_of
from app.wire.requests import JoinLine
from app.words import gettext


class AfterPages(Controller):
    """For the seeker whose chat or wait is over."""

    include_in_schema = False
    opt = {"role": "seeker"}  # noqa: RUF012

    @get("/after")
    async def after(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """What is true now; help first, then three questions."""
        over = seeker.aftermath
        if over is None:
            return go("/chat" if seeker.chat else "/wait")
        had_chat, whom = over.listener is not None, reportable(node, seeker)
        return page_with_pass(
            request,
            node,
            "after.html",
            seeker,
            now=clock.now(),
            remains=what_remains(node, seeker, now=clock.now()),
            outcome=gettext(WHY.get(over.reason, "")),
            feedback_given=over.answered,
            worse=went_badly(seeker),
            unsafe=over.safe == "no",
            resources=resources_of(node, seeker, now=clock.now()),
            country=seeker.intake.country,
            hides=seeker.intake.hides,
            can_report=bool(whom),
            reasons=reasons(),
            case_code=over.case_code,
            whom=whom,
            earlier_codes=[one.case_code for one in seeker.before],
            listeners_code=over.listeners_code,
            had_chat=had_chat,
        )

    @post("/after/feedback")
    async def say(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Take three taps."""
        await give_feedback(node, seeker, feedback(await request.form()))
        return go("/after")

    @post("/after/report")
    async def report(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Take a report from the last page."""
        await take_report(request, seeker, node)
        return go("/after")

    @post("/again")
    async def again(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> Response[Any]:
        """Another listener; after a chat that went badly, at the head of the line and never the same one."""
        over, ticket, now = seeker.aftermath, seeker.ticket, clock.now()
        if over is None:
            return go("/chat" if seeker.chat else "/wait")
        badly = went_badly(seeker)
        wish = JoinLine(
            age_band=ticket.age_band.value,
            topics=ticket.topics,
            language=ticket.language,
            feeling=over.feeling,
            country=seeker.intake.country,
            hides=seeker.intake.hides,
        )
        blocked = ticket.blocked | ({over.listener} if badly and over.listener else set())
        entry = await join_line(node, wish, now=now, blocked=blocked, head=badly)
        return go("/wait", pass_cookie(node, pass_of(node, entry, now=now)))


class ExitPages(Controller):
    """For anybody who has to leave this page now."""

    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get("/exit")
    async def exit(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """End whatever stands, leave no trace that we can clear, and be elsewhere."""
        if "prefetch" in request.headers.get("sec-purpose", ""):
            return Response(None, status_code=204)
        try:
            entry = await known_seeker(node, seeker_token(request, node.settings), now=clock.now())
            await leave(node, entry, now=clock.now())
        except (PassUnknown, TicketOver):
            pass  # nothing stands: only be elsewhere
        answer = go(node.settings.exit_url, gone(seeker_cookie(node.settings), node.settings))
        # A browser in which staff are signed in too keeps that: two windows on one machine are two people here.
        everything = not any(name in request.cookies for name in staff_cookies(node.settings))
        answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"' if everything else '"cache", "storage"'
        return answer
