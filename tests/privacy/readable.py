"""The server as it ships, but that who started it may read its memory: for a check that does not run as root."""

import runpy
from importlib import import_module

if __name__ == "__main__":
    start = import_module("app.commands.start")  # the package's own `start` is the function in it
    start.keep_memory_to_itself = lambda: None  # type: ignore[attr-defined]
    runpy.run_module("app", run_name="__main__")
