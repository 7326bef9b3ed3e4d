"""Look after those who listen: a break is skipped knowingly, a debrief is one tap, a coordinator is told kindly.

What is told names the listener and what it is about, never a chat. It stands in live memory, for some hours.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.live.hub import listener_page
from app.live.notes import Break, Care, CareFor
from app.records import weeks
from app.records.bands import week_of
from app.records.tables import Staff
from app.services.node import Node
from app.services.shift.tally import tally
from app.services.show import shift_view
from app.wire.events import ShiftChanged
from matching import Listener
from matching.care import carries_much, skips_rest

STANDS = timedelta(hours=12)
STANDS_TAKEN = timedelta(hours=1)
"""How long the others see that somebody has taken it."""


class NoBreak(Exception):
    """There is no break to skip."""


async def skip_break(node: Node, person: Staff, *, now: datetime) -> Listener | None:
    """The listener goes on without the rest of the break, and knows it: it is counted. Raises NoBreak."""
    listener = await node.live.listener(person.id)
    rest = standing_break(node, person.id, now=now)
    if listener is None or rest is None:
        raise NoBreak
    await node.live.notes.drop(Break, person.id)
    await node.live.put_listener(replace(listener, resting_until=None))
    tally(node, person.id, "breaksSkipped", now=now)
    return await node.live.listener(person.id)


async def ask_debrief(node: Node, person: Staff, *, now: datetime) -> str | None:
    """The listener would like to talk it over with a coordinator; return who has taken that already, if anybody."""
    return (await _tell(node, person.id, person.name, "debrief", now=now)).taken_by


async def take_care(node: Node, id_: str, by: str, *, now: datetime) -> None:
    """This coordinator sees to it, unless somebody was quicker; who asked is told."""
    standing = node.live.notes.all(Care).get(id_)
    if standing is None:
        return
    taken = await node.live.notes.put(standing.taken(by))
    if taken.why == "debrief":
        listener, notice = taken.listener, f"{taken.taken_by} has seen that you would like to talk it over."
        shift = await shift_view(node, await node.live.listener(listener), of=listener, now=now, notice=notice)
        node.hub.send(listener_page(listener), ShiftChanged(shift=shift))


async def keep_care(node: Node, *, now: datetime) -> None:
    """Drop what has stood long enough, and breaks that are over."""
    for id_, care in node.live.notes.all(Care).items():
        if now - care.since >= (STANDS_TAKEN if care.taken_by else STANDS):
            await node.live.notes.drop(Care, id_)
    for id_, rest in node.live.notes.all(Break).items():
        if now >= rest.until:
            await node.live.notes.drop(Break, id_)


async def look_at_weeks(node: Node, *, now: datetime) -> None:
    """Tell coordinators of those whose week was hard, as far as this node has seen it."""
    week = week_of(now.date())
    for listener in sorted({who for who, when, _ in node.unwritten.tallies if when == week}):
        person = await node.live.listener(listener)
        if person is None:
            continue
        async with node.records.unit() as unit:
            counted = (await weeks.of(unit, listener, since=week)).get(week, {})
        seen = {
            what: counted.get(what, 0) + node.unwritten.tallies[listener, week, what]
            for what in ("sessions", "crisis", "breaksSkipped")
        }
        if skips_rest(seen["breaksSkipped"]):
            await _tell(node, listener, person.name, "breaks", now=now)
        if carries_much(seen["sessions"], seen["crisis"]):
            await _tell(node, listener, person.name, "heavy", now=now)


def standing_break(node: Node, listener: str, *, now: datetime) -> Break | None:
    """The break after a crisis that this listener has now, if any. Going off duty and on again does not end it."""
    rest = node.live.notes.all(Break).get(listener)
    return rest if rest is not None and rest.until > now else None


async def _tell(node: Node, listener: str, name: str, why: CareFor, *, now: datetime) -> Care:
    return await node.live.notes.put(Care(id=f"{listener}:{why}", listener=listener, name=name, why=why, since=now))
