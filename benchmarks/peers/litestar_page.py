"""Two pages of Jinja on stock Litestar and uvicorn: `python -m benchmarks.peers.litestar_page PORT`.

`/` is a page of some forty lines. `/large` is about as large as our landing page, with as many choices and a few
macros, in one language: it is given everything that it shows.
"""

import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, get
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template.config import TemplateConfig

COUNTRIES = [(f"X{chr(65 + number % 26)}", f"Country {number}") for number in range(212)]
LINES = [
    {"name": f"A line {n}", "number": f"555 010{n}", "site": "https://example.org", "hours": "always"} for n in "123"
]
LINKS = [(f"Link {number}", f"/link-{number}") for number in range(9)]


@get("/")
async def page() -> Template:
    """A page of some forty lines."""
    return Template("page.html", context={"title": "A page", "lines": [f"Line {number}" for number in range(40)]})


@get("/large")
async def large() -> Template:
    """A page as large as our first one."""
    facts = {"title": "A page", "token": "0" * 32, "countries": COUNTRIES, "lines": LINES, "links": LINKS}
    return Template("large_page.html", context=facts)


if __name__ == "__main__":
    templates = TemplateConfig(directory=Path(__file__).parent, engine=JinjaTemplateEngine)
    uvicorn.run(
        Litestar([page, large], template_config=templates), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning"
    )
