"""What people typed into a form, understood kindly: every refusal names its field, and nothing typed is lost."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar.datastructures import FormMultiDict

from app.wire.base import MAX_NAME, MAX_TEXT
from app.wire.requests import Feedback, JoinLine
from app.words import gettext, later, ngettext, spoken

LANGUAGES = (
    ("en", "English"),
    ("es", "Español"),
    ("pt", "Português"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("tr", "Türkçe"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
    ("id", "Bahasa Indonesia"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("zh", "中文"),
)
REASONS = (
    ("unsafe", later("I did not feel safe")),
    ("sexual", later("It became sexual")),
    ("harassing", later("They were cruel or harassing")),
    ("asked-for-contact", later("They asked for a name, number or account")),
    ("child-at-risk", later("A child may be in danger")),
    ("threat", later("They threatened me")),
    ("other", later("Something else")),
)
_MOST_TOPICS = 3
_NAMES = ("called", "pronouns")
_KEPT = ("language", "feeling", "self_report", "first_message", "called", "pronouns", "country", "hides")


def reasons() -> tuple[tuple[str, str], ...]:
    """Return what can be wrong with a chat, in words."""
    return tuple((value, gettext(label)) for value, label in REASONS)


def kept(form: FormMultiDict) -> dict[str, Any]:
    """Return what was typed, to stand in the form again."""
    return {name: str(form.get(name) or "") for name in _KEPT} | {
        "topics": [str(one) for one in form.getall("topics", [])]
    }


def intake(values: Mapping[str, Any], *, age_band: str) -> tuple[JoinLine | None, dict[str, str]]:
    """Return the wish, or what is wrong with each field."""
    errors = {}
    if len(values["topics"]) > _MOST_TOPICS:
        errors["topics"] = gettext("Please choose three topics at most.")
    over = too_long(values["first_message"])
    if over:
        errors["first_message"] = over
    errors |= {name: gettext("Something shorter, please.") for name in _NAMES if len(values[name]) > MAX_NAME}
    if errors:
        return None, errors
    wish = {
        "ageBand": age_band,
        "topics": values["topics"],
        "language": values["language"] or spoken().language,
        "feeling": values["feeling"] or None,
        "selfReport": values["self_report"] or "undisclosed",
        "firstMessage": unix_lines(values["first_message"]),
        "confirmed": values.get("confirmed", False),
        "called": values["called"],
        "pronouns": values["pronouns"],
        "country": values["country"] or None,
        "hides": bool(values["hides"]),
    }
    try:
        return msgspec.convert(wish, JoinLine, strict=False), {}
    except msgspec.ValidationError:
        said = gettext("Something in the form was not one of its choices. Please look through it once more.")
        return None, {"topics": said}


def feedback(form: FormMultiDict) -> Feedback:
    """Return the three answers; what was not one of the choices counts as not answered."""
    given = {name: str(form.get(name) or "") or None for name in ("feeling", "heard", "safe")}
    try:
        return msgspec.convert(given, Feedback, strict=False)
    except msgspec.ValidationError:
        return Feedback()


def too_long(text: str) -> str | None:
    """Say by how much a text is too long."""
    over = len(unix_lines(text)) - MAX_TEXT
    if over <= 0:
        return None
    said = ngettext(
        "This is a little too long: %(over)s character over. Nothing is lost; please shorten it.",
        "This is a little too long: %(over)s characters over. Nothing is lost; please shorten it.",
        over,
    )
    return said % {"over": over}


def unix_lines(text: str) -> str:
    """Browsers post two characters for a line's end; we count one."""
    return text.replace("\r\n", "\n").strip()
