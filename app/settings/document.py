"""The settings as documents, made from the code: docs/settings.md for people, deploy/earshot.env to fill in."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from textwrap import wrap
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from app.settings import Settings
from app.settings.reading import APART, PREFIX

HEAD = """# Settings

Read once at the start from the environment, or from a file that `--settings FILE` (or `EARSHOT_SETTINGS`) names; the
environment wins over the file, an option over both. Durations are seconds. Every value that makes no sense, and every
`EARSHOT_…` that is none, is named at once, and stops the start. `earshot check` looks at the rest of the machine.

This page is made from the code by `make settings`; so is [`deploy/earshot.env`](../deploy/earshot.env), the file to
begin with.

| variable | default | means |
|---|---|---|
"""
FILE_HEAD = """# The settings of Earshot, made from the code by `make settings`. Copy it, take the # away where you set
# something, and let nobody else read it (chmod 600): some values are secret. docs/settings.md says the same as a table.
"""


class Setting(NamedTuple):
    """One setting, as an operator meets it."""

    variable: str
    default: str
    means: str


def settings(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> Iterator[Setting]:
    """Yield every setting, in the order of the code."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from settings(kind, f"{prefix}{name.upper()}{APART}")
            continue
        default = field.default
        if default is PydanticUndefined:  # the one that is made of another
            default = "http://127.0.0.1:PORT,http://localhost:PORT"
        variable = str(field.validation_alias or f"{prefix}{name.upper()}")
        yield Setting(variable, _said(default), re.sub(r"\s+", " ", field.description or ""))


def as_page() -> str:
    """Return docs/settings.md."""
    rows = (
        f"| `{one.variable}` | {f'`{one.default}`' if one.default else 'none'} | {one.means} |" for one in settings()
    )
    return HEAD + "\n".join(rows) + "\n"


def as_file() -> str:
    """Return deploy/earshot.env: every setting with its default, none of them set."""
    told = [FILE_HEAD]
    for one in settings():
        told += ["\n".join(f"# {line}" for line in wrap(one.means, 116)), f"#{one.variable}={_quoted(one.default)}", ""]
    return "\n".join(told).rstrip("\n") + "\n"


def _said(default: Any) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, timedelta):
        return f"{default.total_seconds():g}"
    if isinstance(default, tuple):
        return ",".join(str(one) for one in default)
    return str(getattr(default, "get_secret_value", lambda: default)())


def _quoted(value: str) -> str:
    return json.dumps(value) if " " in value else value
