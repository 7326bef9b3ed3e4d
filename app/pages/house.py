"""What a person may want to know before they trust us: staying safe, who runs this, privacy, house rules."""

from pathlib import Path
from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.response import Template

from app.pages.shape import page
from app.publishing.noise import EPSILON
from app.services.node import Node
from app.services.statistics.hand_over import what_we_hold
from app.services.statistics.yearly import show_years
from app.words import later

ENDINGS = {
    "talked": later("They talked with somebody"),
    "left": later("They left the line before"),
    "nobody_free": later("Nobody was free, and they were shown other help"),
    "fault": later("It ended through a fault of ours"),
}
MOODS = {"better": later("Better than before"), "same": later("The same"), "worse": later("Worse than before")}


class HousePages(Controller):
    """Open to anyone. What an operator has written stands here as it is; without it, short words of ours."""

    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get("/staying-safe")
    async def staying_safe(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Template:
        """What to keep to yourself, what nobody here will ask, and how to leave little behind."""
        return page(request, node, "staying_safe.html")

    @get("/contact")
    async def contact(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Template:
        """Who runs this, and how to reach them."""
        return page(request, node, "contact.html", contact=node.settings.contact)

    @get("/privacy")
    async def privacy(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Template:
        """What is kept, and what is not."""
        return page(request, node, "privacy.html", written=_paragraphs(node.settings.privacy_notice))

    @get("/transparency")
    async def transparency(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Template:
        """Figures of whole years with noise in them, and every column that we could be made to hand over."""
        years, held = await show_years(node.records), await what_we_hold(node.records)
        words = {"endings": ENDINGS, "moods": MOODS}
        return page(request, node, "transparency.html", years=years, held=held, epsilon=EPSILON, words=words)

    @get("/rules")
    async def rules(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Template:
        """How we treat each other here."""
        return page(request, node, "rules.html", written=_paragraphs(node.settings.house_rules))


def _paragraphs(path: Path | None) -> list[str]:
    if path is None:
        return []
    return [one.strip() for one in path.read_text(encoding="utf-8").split("\n\n") if one.strip()]
