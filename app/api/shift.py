"""A listener's shift."""

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import clock
from app.records.tables import Staff
from app.services.node import Node
from app.services.shift.look_after import ask_debrief, skip_break
from app.services.shift.take_shift import end_wrap_up, set_shift
from app.services.show import shift_view
from app.wire.requests import SetShift, WrapUp
from app.wire.staff_views import DebriefView, ShiftView


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
        rested = await end_wrap_up(
            node, listener, heavy=data.heavy, longer=data.longer, enough_of=data.enough_of, now=now
        )
        return await shift_view(node, rested, of=listener.id, now=now)

    @post("/skip-break", status_code=200)
    async def skip_break(self, listener: NamedDependency[Staff], node: NamedDependency[Node]) -> ShiftView:
        """Go on without the rest of the break after a crisis. It is counted."""
        now = clock.now()
        return await shift_view(node, await skip_break(node, listener, now=now), of=listener.id, now=now)

    @post("/debrief", status_code=200)
    async def debrief(self, listener: NamedDependency[Staff], node: NamedDependency[Node]) -> DebriefView:
        """Ask a coordinator to talk it over; nothing has to be said for it."""
        return DebriefView(taken_by=await ask_debrief(node, listener, now=clock.now()))
