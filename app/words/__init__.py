"""The words of the pages in the language of whoever reads them: catalogues, and which one holds just now.

The catalogues (`frontend/words/LOCALE.po`) are read as they are written; nothing is compiled. English is what stands in
the templates and in the code. What a language lacks is shown in English.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

CATALOGUES = Path(__file__).parents[2] / "frontend" / "words"
SOURCE = "en"
LOCALES = (SOURCE, *sorted(path.stem for path in CATALOGUES.glob("*.po")))
"""The languages that the pages speak."""

_spoken: ContextVar[str] = ContextVar("spoken", default=SOURCE)


def speak(locale: str) -> None:
    """Let everything that this request shows be said in this language."""
    _spoken.set(locale if locale in LOCALES else SOURCE)


@cache
def languages() -> tuple[tuple[str, str], ...]:
    """Return every language that the pages speak, each as it names itself."""
    return tuple((locale, (_parsed(locale).get_display_name() or locale).capitalize()) for locale in LOCALES)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say what is made inside in the language of the one it is for, whoever's request made it."""
    before = _spoken.set(locale if locale in LOCALES else SOURCE)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> Locale:
    """Return the language that this request speaks."""
    return _parsed(_spoken.get())


@cache
def _parsed(locale: str) -> Locale:
    return Locale.parse(locale)


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
    return catalogue(_spoken.get()).gettext(message) if message else ""  # the empty one is a catalogue's head


def ngettext(one: str, many: str, count: int) -> str:
    """Return the message for so many, in the language of this request."""
    return catalogue(_spoken.get()).ngettext(one, many, count)


def later(message: str) -> str:
    """Mark words that stand in a table and are said later, by `gettext`."""
    return message


def forms(one: str, many: str) -> dict[str, str]:
    """Return the message in every plural form of this language, by the names that `Intl.PluralRules` gives them."""
    rule = spoken().plural_form
    samples = {rule(count): count for count in (0, *range(199, 0, -1))}
    return {name: ngettext(one, many, count) for name, count in sorted(samples.items())}


def isolated(text: str) -> str:
    """Return a name or a number so that it keeps its own direction inside a sentence that runs from right to left."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if spoken().text_direction == "rtl" else text


def dialled(number: str) -> str:
    """Return a number as it is dialled, from left to right in any sentence."""
    return (
        f"\N{LEFT-TO-RIGHT ISOLATE}{number}\N{POP DIRECTIONAL ISOLATE}" if spoken().text_direction == "rtl" else number
    )


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
