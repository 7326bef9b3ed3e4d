"""The people of the staff: who there is, inviting somebody, and letting somebody in again who lost every way in."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.pages.staff.ways_in import word
from app.records import staff
from app.records.tables import Role, Staff
from app.services.board.show_shift import on_duty_words
from app.services.node import Node
from app.services.staff.invite import drop_invitation, invite, way_in, who_asks
from app.services.staff.reset_way_in import ResetRefused, ask_reset, confirm_reset, drop_reset, standing_resets
from app.services.staff.two_persons import NeedsAnother

_TWO = "It takes two coordinators, and neither may be the person. Ask another coordinator."


class PeoplePages(Controller):
    """For coordinators."""

    path = "/coordinator/people"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get("")
    async def people(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Everybody, by name."""
        return await _page(request, node, coordinator)

    @post("/invite")
    async def invite(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Invite somebody; the link stands on this one page only. A coordinator is invited by two of them."""
        role: Role = "coordinator" if await word(request, "role") == "coordinator" else "listener"
        now = clock.now()
        if await word(request, "do") == "stop":
            await drop_invitation(node.records, coordinator, now=now)
            return go("/coordinator/people")
        try:
            code = await invite(node.records, coordinator, role, now=now)
        except NeedsAnother:
            return go("/coordinator/people#invite-title")
        return await _page(request, node, coordinator, code=code, fresh=role)

    @post("/reset")
    async def reset(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Ask for a reset, confirm what another coordinator asked for, or stop it."""
        whom, now = await word(request, "whom"), clock.now()
        try:
            match await word(request, "do"):
                case "confirm":
                    code = await confirm_reset(node.records, coordinator, whom, now=now)
                    return await _page(request, node, coordinator, code=code, fresh="reset")
                case "stop":
                    await drop_reset(node.records, coordinator, whom, now=now)
                case _:
                    await ask_reset(node.records, coordinator, whom, now=now)
        except ResetRefused:
            return await _page(request, node, coordinator, status=409, error=_TWO)
        return go("/coordinator/people")


async def _page(
    request: Request[Any, Any, Any],
    node: Node,
    who: Staff,
    *,
    status: int = 200,
    code: str | None = None,
    fresh: str = "",
    error: str = "",
) -> Response[Any]:
    async with node.records.unit() as unit:
        everybody = await staff.everybody(unit)
    return page(
        request,
        node,
        "staff/people.html",
        code=status,
        me=me(who),
        my_id=who.id,
        page="people",
        people=everybody,
        on=on_duty_words(await node.live.listeners()),
        names={one.id: one.name for one in everybody},
        asker=await who_asks(node.records),
        resets=await standing_resets(node.records, now=clock.now()),
        invitation=code,
        link=way_in(node.settings.public_origins[0], code) if code else None,
        fresh=fresh,
        error=error,
    )
