"""Every sentence of the code that a seeker may read, and the catalogues brought up to it: `make words`.

Pages for staff are in English alone. Names of lines outside are their own; of what our file of lines says, the notes
and the names of emergency numbers are sentences of ours.
"""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from app.words import CATALOGUES, LOCALES, SOURCE
from crisis.directory import DEFAULT, LOCAL_EMERGENCY

APP = Path(__file__).parents[1]
TEMPLATES = APP.parent / "frontend" / "templates"
KEYWORDS = dict(DEFAULT_KEYWORDS) | {"later": None, "forms": (1, 2)}
FOR_STAFF = ("staff", "staff_base.html", "schema.html", "macros/board.html", "macros/places.html")
WIDTH = 110


def sentences() -> Catalog:
    """Return everything there is to say, as a catalogue without translations."""
    said = Catalog()
    for message in (*_in_code(), *_in_data()):
        flags = ["python-format"] if "%(" in str(message) else []
        said.add(message, flags=flags)
    return said


def read(locale: str) -> Catalog:
    """Return a catalogue as it is written."""
    with (CATALOGUES / f"{locale}.po").open("rb") as written:
        return read_po(written, locale=locale)


def brought_up(locale: str, said: Catalog) -> str:
    """Return a catalogue with every sentence there is and no other, as a file; the same words the same bytes."""
    head, _, _ = (CATALOGUES / f"{locale}.po").read_text(encoding="utf-8").partition("\n\n")
    known = read(locale)
    known.update(said, no_fuzzy_matching=True)
    body = BytesIO()
    write_po(
        body,
        known,
        width=WIDTH,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_previous=False,
    )
    return f"{head}\n\n{body.getvalue().decode().strip()}\n"


def _in_code() -> Iterator[Any]:
    for path in sorted(APP.rglob("*.py")):
        yield from _of(path, "python")
    for path in sorted(TEMPLATES.rglob("*.html")):
        if not path.relative_to(TEMPLATES).as_posix().startswith(FOR_STAFF):
            yield from _of(path, babel_extract)


def _of(path: Path, how: Any) -> Iterator[Any]:
    with path.open("rb") as source:
        for _, message, _, _ in extract(how, source, KEYWORDS, options={"encoding": "utf-8"}):
            yield message


def _in_data() -> Iterator[str]:
    told = tomllib.loads(files("app.records.samples").joinpath("topics.toml").read_text(encoding="utf-8"))
    for topic in told["topic"]:
        yield from (topic["name"], topic["description"])
    for line in (LOCAL_EMERGENCY, *DEFAULT.resources):
        yield from filter(None, (line.name if line.kind == "emergency" else "", line.note, line.cost))


def main() -> None:
    """Bring every catalogue up to the code."""
    said = sentences()
    for locale in LOCALES:
        if locale != SOURCE:
            (CATALOGUES / f"{locale}.po").write_text(brought_up(locale, said), encoding="utf-8")


if __name__ == "__main__":
    main()
