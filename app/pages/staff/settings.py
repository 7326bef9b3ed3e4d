"""The coordinators' page of settings: hours and holidays, limits, the neutral site, the name. In force at once."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency

from app import clock
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.records import service_settings
from app.records.tables import Staff
from app.services.house.settle import CHOICES, WEEKDAYS, NotSettled, drop_holiday, set_choices, set_holiday, set_hours
from app.services.line.say_place import opens_words
from app.services.node import Node
from matching.opening import say_hours

DAYS = dict(zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))


class SettingPages(Controller):
    """For coordinators."""

    path = "/coordinator/settings"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get()
    async def settings(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """What is set, and what would hold otherwise."""
        return await _page(request, node, coordinator)

    @post()
    async def change(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Set it at every node; or say what cannot be, with everything that was typed."""
        form = await request.form()
        try:
            await _do(node, coordinator, form, now=clock.now())
        except NotSettled as typed:
            return await _page(request, node, coordinator, wrong=typed.field, why=typed.why, typed=form, code=422)
        return go("/coordinator/settings?saved=yes")


async def _do(node: Node, by: Staff, form: FormMultiDict, *, now: datetime) -> None:
    said = {name: str(form.get(name) or "") for name in (*CHOICES, "zone", "day", "holiday")}
    match str(form.get("do") or ""):
        case "hours":
            week = {day: str(form.get(f"hours.{day}") or "closed") for day in WEEKDAYS}
            await set_hours(node, by, said["zone"], week, now=now)
        case "holiday":
            await set_holiday(node, by, said["day"], said["holiday"] or "closed", now=now)
        case "no-holiday":
            await drop_holiday(node, by, said["day"], now=now)
        case "choices":
            await set_choices(node, by, {key: said[key] for key in CHOICES}, now=now)


async def _page(
    request: Request[Any, Any, Any], node: Node, who: Staff, *, code: int = 200, **trouble: Any
) -> Response[Any]:
    now = clock.now()
    async with node.records.unit() as unit:
        told = await service_settings.everything(unit)
    base, opening = node.environment, node.opening
    return page(
        request,
        node,
        "staff/settings.html",
        code=code,
        me=me(who),
        page="settings",
        days=DAYS,
        week=dict(zip(WEEKDAYS, map(say_hours, opening.week), strict=True)),
        zone=told.get("zone", "UTC"),
        here=now.astimezone(opening.zone),
        is_open=opening.is_open(now),
        opens=opens_words(node, now=now),
        holidays=sorted((day, say_hours(hours)) for day, hours in opening.holidays.items()),
        choices=CHOICES,
        told=told,
        otherwise={key: getattr(base.limits if one.of_limits else base, key) for key, one in CHOICES.items()},
        saved=request.query_params.get("saved") == "yes",
        **({"wrong": "", "why": "", "typed": {}} | trouble),
    )
