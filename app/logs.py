"""One line for each thing that went wrong: how grave, where in the code, and what kind. Never what anybody wrote.

An exception is its class and its place. Of other people's libraries only the sentence before anything is put into it
is kept: what they put in may be words or addresses.
"""

import json
import logging
from pathlib import Path

OURS = ("app", "crisis", "matching")


class Plainly(logging.Formatter):
    """A line for people: `ERROR app.jobs.run_line: the line stumbled: KeyError`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        place = where(record)
        return f"{record.levelname} {record.name}: {said(record)}" + (f" ({place})" if place else "")


class AsJson(logging.Formatter):
    """The same for programs, one object a line. The journal that takes it knows when it came."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told = {"level": record.levelname.lower(), "part": record.name, "said": said(record), "failure": where(record)}
        return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)


def speak_plainly(*, as_json: bool = False) -> None:
    """Let everything from here on be logged to standard error, from warnings up."""
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson() if as_json else Plainly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def said(record: logging.LogRecord) -> str:
    """Return what may be said: our own sentence, or another's as it stands in their code."""
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()
    return str(record.msg).strip().partition("\n")[0]


def where(record: logging.LogRecord) -> str:
    """Return the class of an exception and where it was raised."""
    kind, _, raised = record.exc_info or (None, None, None)
    if kind is None:
        return ""
    while raised is not None and raised.tb_next is not None:
        raised = raised.tb_next
    if raised is None:
        return kind.__name__
    return f"{kind.__name__} at {Path(raised.tb_frame.f_code.co_filename).name}:{raised.tb_lineno}"
