"""The coordinators' statistics: published tables, each drawn, printable and as CSV. No dates to choose but theirs."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from app.pages.shape import page
from app.pages.staff.home import me
from app.records.tables import Staff
from app.services.board.look_at_parts import OVERDUE
from app.services.node import Node
from app.services.statistics.sheet import shown
from app.services.statistics.show_statistics import named, show_statistics

CSV = ".csv"


class StatisticsPages(Controller):
    """For coordinators."""

    path = "/coordinator/statistics"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get("")
    async def show(
        self,
        request: Request[Any, Any, Any],
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        period: FromQuery[str] = "",
    ) -> Response[Any]:
        """Every table of four weeks."""
        found = await show_statistics(node.records, period)
        return page(
            request,
            node,
            "staff/statistics.html",
            me=me(coordinator),
            page="statistics",
            found=found,
            named=named,
            shown=shown,
            late=sorted(node.failing & OVERDUE),
        )

    @get("/{key:str}")
    async def export(
        self,
        coordinator: NamedDependency[Staff],  # noqa: ARG002
        node: NamedDependency[Node],
        key: FromPath[str],
        period: FromQuery[str] = "",
    ) -> Response[str]:
        """One table as the page shows it."""
        found = await show_statistics(node.records, period)
        sheet = next((one for one in found.sheets if one.key + CSV == key), None)
        if sheet is None:
            raise NotFoundException
        named_so = f"{sheet.key}-{found.chosen}{CSV}"
        return Response(
            sheet.csv(),
            media_type="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{named_so}"'},
        )
