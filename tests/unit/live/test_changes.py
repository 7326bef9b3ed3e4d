"""The matcher waits for changes, and can be ended at any moment of its wait."""

import asyncio
from datetime import timedelta

import pytest

from app.live.interface import Changes


async def _waits_for_ever(changes: Changes) -> None:
    while True:
        await changes.beyond(changes.count, within=timedelta(minutes=1))


@pytest.mark.parametrize("turns", range(6))
async def test_who_waits_can_be_ended_at_the_moment_of_a_change(turns: int) -> None:
    """A node that stops closes its pages, which is a change: whoever waits for one hears of both at once."""
    changes = Changes()
    waits = asyncio.create_task(_waits_for_ever(changes))
    await asyncio.sleep(0.01)
    changes.bump()
    for _ in range(turns):
        await asyncio.sleep(0)
    waits.cancel()
    ended, _ = await asyncio.wait([waits], timeout=1)
    assert waits in ended
