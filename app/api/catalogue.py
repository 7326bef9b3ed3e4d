"""What anybody may ask: the topics, whether somebody is there, crisis resources."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app import clock
from app.services.board.show_board import show_status
from app.services.node import Node
from app.services.show import resource_view, topics_of
from app.wire.requests import Country, Language
from app.wire.views import ResourceView, StatusView, TopicView
from crisis import resources_for


class CatalogueController(Controller):
    """Open to anyone."""

    path = "/api"
    tags = ("anyone",)
    opt = {"role": "anyone"}  # noqa: RUF012  # Litestar's own spelling

    @get("/topics")
    async def topics(self, node: NamedDependency[Node]) -> tuple[TopicView, ...]:
        """Every topic, in the order of the intake."""
        return topics_of(node)

    @get("/status")
    async def status(self, node: NamedDependency[Node]) -> StatusView:
        """Whether anybody is there, in bands."""
        return await show_status(node, now=clock.now())

    @get("/resources")
    async def resources(
        self,
        node: NamedDependency[Node],
        country: FromQuery[Country | None] = None,
        language: FromQuery[Language] = "en",
        kind: FromQuery[str | None] = None,
        age_band: FromQuery[str] = "undeclared",
        quietly: FromQuery[bool] = False,  # noqa: FBT002  # a query parameter
    ) -> tuple[ResourceView, ...]:
        """Crisis resources for a country, never empty; the country is the caller's word, never a guess."""
        kinds = {kind} if kind else set[str]()
        now = clock.now()
        found = resources_for(country, language, age_band, kinds, directory=node.directory, at=now, quietly=quietly)
        return tuple(resource_view(one, at=now) for one in found)
