"""For whoever operates this: is the process alive, and is everything behind it there."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from app.services.board.look_at_parts import OVERDUE
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
        """The records answer too, and people are taken in. Chats and matching go on without either.

        `late` names what should have been forgotten or published by now, and was not: somebody has to look.
        """
        if node.draining:
            return Response({"status": "draining"}, status_code=503)
        up = await node.records.alive()
        overdue = sorted(node.failing & OVERDUE)
        late = {"late": ", ".join(overdue)} if overdue else {}
        return Response({"status": "up" if up else "records away"} | late, status_code=200 if up else 503)
