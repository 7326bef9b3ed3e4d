"""Seeded schedules over three real nodes in memory: nothing is lost, doubled or swapped, nobody meets who must not.

`SCHEDULES=1000 make test-faults` plays a thousand, `SEED=7` one again. The seeds are played by other processes, which
hash strings alike each time: so a seed always plays the same.
"""

import asyncio
import json
import os
import sys
from typing import Any

import pytest

from benchmarks.report import noted

HOW_MANY = int(os.environ.get("SCHEDULES", "100"))
FIRST = int(os.environ.get("SEED", "1"))
LAST = FIRST if "SEED" in os.environ else HOW_MANY
PROCESSES = 2


async def test_random_schedules_lose_nothing_and_put_nobody_together_who_must_not_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    each = -(-(LAST - FIRST + 1) // PROCESSES)
    begins = range(FIRST, LAST + 1, each)
    told = await asyncio.gather(*(_played(begin, min(begin + each - 1, LAST)) for begin in begins))
    outcomes = [one for some in told for one in some]
    bad = [one for one in outcomes if one["wrong"] or any(one["faults"].values())]
    totals = {name: sum(one["faults"][name] for one in outcomes) for name in ("lost", "duplicated", "out_of_order")}
    steps = sum(len(one["steps"]) for one in outcomes)
    noted(
        "schedules in memory",
        schedules=len(outcomes),
        faults=steps,
        messages=sum(one["messages"] for one in outcomes),
        away=[away for one in outcomes for away in one["away"]],
        wrong=sum(len(one["wrong"]) for one in outcomes),
        **totals,
    )
    with capsys.disabled():
        for one in bad:
            print(f"\n  SEED={one['seed']}: {one['steps']}\n    {one['faults']} {one['wrong']}")
    assert not bad
    assert len(outcomes) == LAST - FIRST + 1
    assert sum(one["chats"] for one in outcomes) > len(outcomes)


async def _played(first: int, last: int) -> list[dict[str, Any]]:
    playing = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.nodes_several.in_memory.play",
        str(first),
        str(last),
        env=os.environ | {"PYTHONHASHSEED": "0"},
        stdout=asyncio.subprocess.PIPE,
    )
    lines, _ = await playing.communicate()
    assert playing.returncode == 0
    return [json.loads(line) for line in lines.splitlines()]
