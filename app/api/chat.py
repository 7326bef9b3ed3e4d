"""What a seeker does about a chat besides writing in it."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import clock
from app.live.interface import TicketEntry
from app.services.cases.file_report import file_report
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.look_back import give_feedback
from app.services.know import open_chat_of
from app.services.node import Node
from app.services.show import ticket_view
from app.wire.requests import Feedback, Report
from app.wire.views import FiledView, TicketView


class ChatController(Controller):
    """For the seeker of the chat."""

    path = "/api/chat"
    tags = ("seeker",)
    opt = {"role": "seeker"}  # noqa: RUF012

    @post("/report")
    async def report(
        self, seeker: NamedDependency[TicketEntry], data: JSONBody[Report], node: NamedDependency[Node]
    ) -> FiledView:
        """Say that something was wrong. The chat ends at once; the case code is shown once."""
        _, code = await file_report(node, seeker, data, now=clock.now())
        return FiledView(case_code=code)

    @post("/feedback", status_code=204)
    async def feedback(
        self, seeker: NamedDependency[TicketEntry], data: JSONBody[Feedback], node: NamedDependency[Node]
    ) -> None:
        """Answer some or all of the three questions."""
        await give_feedback(node, seeker, data)

    @post("/change-listener", status_code=200)
    async def change_listener(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> TicketView:
        """Go on with somebody else, at the head of the line."""
        chat = open_chat_of(node, seeker)
        now = clock.now()
        await put_back(node, chat, "changed", now=now)
        return await ticket_view(node, await node.live.entry(seeker.ticket.id) or seeker, now=now)

    @post("/end", status_code=204)
    async def end(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> None:
        """End the chat."""
        chat = open_chat_of(node, seeker)
        await end_chat(node, chat, "seekerEnded", now=clock.now())
