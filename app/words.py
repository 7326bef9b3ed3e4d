"""The words of the pages in the language of whoever reads them: catalogues, and which one holds just now.

The catalogues (`frontend/words/LOCALE.po`) are read as they are written; nothing is compiled. English is what stands in
the templates and in the code. What a language lacks is shown in English.
"""

from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

CATALOGUES = Path(__file__).parents[1] / "frontend" / "words"
SOURCE = "en"
LOCALES = (SOURCE, *sorted(path.stem for path in CATALOGUES.glob("*.po")))
"""The languages that the pages speak."""

_spoken: ContextVar[str] = ContextVar("spoken", default=SOURCE)


def speak(locale: str) -> None:
    """Let everything that this request shows be said in this language."""
    _spoken.set(locale if locale in LOCALES else SOURCE)


def spoken() -> Locale:
    """Return the language that this request speaks."""
    return Locale.parse(_spoken.get())


def fitting(accept_language: str) -> str:
    """Return the language of ours that a browser's `Accept-Language` asks for first."""
    wishes = []
    for part in accept_language.split(","):
        name, _, quality = part.partition(";q=")
        try:
            wishes.append((-float(quality or 1), name.strip().replace("-", "_")))
        except ValueError:
            continue
    wanted = [name for quality, name in sorted(wishes, key=lambda wish: wish[0]) if name and quality < 0]
    return negotiate_locale(wanted, LOCALES) or SOURCE


def gettext(message: str) -> str:
    """Return the message in the language of this request."""
    return catalogue(_spoken.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the message for so many, in the language of this request."""
    return catalogue(_spoken.get()).ngettext(one, many, count)


@cache
def catalogue(locale: str) -> Translations:
    """Return what is said in a language; the source says what stands in the code."""
    if locale == SOURCE:
        return Translations()
    raw = BytesIO()
    with (CATALOGUES / f"{locale}.po").open("rb") as written:
        write_mo(raw, read_po(written, locale=locale))
    raw.seek(0)
    return Translations(raw)
