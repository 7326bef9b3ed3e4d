"""Whatever the network and the server do: once it heals, each message stands once on the other page, and in order."""

import random  # noqa: TID251  # a seeded search, the same each time
import tempfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.live.chat import Role
from benchmarks.delivery import Conversation
from benchmarks.faults import Faults, compare
from tests.properties.delivery_world import World

STEPS: dict[str, Callable[[World, Role], Any]] = {
    "writes": lambda world, role: world.write(role),
    "up": lambda world, role: world.up(role),
    "up twice": lambda world, role: world.up(role, twice=True),
    "down": lambda world, role: world.down(role),
    "down twice": lambda world, role: world.down(role, twice=True),
    "dropped": lambda world, role: world.down(role, drop=True),
    "swapped": lambda world, role: world.down(role, swap=True),
    "flows": lambda world, role: world.flush(role),
    "cut": lambda world, role: world.cut(role),
    "comes back": lambda world, role: world.connect(role),
    "server restarts": lambda world, _: world.restart(),
}
WEIGHTS = {"writes": 4, "up": 6, "down": 6, "flows": 2, "comes back": 3}
CALM = [name for name in STEPS if name != "server restarts" for _ in range(WEIGHTS.get(name, 1))]
WRITTEN = 15
"""Texts of one person in a schedule: a server that starts again takes as many at once from somebody who re-offers."""

Schedule = Iterable[tuple[str, Role]]
roles = st.sampled_from(("seeker", "listener"))


def played(
    schedule: Schedule, *, ring: int = 40, most: int = WRITTEN, broken: type[Conversation] = Conversation
) -> World:
    """Play a schedule, then let the network heal."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), ring=ring, broken=broken)
        left = {"seeker": most, "listener": most}
        for step, role in schedule:
            world.now += timedelta(seconds=1)
            if step == "writes":
                left[role] -= 1
            if step != "writes" or left[role] >= 0:
                STEPS[step](world, role)
        for role in ("seeker", "listener"):
            world.connect(role)
        world.heal()
        return world


@settings(max_examples=600, deadline=None, database=None)
@given(st.lists(st.tuples(st.sampled_from([*CALM, "server restarts"]), roles), max_size=150))
def test_each_message_stands_once_and_in_order_whatever_happens(schedule: Schedule) -> None:
    world = played(schedule)
    assert world.faults() == Faults()
    assert world.owed() == 0


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(st.tuples(st.sampled_from([*CALM, "writes", "writes"]), roles), max_size=150))
def test_a_full_ring_loses_nothing_because_the_author_is_asked_to_wait(schedule: Schedule) -> None:
    world = played(schedule, ring=4, most=40)  # what was refused and is sent again may stand later than it was meant to
    assert (world.faults().lost, world.faults().duplicated) == (0, 0)
    assert world.owed() == 0


class ForgetsOutbox(Conversation):
    def lost(self) -> None:
        super().lost()
        self._outbox.clear()


class ShowsWhatItKnows(Conversation):
    def posted(self, event: Any) -> None:
        if event["ref"] in self._messages:
            self._messages.pop(event["ref"])
        super().posted(event)


class IgnoresGaps(Conversation):
    def _nothing_older(self, seq: int) -> bool:  # noqa: ARG002  # the signature of what it breaks
        return True


class KeepsOldNumbers(Conversation):
    def _begin_epoch(self, epoch: str) -> None:
        self.epoch = epoch


@pytest.mark.parametrize("broken", [ForgetsOutbox, ShowsWhatItKnows, IgnoresGaps, KeepsOldNumbers])
def test_a_broken_page_is_found_out(broken: type[Conversation]) -> None:
    chance = random.Random(7)  # noqa: S311
    steps = [*CALM, "server restarts"]
    schedules = (
        [(chance.choice(steps), chance.choice(("seeker", "listener"))) for _ in range(120)] for _ in range(200)
    )
    worlds = (played(schedule, broken=broken) for schedule in schedules)
    assert any(world.faults() != Faults() or world.owed() for world in worlds)


def test_the_comparison_counts_what_is_lost_repeated_and_late() -> None:
    one, two, three = ("r1", "a"), ("r2", "b"), ("r3", "c")
    assert compare([one, two, three], [one, two, three]) == Faults()
    assert compare([one, two, three], [one, three]) == Faults(lost=1)
    assert compare([one, two], [one, two, two]) == Faults(duplicated=1)
    assert compare([one, two], [two, one]) == Faults(out_of_order=1)
    assert compare([one], [("r1", "other words")]) == Faults(lost=1, duplicated=1)
