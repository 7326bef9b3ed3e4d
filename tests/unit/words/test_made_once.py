"""What is made once for all pages says the same as what is made for each."""

import pytest

from app.pages.shape import FRONTEND
from app.pages.templates import InEachLanguage, teach
from app.settings import Settings
from app.words import LOCALES, gettext, speaking
from app.words.countries import options

COUNTRIES = (("AT", "Österreich"), ("CI", "Côte d’Ivoire"), ("XX", "<b>&"))
PLAIN = '<option value="AT">Österreich</option>\n<option value="CI">Côte d’Ivoire</option>\n'
STRANGE = '<option value="XX">&lt;b&gt;&amp;</option>\n'


def test_every_country_is_a_choice_and_its_name_no_markup() -> None:
    assert options(COUNTRIES, None) == PLAIN + STRANGE


@pytest.mark.parametrize("chosen", ["AT", "CI"])
def test_the_chosen_country_is_selected_for_that_page_alone(chosen: str) -> None:
    selected = PLAIN.replace(f'"{chosen}"', f'"{chosen}" selected')
    assert options(COUNTRIES, chosen) == selected + STRANGE
    assert options(COUNTRIES, None) == PLAIN + STRANGE


@pytest.mark.parametrize("chosen", ["", "at", 'AT">', "value", "ZZ"])
def test_what_is_no_country_selects_nothing(chosen: str) -> None:
    assert options(COUNTRIES, chosen) == PLAIN + STRANGE


async def test_every_page_of_a_seeker_is_read_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.pages.templates.SETTLED", 0)
    monkeypatch.setattr("app.pages.templates.BETWEEN", 0)
    monkeypatch.setattr("app.pages.templates.LOCALES", ("en", "de"))
    engine = InEachLanguage(directory=FRONTEND / "templates")
    teach(Settings(), engine)
    await engine.read_ahead()
    for locale in ("en", "de"):
        read = {name for _, name in engine.of(locale).cache or ()}
        assert {"landing.html", "base.html", "macros/resource.html", "chat.html"} - read == set()
        assert not [name for name in read if name.startswith("staff/")]


SENTENCE = "We cannot see where you are and cannot send anyone. An emergency number can."


def test_a_page_speaks_the_language_of_each_who_asks() -> None:
    engine = InEachLanguage(directory=FRONTEND / "templates")
    teach(Settings(), engine)
    said = set()
    for locale in (*LOCALES, *LOCALES):
        with speaking(locale):
            text = (
                "{{ _('"
                + SENTENCE
                + "') }}|{{ _(words) }}|{{ _('Call %(number)s', number='<1>') }}|{% if _('Exit') %}100%{% endif %}"
            )
            template = engine.of(locale).from_string(text)
            once, each, named, per_cent = template.render(words=SENTENCE).split("|")
            assert once == each == gettext(SENTENCE)
            assert "&lt;1&gt;" in named
            assert per_cent == "100%"
            said.add(once)
    assert len(said) == len(LOCALES)
