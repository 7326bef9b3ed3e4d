"""Earshot as it is measured: with CREW listeners who are signed in already; UNREAD=1 reads nothing, and UNCHECKED=1
looks for no contact details and no pressure.

To sign in takes a password, which costs a server what it should; a thousand of them would take longer than the
measurement. No setting does any of this.
"""

import asyncio
import json
import os
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, Never

from app import asgi, clock
from app.commands import main
from app.identity import staff_session
from app.identity.credentials import staff_cookie
from app.records import staff, topics
from app.records.tables import Staff
from app.services.chat import check_message
from app.services.node import Node
from app.services.staff.use_link import make_links

DAY = timedelta(days=1)
EVERY, WRITTEN_EVERY = 0.001, 1.0
"""Seconds."""
NOTED, LONG = 2.0, 20.0
"""Milliseconds of a standstill of the loop."""
JOBS: list[asyncio.Task[Never]] = []
NOBODYS = "none"
LETTERS = "abcdefghij"
"""For digits: a name with a number in it could be taken for a number to call."""


async def _drop(node: Node) -> Never:
    while True:
        await node.to_read.get()


async def _count_standstills(told: Path) -> Never:
    """Write down how long the loop stood still; begin anew when the file is taken away."""
    longest: list[float] = []
    wrote = last = perf_counter()
    while True:
        await asyncio.sleep(EVERY)
        now = perf_counter()
        stood = (now - last - EVERY) * 1000
        last = now
        if stood > NOTED:
            longest.append(stood)
        if now - wrote > WRITTEN_EVERY:
            longest = _written(told, longest)
            wrote = last = perf_counter()


def _written(told: Path, longest: list[float]) -> list[float]:
    longest = sorted(longest, reverse=True) if told.exists() else []
    above = sum(one > LONG for one in longest)
    told.write_text(json.dumps({"longest": max(longest, default=0), "ten": longest[:10], "above": above}))
    return longest


async def _links_and_crew(node: Node, names: tuple[str, ...], how_many: int) -> dict[str, str]:
    crew = node.settings.data / "crew.json"
    if not crew.exists():  # those of an earlier start are still signed in
        crew.write_text(json.dumps(await _crew(node, how_many)))
    if "STALLS" in os.environ:
        JOBS.append(asyncio.create_task(_count_standstills(node.settings.data / "stalls.json")))
    return await make_links(node, names)


async def _crew(node: Node, how_many: int) -> list[str]:
    now, cookies = clock.now(), []
    cookie = staff_cookie("listener", node.settings)
    async with node.records.unit() as unit:
        slugs = [topic.slug for topic in await topics.catalogue(unit)]
        for number in range(how_many):
            told = "".join(LETTERS[int(digit)] for digit in str(number))
            person = Staff(
                id=clock.new_id(),
                name=f"Crew {told}",
                role="listener",
                tier="full",
                seats=1,
                chats_held=20,
                languages=["en"],
                topics=slugs,
                password_hash=NOBODYS,
                totp_secret=NOBODYS,
            )
            await staff.add(unit, person)
            cookies.append(f"{cookie}={await staff_session.begin(unit, person.id, now=now, life=DAY)}")
    return cookies


if __name__ == "__main__":
    start: Any = import_module("app.commands.start")
    start.make_links = lambda node, names: _links_and_crew(node, names, int(os.environ["CREW"]))
    if "UNREAD" in os.environ:
        asgi.read_messages = _drop  # type: ignore[attr-defined]  # where the loop is started from
    if "UNCHECKED" in os.environ:
        check_message.find_contact = lambda *_, **__: None  # type: ignore[attr-defined]
        check_message.cues_in = lambda text: frozenset()  # type: ignore[attr-defined]  # noqa: ARG005
    sys.exit(main())
