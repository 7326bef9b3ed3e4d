"""The safety desk as a page: reports, decisions, officers, pauses. Plain forms; opening a case needs JavaScript."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency

from app import clock
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.records.tables import Staff
from app.services.cases.case_words import DECISIONS, EXTENSIONS, REASONS, RULES
from app.services.cases.decide_case import decide_case, keep_longer, lift_pause
from app.services.cases.make_officer import make_officer, unmake_officer
from app.services.cases.open_case import UnknownCase
from app.services.cases.show_cases import show_desk
from app.services.node import Node
from app.services.staff.two_persons import NeedsAnother
from app.wire.requests import Verdict

SAME = "This takes somebody else: two persons have to want it, and neither is whom it is about."
GONE = "This case was decided meanwhile, or its time is over."
NOT_CHOSEN = "Choose a rule, a decision and a reason. Nothing was changed."


class SafetyPages(Controller):
    """For coordinators."""

    path = "/coordinator/safety"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get()
    async def desk(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Everything that waits for a person."""
        return await _page(request, node, coordinator)

    @post()
    async def change(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Decide, keep longer, lift a pause, make or end an officer."""
        form = await request.form()
        try:
            await _do(node, coordinator, form, now=clock.now())
        except NeedsAnother:
            return await _page(request, node, coordinator, error=SAME, code=409)
        except UnknownCase:
            return await _page(request, node, coordinator, error=GONE, code=404)
        except msgspec.ValidationError:
            return await _page(request, node, coordinator, error=NOT_CHOSEN, code=422)
        return go("/coordinator/safety")


async def _do(node: Node, by: Staff, form: FormMultiDict, *, now: datetime) -> None:
    """Do what the button says."""
    said = {name: str(form.get(name) or "") for name in ("do", "case", "person", "rule", "decision", "reason")}
    match said["do"]:
        case "decide":
            wish = {name: said[name] for name in ("rule", "decision", "reason")}
            await decide_case(node, by, said["case"], msgspec.convert(wish, Verdict), now=now)
        case "keepLonger" if said["reason"] in EXTENSIONS:
            await keep_longer(node, by, said["case"], said["reason"], now=now)
        case "lift":
            await lift_pause(node, by, said["person"], now=now)
        case "make":
            await make_officer(node, by, said["person"], now=now)
        case "unmake":
            await unmake_officer(node, by, said["person"], now=now)
        case _:
            raise msgspec.ValidationError


async def _page(
    request: Request[Any, Any, Any], node: Node, who: Staff, *, error: str | None = None, code: int = 200
) -> Response[Any]:
    return page(
        request,
        node,
        "staff/safety.html",
        code=code,
        me=me(who),
        my_id=who.id,
        has_key=bool(who.officer_key),
        page="safety",
        desk=await show_desk(node, who, now=clock.now()),
        error=error,
        rules=RULES,
        decisions=DECISIONS,
        reasons=REASONS,
        extensions=EXTENSIONS,
    )
