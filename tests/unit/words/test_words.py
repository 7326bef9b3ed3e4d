import pytest

from app.words import LOCALES, fitting, gettext, speak, spoken


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9", "es"),
        ("xx-YY", "en"),
        ("en-GB,es;q=0.5", "en"),
        ("es;q=0.1,en;q=0.9", "en"),
        ("es;q=0", "en"),
        ("es;q=lots,*", "en"),
    ],
)
def test_the_browsers_first_wish_that_we_speak_is_taken(asked: str, found: str) -> None:
    assert fitting(asked) == found


def test_what_is_said_is_said_in_the_language_of_the_request() -> None:
    speak("es")
    assert gettext("Skip to the content") == "Ir al contenido"
    assert gettext("never written anywhere") == "never written anywhere"
    assert spoken().text_direction == "ltr"
    speak("klingon")
    assert spoken().language == "en"


def test_english_is_always_spoken() -> None:
    assert "en" in LOCALES
