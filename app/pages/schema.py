"""The viewer of the API's description. It is served by us and loads nothing from elsewhere."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Template

from app.pages.shape import page
from app.services.node import Node


@get("/schema", include_in_schema=False, opt={"role": "anyone"})
async def schema_page(request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Template:
    """Show `/schema/openapi.json` to people."""
    return page(request, node, "schema.html")
