"""Play schedules, a line each: `PYTHONHASHSEED=0 python -m tests.nodes_several.in_memory.play 1 200`."""

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.cluster import Valkey
from crisis import assess
from tests.nodes_several.in_memory.schedule import Outcome, Play
from tests.nodes_several.in_memory.virtual_time import VirtualLoop
from tests.nodes_several.in_memory.world import World, seams


def played(port: int, seed: int) -> Outcome:
    """Play one."""
    with TemporaryDirectory() as folder:
        loop = VirtualLoop()
        world = World(loop, Path(folder), port, seed)
        with seams(world, seed):
            try:
                return loop.run_until_complete(Play(world, seed).run())
            finally:
                loop.run_until_complete(world.close())
                loop.close()


def main(first: int, last: int) -> None:
    """Play all of these; one line of JSON each."""
    logging.disable(logging.CRITICAL)  # faults are what this is about; what comes of them is judged
    assess("warm", language="en")
    valkey = Valkey().start()
    try:
        for seed in range(first, last + 1):
            print(msgspec.json.encode(played(valkey.port, seed)).decode(), flush=True)
    finally:
        valkey.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
