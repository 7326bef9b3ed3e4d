"""What people typed into a form, understood kindly: every refusal names its field, and nothing typed is lost."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar.datastructures import FormMultiDict

from app.wire.base import MAX_TEXT
from app.wire.requests import Feedback, JoinLine

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
    ("unsafe", "I did not feel safe"),
    ("sexual", "It became sexual"),
    ("harassing", "They were cruel or harassing"),
    ("asked-for-contact", "They asked for a name, number or account"),
    ("child-at-risk", "A child may be in danger"),
    ("threat", "They threatened me"),
    ("other", "Something else"),
)
_TOO_MANY_TOPICS = "Please choose three topics at most."
_TOO_LONG = "This is a little too long: {over} characters over. Nothing is lost; please shorten it."
_MOST_TOPICS = 3
_KEPT = ("language", "feeling", "self_report", "first_message", "country", "hides")


def kept(form: FormMultiDict) -> dict[str, Any]:
    """Return what was typed, to stand in the form again."""
    return {name: str(form.get(name) or "") for name in _KEPT} | {
        "topics": [str(one) for one in form.getall("topics", [])]
    }


def intake(values: Mapping[str, Any], *, age_band: str) -> tuple[JoinLine | None, dict[str, str]]:
    """Return the wish, or what is wrong with each field."""
    errors = {}
    if len(values["topics"]) > _MOST_TOPICS:
        errors["topics"] = _TOO_MANY_TOPICS
    over = too_long(values["first_message"])
    if over:
        errors["first_message"] = over
    if errors:
        return None, errors
    wish = {
        "ageBand": age_band,
        "topics": values["topics"],
        "language": values["language"] or "en",
        "feeling": values["feeling"] or None,
        "selfReport": values["self_report"] or "undisclosed",
        "firstMessage": unix_lines(values["first_message"]),
        "country": values["country"] or None,
        "hides": bool(values["hides"]),
    }
    try:
        return msgspec.convert(wish, JoinLine, strict=False), {}
    except msgspec.ValidationError:
        return None, {"topics": "Something in the form was not one of its choices. Please look through it once more."}


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
    return _TOO_LONG.format(over=over) if over > 0 else None


def unix_lines(text: str) -> str:
    """Browsers post two characters for a line's end; we count one."""
    return text.replace("\r\n", "\n").strip()
