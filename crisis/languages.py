"""Which languages have a phrase file, who has read it through, and what of a text no file can read.

A phrase file that no native speaker has read counts as a first attempt, and whoever shows a language says so. Which
language a text is in is never guessed: every phrase file is tried on every message.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "ar", "hi", "id", "ja", "ko", "zh")
"""Languages with a phrase file."""

_UNKNOWN_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0530-\u05ff\u0700-\u074f\u0780-\u07ff\u0980-\u0dff\u0e00-\u10ff\u1200-\u137f\u1780-\u18af]{3}"
)
"""Three letters of Greek, Armenian, Hebrew, the scripts of India but Devanagari, Thai to Georgian, and others."""


def primary(language: str) -> str:
    """Reduce a language tag to its first part: "pt-BR" is "pt"."""
    return language.replace("_", "-").split("-", maxsplit=1)[0].lower()


def can_read(text: str, *, language: str) -> bool:
    """Tell whether silence about a text may mean something: its language has a file, and so have its letters."""
    return primary(language) in LANGUAGES and (text.isascii() or not _UNKNOWN_SCRIPT.search(text))


@cache
def reviewers() -> tuple[tuple[str, str], ...]:
    """List ``(language, reviewer)``: the native speaker who read the phrase file through, empty until somebody has."""
    folder = files("crisis").joinpath("data", "signals")
    return tuple(
        (language, tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8"))["reviewer"])
        for language in LANGUAGES
    )
