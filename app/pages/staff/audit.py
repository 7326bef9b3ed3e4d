"""The coordinators' page of the audit: who of the staff did what, by person, deed and month. It changes nothing."""

from datetime import UTC, date, datetime
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app import clock
from app.pages.shape import page
from app.pages.staff.home import me
from app.records import audit, staff
from app.records.tables import Staff
from app.services.node import Node

A_PAGE = 50
MONTHS = 13
"""Twelve whole ones, and the one that has begun."""


class AuditPages(Controller):
    """For coordinators."""

    path = "/coordinator/audit"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get()
    async def audit(
        self,
        request: Request[Any, Any, Any],
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        who: FromQuery[str] = "",
        did: FromQuery[str] = "",
        month: FromQuery[str] = "",
        before: FromQuery[int] = 0,
    ) -> Response[Any]:
        """The newest first, a page at a time."""
        months = months_back(clock.now().date())
        begins = month_of(month) if month in months else None
        async with node.records.unit() as unit:
            found = await audit.filtered(unit, who=who, did=did, month=begins, before=before, limit=A_PAGE + 1)
            deeds = await audit.deeds(unit)
            everybody = await staff.everybody(unit)
        return page(
            request,
            node,
            "staff/audit.html",
            me=me(coordinator),
            page="audit",
            entries=found[:A_PAGE],
            older=found[A_PAGE - 1][0].id if len(found) > A_PAGE else None,
            deeds=deeds,
            people=everybody,
            names={one.id: one.name for one in everybody},
            months=months,
            chosen={"who": who, "did": did, "month": month},
        )


def months_back(today: date) -> list[str]:
    """Return the months of which there is an audit, the newest first, as 2026-11."""
    count = today.year * 12 + today.month - 1
    return [f"{one // 12}-{one % 12 + 1:02}" for one in range(count, count - MONTHS, -1)]


def month_of(name: str) -> tuple[datetime, datetime]:
    """Return when a month begins, and the next one."""
    year, month = (int(part) for part in name.split("-"))
    begins = datetime(year, month, 1, tzinfo=UTC)
    return begins, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
