"""The ways in: the landing page, crisis lines, and the page for children."""

from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from app import clock
from app.pages.shape import page
from app.services.node import Node
from app.services.show import resource_view
from app.services.show_board import show_status
from crisis import resources_for


class LandingPages(Controller):
    """Open to anyone."""

    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get("/")
    async def landing(
        self, request: Request[Any, Any, Any], node: NamedDependency[Node], country: FromQuery[str | None] = None
    ) -> Template:
        """Who answers, what is kept, and where help is in an emergency."""
        status = await show_status(node, now=clock.now())
        return page(request, node, "landing.html", status=status, **_lines(node, country, "undeclared", ()))

    @get("/lines")
    async def lines(
        self, request: Request[Any, Any, Any], node: NamedDependency[Node], country: FromQuery[str | None] = None
    ) -> Template:
        """Crisis lines by country."""
        return page(request, node, "lines.html", **_lines(node, country, "undeclared", ()))

    @get("/young")
    async def young(
        self, request: Request[Any, Any, Any], node: NamedDependency[Node], country: FromQuery[str | None] = None
    ) -> Template:
        """Lines for children, and no chat."""
        return page(request, node, "young.html", **_lines(node, country, "under13", ("child",)))


def _lines(node: Node, country: str | None, age_band: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    countries = node.directory.countries()
    known = country if country in {code for code, _ in countries} else None
    found = resources_for(known, "en", age_band, kinds, directory=node.directory, at=clock.now())
    return {"countries": countries, "country": known, "resources": tuple(resource_view(one) for one in found)}
