"""A seeker would rather not have a coordinator in the chat."""

from typing import Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency

from app.live.interface import TicketEntry
from app.pages.shape import go
from app.services.chat.join_chat import refuse_guest
from app.services.node import Node


class GuestPages(Controller):
    """For the seeker of the chat."""

    path = "/chat/guest"
    include_in_schema = False
    opt = {"role": "seeker"}  # noqa: RUF012

    @post()
    async def rather_not(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> Response[Any]:
        """They do not come in, or go again; in an emergency they stay."""
        chat = node.chat_of(seeker.ticket.id)
        if chat is not None:
            await refuse_guest(node, chat)
        return go("/chat")
