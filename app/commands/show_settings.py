"""`earshot settings`: every setting, as the page in docs or as a file to fill in."""

from typing import Annotated

import typer

from app.commands.ground import say
from app.settings.document import as_file, as_page


def show_settings(
    as_a_file: Annotated[bool, typer.Option("--file", help="As a file to fill in.")] = False,  # noqa: FBT002
) -> None:
    """Print every setting with its default and what it means."""
    say((as_file() if as_a_file else as_page()).rstrip("\n"))
