"""Every catalogue says all that the code says, and nothing else; `make words` brings them up to it."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from app.words import CATALOGUES, LOCALES, SOURCE
from app.words.extract import brought_up, read, sentences

ROOT = Path(__file__).parents[3]
TRANSLATED = [locale for locale in LOCALES if locale != SOURCE]
SCRIPTS = ("seeker", "waiting", "chat", "plan")
"""The entries of seekers' pages."""
TEXT = re.compile(r"""(["'`])((?:\\.|(?!\1).)*)\1""")
SENTENCE = re.compile(r"^(?!.* is-[a-z])[^(]*[A-Za-z]{2,}[,.:]? [a-z]{2,}")
"""Two words at least; a list of style classes is none."""


def gaps(text: str) -> list[str]:
    return sorted(set(re.findall(r"%\(\w+\)s", text)))


def every_form(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalogue_is_what_make_words_would_write(locale: str) -> None:
    assert (CATALOGUES / f"{locale}.po").read_text(encoding="utf-8") == brought_up(locale, sentences())


@pytest.mark.parametrize("locale", TRANSLATED)
def test_nothing_is_left_untranslated_and_every_gap_is_kept(locale: str) -> None:
    catalogue = read(locale)
    wrong = [
        message.id
        for message in catalogue
        if message.id
        and (
            message.fuzzy
            or not all(every_form(message))
            or any(gaps(form) != gaps(str(message.id)) for form in every_form(message))
        )
    ]
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
