"""For proxies: is the process alive, and may people be sent here. Which part is away is told at the operator's port."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from app.services.node import Node


class HealthController(Controller):
    """Says up or down, and what is late."""

    path = "/health"
    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get("/live")
    async def live(self) -> dict[str, str]:
        """The process answers."""
        return {"status": "up"}

    @get("/ready")
    async def ready(self, node: NamedDependency[Node]) -> Response[dict[str, str]]:
        """The records answer too, and people are taken in. Chats and matching go on without either."""
        up = not node.draining and await node.records.alive()
        return Response({"status": "up" if up else "down"}, status_code=200 if up else 503)
