"""Every catalogue says all that the code says, and nothing else; `make words` brings them up to it."""

import re
from gettext import c2py
from pathlib import Path

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog, Message

from app.words import CATALOGUES, LOCALES, SOURCE
from app.words.extract import FOR_STAFF, TEMPLATES, brought_up, read, sentences

ROOT = Path(__file__).parents[3]
TRANSLATED = [locale for locale in LOCALES if locale != SOURCE]
SCRIPTS = ("seeker", "waiting", "chat", "plan")
"""The entries of seekers' pages."""
TEXT = re.compile(r"""(["'`])((?:\\.|(?!\1).)*)\1""")
SENTENCE = re.compile(r"^(?!.* is-[a-z])[^(]*[A-Za-z]{2,}[,.:]? [a-z]{2,}")
"""Two words at least; a list of style classes is none."""


NO_COUNT = {
    "epsilon",
    "year",
    "code",
    "date",
    "day",
    "expires",
    "name",
    "note",
    "number",
    "numbers",
    "position",
    "service",
    "time",
    "title",
    "zone",
} | {
    "close",  # stands after another number of the same kind
    "length",  # of so many that may be: a limit that never changes
    "most",
    "word",
}
"""Gaps in which nothing is counted."""
COUNTED = range(200)
"""Beyond it every language of ours repeats itself."""
NO_SEEKERS = ("learn", "macros/learn.html", "macros/ways_in.html")
NOT_WORDS = re.compile(
    r"{% (block \w+_class|macro again).*?{% end(block|macro) %}|{%-? *trans.*?endtrans *-?%}", re.DOTALL
)
"""Names of styles, an address, and what is marked as a block."""
NOT_READ = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<style>.*?</style>|<[^>]*>|&\w+;", re.DOTALL)
SAID_TO_ALL = re.compile(r'(?:alt|aria-label|placeholder|title)="([^"]*)"')


def gaps(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def numbers_of(catalogue: Catalog) -> list[set[int]]:
    """The numbers for which each plural form stands."""
    form = c2py(catalogue.plural_expr)
    return [{count for count in COUNTED if form(count) == n} for n in range(catalogue.num_plurals)]


def every_form(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalogue_is_what_make_words_would_write(locale: str) -> None:
    assert (CATALOGUES / f"{locale}.po").read_text(encoding="utf-8") == brought_up(locale, sentences())


@pytest.mark.parametrize("locale", TRANSLATED)
def test_nothing_is_left_untranslated_and_every_gap_is_kept(locale: str) -> None:
    catalogue = read(locale)
    # A form for one number alone may name it in words: "two minutes" is one word in Arabic.
    spare = [gaps("%(count)s %(num)s %(over)s %(held)s") if len(one) == 1 else set() for one in numbers_of(catalogue)]
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        of = gaps(str(message.id))
        spared = spare if message.pluralizable else [set[str]()]
        if message.fuzzy or any(
            not form or not of - may <= gaps(form) <= of for form, may in zip(every_form(message), spared, strict=True)
        ):
            wrong.append(message.id)
    assert wrong == []
    assert {len(every_form(message)) for message in catalogue if message.pluralizable} == {catalogue.num_plurals}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_name_of_a_thing_is_said_as_it_stands_in_the_translation(locale: str) -> None:
    """Who is told to press a button must find it under that name."""
    catalogue = read(locale)
    for name in ("I need a moment", "Somebody else, please", "More", "Rather not say"):
        said = catalogue[name].string
        for message in catalogue:
            if f"“{name}”" in str(message.id):
                assert str(said) in str(message.string), message.id


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_plural_forms_of_a_catalogue_are_those_of_the_language(locale: str) -> None:
    """The pages' script asks the browser for the form, and has to find the one that the server would have said."""
    known = Locale.parse(locale).plural_form
    names = {known(count) for count in COUNTED}
    by_library = [{count for count in COUNTED if known(count) == name} for name in names]
    assert sorted(map(sorted, numbers_of(read(locale)))) == sorted(map(sorted, by_library))


def test_whatever_is_counted_has_its_plural_forms() -> None:
    alone = {gap for message in sentences() if not message.pluralizable for gap in gaps(str(message.id))}
    assert alone - NO_COUNT == set()


def test_every_template_of_seekers_marks_all_its_words() -> None:
    """Every branch of each of them: what no test reaches is read here."""
    left = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.relative_to(TEMPLATES).as_posix().startswith((*FOR_STAFF, *NO_SEEKERS)):
            continue
        source = path.read_text(encoding="utf-8")
        marked = NOT_WORDS.sub("", source)
        said = " ".join([NOT_READ.sub(" ", marked), *SAID_TO_ALL.findall(NOT_READ.sub("", marked))])
        left[path.name] = re.findall(r"[^\W\d_]{2,}", said)
    assert {name: words for name, words in left.items() if words} == {}
    assert len(left) > len(SCRIPTS)


@pytest.mark.parametrize("entry", SCRIPTS)
def test_the_scripts_of_seekers_pages_hold_no_sentence(entry: str) -> None:
    folder = ROOT / "frontend" / "src"
    todo, seen, found = [f"{entry}.ts"], set[str](), list[str]()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        source = (folder / name).read_text(encoding="utf-8")
        todo += re.findall(r'from "\./([\w.-]+\.ts)"', source)
        code = re.sub(r"^\s*(?://|\*|/\*).*$|\s//\s.*$|throw new Error\(.*\);", "", source, flags=re.MULTILINE)
        found += [text[2] for text in TEXT.finditer(code) if SENTENCE.search(text[2])]
    assert found == []
