"""The ways in: the landing page, crisis lines, the page for children, and a safety plan to print."""

from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from app import clock
from app.pages.shape import page
from app.services.board.show_board import show_status
from app.services.line.say_place import usual_wait
from app.services.node import Node
from app.services.show import countries_of, resource_view
from app.words import spoken
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
        return await landing_page(request, node, country)

    @get("/lines")
    async def lines(
        self,
        request: Request[Any, Any, Any],
        node: NamedDependency[Node],
        country: FromQuery[str | None] = None,
        quietly: FromQuery[str | None] = None,
    ) -> Template:
        """Crisis lines by country; to write to first, for who cannot speak aloud."""
        return page(request, node, "lines.html", **_lines(node, country, quietly=bool(quietly)))

    @get("/young")
    async def young(
        self,
        request: Request[Any, Any, Any],
        node: NamedDependency[Node],
        country: FromQuery[str | None] = None,
        quietly: FromQuery[str | None] = None,
    ) -> Template:
        """Lines for children, and no chat."""
        lines = _lines(node, country, "under13", ("child",), quietly=bool(quietly))
        return page(request, node, "young.html", **lines)

    @get("/safety-plan")
    async def plan(
        self, request: Request[Any, Any, Any], node: NamedDependency[Node], country: FromQuery[str | None] = None
    ) -> Template:
        """A plan for the next hard hour. What is written on it stays in the browser: nothing here takes it."""
        return page(request, node, "plan.html", **_lines(node, country))


async def landing_page(
    request: Request[Any, Any, Any],
    node: Node,
    country: str | None = None,
    *,
    code: int = 200,
    words_error: str | None = None,
    words_typed: str = "",
    challenge: str | None = None,
) -> Template:
    """Return the first page; where words were typed that lead nowhere, it says so."""
    status = await show_status(node, now=clock.now())
    facts = {"status": status, "usual_wait": usual_wait(status.wait_low, status.wait_high), **_lines(node, country)}
    words = {"words_error": words_error, "words_typed": words_typed, "challenge": challenge}
    return page(request, node, "landing.html", code=code, **words, **facts)


def _lines(
    node: Node,
    country: str | None,
    age_band: str = "undeclared",
    kinds: tuple[str, ...] = (),
    *,
    quietly: bool = False,
) -> dict[str, Any]:
    countries, now = countries_of(node), clock.now()
    known = country if country in {code for code, _ in countries} else None
    found = resources_for(known, spoken().language, age_band, kinds, directory=node.directory, at=now, quietly=quietly)
    return {
        "countries": countries,
        "country": known,
        "quietly": quietly,
        "resources": tuple(resource_view(one, at=now) for one in found),
    }
