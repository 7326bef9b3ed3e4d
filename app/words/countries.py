"""What a language calls each country, and in which order it lists them."""

import unicodedata
from functools import lru_cache

from babel.core import Locale


@lru_cache(maxsize=16)
def by_name(countries: tuple[tuple[str, str], ...], locale: str) -> tuple[tuple[str, str], ...]:
    """Return ``(code, name)`` of these countries as a language names them, by name; what it cannot name stays."""
    names = Locale.parse(locale).territories
    named = [(code, names.get(code, name)) for code, name in countries]
    return tuple(sorted(named, key=lambda one: unicodedata.normalize("NFKD", one[1]).casefold()))
