"""What a language calls each country, and in which order it lists them."""

import unicodedata
from functools import lru_cache

from babel.core import Locale
from markupsafe import Markup


@lru_cache(maxsize=16)
def by_name(countries: tuple[tuple[str, str], ...], locale: str) -> tuple[tuple[str, str], ...]:
    """Return ``(code, name)`` of these countries as a language names them, by name; what it cannot name stays."""
    names = Locale.parse(locale).territories
    named = [(code, names.get(code, name)) for code, name in countries]
    return tuple(sorted(named, key=lambda one: unicodedata.normalize("NFKD", one[1]).casefold()))


def options(countries: tuple[tuple[str, str], ...], chosen: str | None) -> Markup:
    """Return the choices of a form, one line each. What is chosen is put in last: of that nothing is kept."""
    made = _options(countries)
    if not chosen or chosen not in dict(countries):
        return made
    return Markup(str(made).replace(f'"{chosen}">', f'"{chosen}" selected>'))  # noqa: S704  # one of our own codes


@lru_cache(maxsize=16)
def _options(countries: tuple[tuple[str, str], ...]) -> Markup:
    line = Markup('<option value="{}">{}</option>\n')
    return Markup("").join(line.format(code, name) for code, name in countries)
