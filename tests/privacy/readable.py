"""The server as it ships, but that who started it may read its memory: for a check that does not run as root."""

import runpy

from app.commands import start

if __name__ == "__main__":
    start.keep_memory_to_itself = lambda: None
    runpy.run_module("app", run_name="__main__")
