"""The waiting room: an honest place, a first message to write meanwhile, and ways out."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app import clock
from app.live.interface import TicketEntry
from app.pages.forms import too_long, unix_lines
from app.pages.shape import card_facts, go, page, page_with_pass
from app.services.cases.reportable import reportable
from app.services.chat.check_message import NotSent, SendAnyway
from app.services.chat.keep_earlier import earlier_waits
from app.services.line.join_line import TooYoung, edit_first_message, state_age
from app.services.line.leave_line import leave
from app.services.line.still_there import stir
from app.services.node import Node
from app.services.show import resources_of, ticket_view
from matching import AgeBand

SOONEST, LATEST = 4, 15
"""Seconds between refreshes without JavaScript: quick at first, calmer later."""
UNHURRIED = 20
"""The same while it is asked whether somebody is there."""


class WaitingPages(Controller):
    """For the seeker in line."""

    include_in_schema = False
    opt = {"role": "seeker"}  # noqa: RUF012

    @get("/wait")
    async def wait(
        self,
        request: Request[Any, Any, Any],
        seeker: NamedDependency[TicketEntry],
        node: NamedDependency[Node],
        saved: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """The waiting room."""
        if seeker.aftermath is not None:
            return go("/after")
        if seeker.chat is not None:
            return go("/chat")
        now = clock.now()
        await stir(node, seeker, now=now)
        seeker = await node.live.entry(seeker.ticket.id) or seeker
        facts = await _facts(node, seeker)
        return page_with_pass(request, node, "wait.html", seeker, now=now, saved=saved is not None, error=None, **facts)

    @get("/wait/place")
    async def place(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """The frame that refreshes itself where there is no JavaScript."""
        now = clock.now()
        refresh = min(LATEST, SOONEST + int(seeker.ticket.waited(now).total_seconds() // 30))
        ticket = await ticket_view(node, seeker, now=now)
        if ticket.wait and ticket.wait.asks:
            refresh = UNHURRIED  # time to reach the button
        return page(
            request,
            node,
            "wait_place.html",
            ticket=ticket,
            refresh=refresh,
            chat_ready=seeker.chat is not None,
            ended=seeker.aftermath is not None,
        )

    @post("/wait/message")
    async def write(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Keep the first message as it is now."""
        form = await request.form()
        text, anyway = unix_lines(str(form.get("first_message") or "")), False
        error = too_long(text)
        try:
            if error is None and seeker.ticket.in_line and seeker.aftermath is None:
                sure = form.get("confirmed") == "yes"
                await edit_first_message(node, seeker, text, now=clock.now(), confirmed=sure)
        except NotSent as kept:
            error = kept.said()
        except SendAnyway as asked:
            error, anyway = asked.said(), True
        except TooYoung:
            return go("/young")
        if error is None:
            return go("/wait?saved=1")
        facts = await _facts(node, seeker) | {"saved": False, "error": error, "anyway": anyway}
        return page(request, node, "wait.html", code=422, draft=text, **facts)

    @post("/wait/here")
    async def here(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Somebody is still there, with one tap: on the page, or in its frame."""
        await stir(node, seeker, now=clock.now())
        framed = (await request.form()).get("framed") == "yes"
        return go("/wait/place" if framed else "/wait")

    @post("/wait/age")
    async def say_age(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """State an age band after all."""
        said = str((await request.form()).get("age") or "")
        if said in {AgeBand.YOUNGER_TEEN, AgeBand.OLDER_TEEN, AgeBand.ADULT}:
            await state_age(node, seeker, AgeBand(said))
        return go("/wait")

    @post("/leave")
    async def leave(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> Response[Any]:
        """Leave the line."""
        await leave(node, seeker, now=clock.now())
        return go("/after")


async def _facts(node: Node, seeker: TicketEntry) -> dict[str, Any]:
    now = clock.now()
    return {
        "ticket": await ticket_view(node, seeker, now=now),
        "resources": resources_of(node, seeker, now=now),
        **card_facts(node, seeker, now=now),
        "refresh_url": "/wait",
        "earlier_waits": earlier_waits(node, seeker.ticket.id),
        "can_report": bool(reportable(node, seeker)),
    }
