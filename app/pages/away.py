"""The page for when nothing of us answers: one file that needs nothing else, for a proxy to serve in our place.

`python -m app.pages.away FILE` writes it; the build does, beside the other built files. It knows every emergency
number, asks again by itself, and looks like nothing in the tab. A file cannot ask which language a browser wants, and a
choice would be gone at the next refresh: so it says its few sentences in every language of the pages, and each country
stands there as it calls itself.
"""

import sys
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from jinja2 import Environment, FileSystemLoader, select_autoescape

from app.pages.shape import FRONTEND
from app.services.help.say_line import SERVICES
from app.settings import Settings
from app.words import LOCALES, SOURCE, gettext, speaking, spoken
from crisis import DEFAULT, Directory, Resource

AGAIN_EVERY = 30
"""Seconds until it asks whether we are back."""
NEEDED = ("ambulance", "police")
"""Services whose numbers stand here, where a country has one for each."""
MOST_NAMES = 4
"""Of one country: the English one and its own, where it has many languages."""


def away_page(settings: Settings, directory: Directory = DEFAULT) -> str:
    """Return the page."""
    pages = Environment(loader=FileSystemLoader(FRONTEND / "templates"), autoescape=select_autoescape())
    emergencies = [(code, name, directory.emergency(code)) for code, name in directory.countries()]
    countries = [(_names(code, name), line) for code, name, line in emergencies if line]
    return pages.get_template("away.html").render(
        tab_title=settings.tab_title,
        said=[_said(locale) for locale in LOCALES],
        numbers=[(names, ways) for names, line in countries if (ways := _ways(line, [of for of, _ in names]))],
        anywhere=[(line.name, line.website) for line in directory.everywhere()],
        again_every=AGAIN_EVERY,
    )


def _said(locale: str) -> dict[str, str]:
    with speaking(locale):
        return {
            "language": locale,
            "direction": spoken().text_direction,
            "title": gettext("We are out of reach for a moment"),
            "kept": gettext(
                "It is nothing you did. If you have a place in line or an open chat, leave this page open: it asks "
                "again by itself, every half minute, and goes on where you were."
            ),
            "again": gettext("Try again now"),
            # No link to them: a browser may take its refresh of an address with a fragment for a jump, and never ask.
            "danger": gettext(
                "In danger right now? The numbers to call are below: they can send somebody. Not yet checked by us, "
                "and free in most places."
            ),
            "numbers": gettext("Numbers to call"),
            "talk": gettext("Somebody to talk to, in your country"),
        }


def _names(code: str, english: str) -> list[tuple[str, str]]:
    """Return what a country is called: in English, by which the list is sorted, and in its own languages."""
    names = {english: SOURCE}
    for language in get_official_languages(code, de_facto=True):
        try:
            locale = Locale.parse(language)
        except UnknownLocaleError:
            continue
        if locale.language != SOURCE and code in locale.territories:
            names.setdefault(locale.territories[code], language.replace("_", "-"))
    return [(language, name) for name, language in names.items()][:MOST_NAMES]


def _ways(line: Resource, languages: list[str]) -> list[dict[str, str]]:
    """Return the one number of a country; where there is none, that of each service, named in its own language."""
    if line.phone:
        return [{"name": "", "language": "", "phone": line.phone, "tel": line.tel}]
    own = next((one for one in languages[1:] if one in LOCALES), SOURCE)
    with speaking(own):
        return [
            {"name": gettext(SERVICES[service]), "language": own, "phone": number, "tel": f"tel:{number}"}
            for service, number in line.services
            if service in NEEDED
        ]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(away_page(Settings()), encoding="utf-8")
