"""What a listener's weeks were like: for themselves, with thanks; and for a coordinator who looks after one of them.

Bands, no order among people, and nothing that leads to a chat.
"""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from app import clock
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.pages.staff.trust import trust_of
from app.pages.staff.ways_in import word
from app.records import staff, weeks
from app.records.bands import week_of
from app.records.tables import Staff
from app.services.node import Node
from app.services.shift.look_after import take_care
from app.services.shift.suspend import NotToSuspend, lift_suspension, suspend


class ListenerWeeks(Controller):
    """A listener's own."""

    path = "/listener/weeks"
    include_in_schema = False
    opt = {"role": "listener"}  # noqa: RUF012

    @get("")
    async def show(
        self, request: Request[Any, Any, Any], listener: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Twelve weeks, the newest first."""
        return page(
            request,
            node,
            "staff/weeks.html",
            me=me(listener, at="listener"),
            page="weeks",
            **await _weeks(node, listener.id),
        )


class OneListener(Controller):
    """One listener, for coordinators."""

    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get("/coordinator/people/{key:str}")
    async def show(
        self,
        request: Request[Any, Any, Any],
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        key: FromPath[str],
        needs: FromQuery[str] = "",
    ) -> Response[Any]:
        """Their weeks, and what goes with trust."""
        async with node.records.unit() as unit:
            person = await staff.by_id(unit, key)
        if person is None or person.role != "listener":
            raise NotFoundException
        return page(
            request,
            node,
            "staff/listener.html",
            me=me(coordinator),
            page="people",
            person=person,
            needs_another=needs == "another",
            **await trust_of(node, coordinator, person),
            **await _weeks(node, key),
        )

    @post("/coordinator/people/{key:str}")
    async def change(
        self,
        request: Request[Any, Any, Any],
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        key: FromPath[str],
    ) -> Response[Any]:
        """Suspend them, or let them sign in again."""
        does = lift_suspension if await word(request, "do") == "lift" else suspend
        try:
            await does(node, coordinator, key, now=clock.now())
        except NotToSuspend as nobody:
            raise NotFoundException from nobody
        return go(f"/coordinator/people/{key}")

    @post("/coordinator/care")
    async def care(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """I have this: I speak with them."""
        await take_care(node, await word(request, "id"), coordinator.name, now=clock.now())
        return go("/coordinator/")


async def _weeks(node: Node, listener: str) -> dict[str, Any]:
    async with node.records.unit() as unit:
        counted = await weeks.of(unit, listener, since=week_of(clock.now().date()) - weeks.KEPT)
    return {"weeks": counted, "band": weeks.band, "hours": weeks.hours}
