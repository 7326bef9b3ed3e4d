"""Joining the line, and a seeker's own ticket."""

from typing import Any

from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import clock
from app.identity.arrival import address_of
from app.identity.credentials import cookie, gone, seeker_cookie, seeker_token
from app.identity.seeker_pass import PassUnknown, dear_until
from app.live.guesses import network_of
from app.live.interface import TicketEntry
from app.services.know import known_seeker
from app.services.line.ask_price import Fare, ask_price
from app.services.line.come_back import TicketOver
from app.services.line.join_line import edit_first_message, join_line, state_age
from app.services.line.leave_line import leave
from app.services.node import Node
from app.services.show import pass_of, ticket_view
from app.wire.requests import EditTicket, JoinLine
from app.wire.views import JoinedView, PriceView, TicketView
from matching import AgeBand


class TicketController(Controller):
    """For seekers, and for programs that speak for one."""

    path = "/api"
    tags = ("seeker",)
    opt = {"role": "seeker"}  # noqa: RUF012

    @post("/tickets", opt={"role": "anyone"})
    async def join(
        self, request: Request[Any, Any, Any], data: JSONBody[JoinLine], node: NamedDependency[Node]
    ) -> Response[JoinedView]:
        """Take a place in line. With a live pass, answers with the ticket that stands."""
        now = clock.now()
        entry = await _standing(request, node)
        status = 200 if entry else 201
        entry = entry or await join_line(node, data, now=now, fare=_fare(request, node, data.proof))
        token = pass_of(node, entry, now=now)
        joined = JoinedView(pass_=token, ticket=await ticket_view(node, entry, now=now))
        settings = node.settings
        return Response(joined, status_code=status, cookies=[cookie(seeker_cookie(settings), token, settings)])

    @get("/tickets/price", opt={"role": "anyone"})
    async def price(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> PriceView:
        """What a place costs just now: nothing, or the answer to a challenge."""
        return PriceView(challenge=ask_price(node, _fare(request, node), now=clock.now()))

    @get("/ticket")
    async def show(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> TicketView:
        """State, place and wait range."""
        return await ticket_view(node, seeker, now=clock.now())

    @patch("/ticket")
    async def edit(
        self, seeker: NamedDependency[TicketEntry], data: JSONBody[EditTicket], node: NamedDependency[Node]
    ) -> TicketView:
        """Rewrite the first message, or state an age band after all."""
        now = clock.now()
        if data.first_message is not None and seeker.ticket.in_line:
            seeker = await edit_first_message(node, seeker, data.first_message, now=now, confirmed=data.confirmed)
        if data.age_band is not None:
            seeker = await state_age(node, seeker, AgeBand(data.age_band))
        return await ticket_view(node, seeker, now=now)

    @delete("/ticket")
    async def leave(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> Response[None]:
        """Leave and be forgotten."""
        await leave(node, seeker, now=clock.now())
        return Response(None, status_code=204, cookies=[gone(seeker_cookie(node.settings), node.settings)])


async def _standing(request: Request[Any, Any, Any], node: Node) -> TicketEntry | None:
    try:
        entry = await known_seeker(node, seeker_token(request, node.settings), now=clock.now())
    except (PassUnknown, TicketOver):
        return None
    return entry if entry.aftermath is None else None


def _fare(request: Request[Any, Any, Any], node: Node, proof: str = "") -> Fare:
    dear = dear_until(node.sealer, seeker_token(request, node.settings), now=clock.now())
    return Fare(network=network_of(address_of(request, node.settings)), proof=proof, dear=dear)
