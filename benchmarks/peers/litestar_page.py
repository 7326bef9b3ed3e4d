"""One page of Jinja on stock Litestar and uvicorn: `python -m benchmarks.peers.litestar_page PORT`."""

import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, get
from litestar.contrib.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template.config import TemplateConfig


@get("/")
async def page() -> Template:
    """A page of some forty lines."""
    return Template("page.html", context={"title": "A page", "lines": [f"Line {number}" for number in range(40)]})


if __name__ == "__main__":
    templates = TemplateConfig(directory=Path(__file__).parent, engine=JinjaTemplateEngine)
    uvicorn.run(
        Litestar([page], template_config=templates), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning"
    )
