"""Play schedules, a line each: `PYTHONHASHSEED=0 python -m tests.nodes_several.in_memory.play 1 200`."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.cluster import Valkey
from crisis import assess
from tests.nodes_several.in_memory.schedule import Outcome, Play
from tests.nodes_several.in_memory.virtual_time import VirtualLoop
from tests.nodes_several.in_memory.world import World, seams


class Stumbles(logging.Handler):
    """What went wrong inside a node, as its log says it. A fault outside it is a warning at most."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def overheard() -> Iterator[Stumbles]:
    """Keep the errors of nodes; faults are what this is about, and fill no terminal."""
    log, stumbles = logging.getLogger("app"), Stumbles()
    before = log.propagate, log.level
    log.addHandler(stumbles)
    log.propagate = False
    log.setLevel(logging.ERROR)
    yield stumbles
    log.removeHandler(stumbles)
    log.propagate = before[0]
    log.setLevel(before[1])


def played(port: int, seed: int) -> Outcome:
    """Play one."""
    with TemporaryDirectory() as folder:
        loop = VirtualLoop()
        world = World(loop, Path(folder), port, seed)
        with seams(world, seed), overheard() as stumbles:
            try:
                outcome = loop.run_until_complete(Play(world, seed).run())
                outcome.wrong += stumbles.said
            finally:
                loop.run_until_complete(world.close())
                loop.close()
    return outcome


def main(first: int, last: int) -> None:
    """Play all of these; one line of JSON each."""
    assess("warm", language="en")
    valkey = Valkey().start()
    try:
        for seed in range(first, last + 1):
            print(msgspec.json.encode(played(valkey.port, seed)).decode(), flush=True)
    finally:
        valkey.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
