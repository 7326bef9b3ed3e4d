"""A listener's shift."""

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import clock
from app.records.tables import Staff
from app.services.node import Node
from app.services.show import shift_view
from app.services.take_shift import end_wrap_up, set_shift
from app.wire.requests import SetShift, WrapUp
from app.wire.staff_views import ShiftView


class ShiftController(Controller):
    """For listeners."""

    path = "/api/shift"
    tags = ("listener",)
    opt = {"role": "listener"}  # noqa: RUF012

    @get()
    async def show(self, listener: NamedDependency[Staff], node: NamedDependency[Node]) -> ShiftView:
        """How the shift stands."""
        return await shift_view(node, await node.live.listener(listener.id), of=listener.id, now=clock.now())

    @put()
    async def change(
        self, listener: NamedDependency[Staff], data: JSONBody[SetShift], node: NamedDependency[Node]
    ) -> ShiftView:
        """Ready, away, draining or off; seats; topics tonight."""
        now = clock.now()
        return await shift_view(node, await set_shift(node, listener, data, now=now), of=listener.id, now=now)

    @post("/wrap-up", status_code=200)
    async def wrap_up(
        self, listener: NamedDependency[Staff], data: JSONBody[WrapUp], node: NamedDependency[Node]
    ) -> ShiftView:
        """A chat is wrapped up: the minute's pause may end now."""
        now = clock.now()
        rested = await end_wrap_up(node, listener, heavy=data.heavy, now=now)
        return await shift_view(node, rested, of=listener.id, now=now)
