"""The page for when nothing of us answers: one file that needs nothing else, for a proxy to serve in our place.

`python -m app.pages.away FILE` writes it; the build does, beside the other built files. It knows every emergency
number, asks again by itself, and looks like nothing in the tab.
"""

import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from app.pages.shape import FRONTEND
from app.settings import Settings
from app.words import gettext, ngettext
from crisis import DEFAULT, Directory

AGAIN_EVERY = 30
"""Seconds until it asks whether we are back."""


def away_page(settings: Settings, directory: Directory = DEFAULT) -> str:
    """Return the page."""
    pages = Environment(
        loader=FileSystemLoader(FRONTEND / "templates"), autoescape=select_autoescape(), extensions=["jinja2.ext.i18n"]
    )
    pages.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    emergencies = [(name, directory.emergency(code)) for code, name in directory.countries()]
    numbers = [(name, line.phone, line.tel) for name, line in emergencies if line and line.phone]
    anywhere = [(line.name, line.website) for line in directory.everywhere()]
    return pages.get_template("away.html").render(
        tab_title=settings.tab_title, numbers=numbers, anywhere=anywhere, again_every=AGAIN_EVERY
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(away_page(Settings()), encoding="utf-8")
