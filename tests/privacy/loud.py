"""The server as it ships, but that everything in it speaks at DEBUG, other people's libraries included."""

import logging
import runpy
from importlib import import_module

from app import logs


def speak_of_everything(*, as_json: bool = False) -> None:
    """Write the lines that we write, and all of them; nobody's own level quiets them again."""
    logs.speak_plainly(as_json=as_json)
    logging.getLogger().setLevel(logging.DEBUG)
    logging.Logger.setLevel = lambda *_: None  # type: ignore[assignment]


if __name__ == "__main__":
    start = import_module("app.commands.start")  # the package's own `start` is the function in it
    start.speak_plainly = speak_of_everything  # type: ignore[attr-defined]
    runpy.run_module("app", run_name="__main__")
