"""The viewer of the API's description. It is served by us and loads nothing from elsewhere."""

from typing import Any

from litestar import Request
from litestar.openapi.plugins import OpenAPIRenderPlugin


class Viewer(OpenAPIRenderPlugin):
    """Shows `/schema/openapi.json` to people, with Swagger's viewer out of our own build."""

    def __init__(self) -> None:
        """Stand at /schema itself."""
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002
        """Return the page; its script fetches the description."""
        engine = request.app.template_engine
        if engine is None:
            raise LookupError("no templates")
        return str(engine.get_template("schema.html").render()).encode()
