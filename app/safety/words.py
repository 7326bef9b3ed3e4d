"""The words of ``data/contact.toml``, as the modules beside it want them."""

import re
import tomllib
from importlib.resources import files
from typing import Any

_TABLE: dict[str, Any] = tomllib.loads(files("app.safety").joinpath("data", "contact.toml").read_text(encoding="utf-8"))


def listed(name: str) -> tuple[str, ...]:
    """Return a list of words."""
    return tuple(_TABLE["lists"][name])


def numbers(name: str) -> dict[str, str]:
    """Return what each word of a table stands for."""
    return {word: number for number, words in _TABLE[name].items() for word in words}


def one_of(*names: str) -> str:
    """Return a pattern that is any word of these lists, the longest first."""
    words = {word for name in names for word in listed(name)}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
