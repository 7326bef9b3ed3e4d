"""`earshot drain`: ask the server that uses this data folder to take nobody in any more and to end by itself.

The server holds a lock on a file with its process number, so that nobody else is ever signalled.
"""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SIGNAL = signal.SIGUSR1
LOOK = 0.2


@contextlib.contextmanager
def serving_here(data: Path) -> Iterator[None]:
    """Let a command find this process, as long as it serves."""
    data.mkdir(parents=True, exist_ok=True)
    with _pid(data).open("w") as held:
        with contextlib.suppress(BlockingIOError):  # a second server on one folder finds other things in its way
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held.write(str(os.getpid()))
        held.flush()
        try:
            yield
        finally:
            _left(data).unlink(missing_ok=True)
            _pid(data).unlink(missing_ok=True)


def show_left(data: Path, left: int) -> None:
    """Say how many people are still here."""
    _left(data).write_text(str(left))


def drain(data: Path, say: Callable[[str], None]) -> bool:
    """Ask the server to drain, and say how many are left until it has ended; False when none runs here."""
    pid = _who_serves(data)
    if pid is None:
        return False
    os.kill(pid, SIGNAL)
    told = None
    while _who_serves(data) == pid:
        with contextlib.suppress(OSError, ValueError):
            left = int(_left(data).read_text())
            if left != told:
                say(f"{left} still talking or waiting.")
                told = left
        time.sleep(LOOK)
    return True


def _who_serves(data: Path) -> int | None:
    try:
        with _pid(data).open() as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
    except BlockingIOError:
        return int(_pid(data).read_text() or 0) or None
    except OSError:
        return None


def _pid(data: Path) -> Path:
    return data / "pid"


def _left(data: Path) -> Path:
    return data / "left"
