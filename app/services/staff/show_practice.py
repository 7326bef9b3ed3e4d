"""A listener shows a finished practice chat to the coordinators. Only then is it kept, and not for long."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from app.practice import Play, Scenario, play
from app.records import audit, learning
from app.records.tables import Practice, Staff
from app.records.unit_of_work import Records

SHORTEST = 4
"""Lines of the listener from which there is something to look at."""


class TooShort(Exception):
    """There is too little in it to look at."""


def is_long_enough(talk: Play) -> bool:
    """Whether there is enough in a talk to look at."""
    return sum(bool(turn.text.strip()) for turn in talk.said) >= SHORTEST


async def show_practice(
    records: Records, person: Staff, scenario: Scenario, said: Sequence[str], *, chance: int, now: datetime
) -> bool:
    """Keep the talk for a coordinator; False when they were found ready in this one before. Raises TooShort.

    The talk is played again from the listener's lines: what the seeker says in it is always our script's.
    """
    talk = await asyncio.to_thread(play, scenario, said, chance=chance)
    if not is_long_enough(talk):
        raise TooShort
    turns = [{"author": turn.author, "text": turn.text} for turn in talk.turns]
    async with records.unit() as unit:
        kept = await learning.show(
            unit, Practice(staff_id=person.id, scenario=scenario.key, shown=now.date(), talk=turns)
        )
        if kept:
            await audit.note(unit, at=now, staff_id=person.id, did="showed a practice chat", target=scenario.key)
    return kept
