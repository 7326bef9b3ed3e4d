"""What stands ready at a listener's desk: first lines of their own, and places outside that fit the seeker."""

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app import clock
from app.records.tables import Staff
from app.services.know import NoChat
from app.services.node import Node
from app.services.shift.keep_openers import keep_openers
from app.services.show import resources_of
from app.wire.requests import Openers
from app.wire.views import ResourceView


class DeskController(Controller):
    """For listeners."""

    path = "/api/desk"
    tags = ("listener",)
    opt = {"role": "listener"}  # noqa: RUF012

    @get("/openers")
    async def openers(self, listener: NamedDependency[Staff]) -> tuple[str, ...]:
        """One's own first lines."""
        return tuple(listener.openers)

    @put("/openers")
    async def keep(
        self, listener: NamedDependency[Staff], data: JSONBody[Openers], node: NamedDependency[Node]
    ) -> tuple[str, ...]:
        """Keep them, in this order."""
        return await keep_openers(node, listener, data.texts)

    @get("/chats/{chat:str}/resources")
    async def resources(
        self, listener: NamedDependency[Staff], node: NamedDependency[Node], chat: FromPath[str]
    ) -> tuple[ResourceView, ...]:
        """The lines that the seeker of this chat would be shown, in the seeker's language."""
        entry = await node.live.entry_of_chat(chat)
        if entry is None or entry.listener != listener.id:
            raise NoChat
        return resources_of(node, entry, now=clock.now())
