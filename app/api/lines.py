"""Coordinators correct the directory of lines outside."""

from litestar import Controller, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from app import clock
from app.records.tables import Staff
from app.services.help.correct_lines import correct_line, forget_correction, line, lines_of
from app.services.help.show_lines import line_view, resource_of
from app.services.node import Node
from app.wire.requests import CorrectLine
from app.wire.staff_views import LineView


class LineController(Controller):
    """For coordinators."""

    path = "/api/resources"
    tags = ("coordinator",)
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get("/directory")
    async def directory(
        self,
        coordinator: NamedDependency[Staff],  # noqa: ARG002
        node: NamedDependency[Node],
        country: FromQuery[str] = "",
    ) -> tuple[LineView, ...]:
        """Every line of a country, hidden ones too; without a country those that serve anywhere."""
        now = clock.now()
        return tuple(line_view(one, at=now) for one in await lines_of(node, country))

    @get("/{key:str}")
    async def show(
        self,
        coordinator: NamedDependency[Staff],  # noqa: ARG002
        node: NamedDependency[Node],
        key: FromPath[str],
    ) -> LineView:
        """One line."""
        return line_view(await line(node, key), at=clock.now())

    @put("/{key:str}")
    async def correct(
        self,
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        key: FromPath[str],
        data: JSONBody[CorrectLine],
    ) -> LineView:
        """Correct a line, or add one under a new key. It shows at once."""
        now = clock.now()
        wish = resource_of(key, data)
        return line_view(await correct_line(node, coordinator, wish, hidden=data.hidden, now=now), at=now)

    @delete("/{key:str}")
    async def forget(
        self, coordinator: NamedDependency[Staff], node: NamedDependency[Node], key: FromPath[str]
    ) -> None:
        """Take a correction back: our file's own line shows again."""
        await forget_correction(node, coordinator, key, now=clock.now())
