"""A world in memory for a test that tells a story of its own."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks.cluster import Valkey
from tests.nodes_several.in_memory.play import overheard
from tests.nodes_several.in_memory.virtual_time import VirtualLoop
from tests.nodes_several.in_memory.world import World, seams


@pytest.fixture(scope="module")
def one_valkey() -> Iterator[Valkey]:
    """A Valkey for all of these."""
    started = Valkey().start()
    yield started
    started.stop()


@pytest.fixture
def world(one_valkey: Valkey) -> Iterator[World]:
    """A world with room for three nodes, and nobody in it."""
    loop = VirtualLoop()
    with TemporaryDirectory() as folder:
        here = World(loop, Path(folder), one_valkey.port, 1)
        with seams(here, 1), overheard() as stumbles:
            yield here
            loop.run_until_complete(here.close())
            loop.close()
        assert not stumbles.said
