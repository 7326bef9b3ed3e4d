"""Open and shut the door: by how many wait for each listener, or by a coordinator's word. Who waits is never dropped.

When the door is shut for the day, who waits is told, served for a quarter of an hour more, and then sent on with other
help. A closed topic is not offered to those who come; who waits for it keeps the place.
"""

from dataclasses import replace
from datetime import datetime

from app.live.interface import FactsChanged, TicketEntry
from app.records import audit, service_settings, topics
from app.records.tables import Staff
from app.services.catalogue import load_catalogue
from app.services.node import Node
from app.words import later
from matching import Door, ShiftState, Thresholds, door_of

KEY = "door"
LOOK_AGAIN = "look at the door"
"""What a node tells the others when it has changed something."""
CLOSING = later(
    "We are closing for now. We go on looking for somebody for a quarter of an hour; if nobody becomes free, other "
    "places that are open stand here."
)


class LineClosed(Exception):
    """Nobody may join just now."""


class LineFull(Exception):
    """Only those in danger may join just now."""


class NoSuchTopic(Exception):
    """There is no such topic."""


async def keep_door(node: Node, *, now: datetime) -> None:
    """Let the door follow the counts, and tell who waits when it has been shut."""
    doorway, waiting = node.doorway, await look_at_door(node)
    if doorway.stands is not Door.CLOSED:
        doorway.closes = None
    elif doorway.closes is None:
        told = next((one.ticket.ends for one in waiting if one.ticket.ends), None)  # by the node that kept it before
        doorway.closes = told or now + node.settings.timing.closing_notice
    for entry in waiting:
        if entry.chat is None and entry.ticket.ends != doorway.closes:
            await _end_by(node, entry, doorway.closes)


async def look_at_door(node: Node) -> list[TicketEntry]:
    """See how the door stands, as every node has to know; return who waits."""
    doorway, limits = node.doorway, node.settings.limits
    waiting = [one for one in await node.live.entries() if _waits(one)]
    ready = sum(one.state is ShiftState.READY for one in await node.live.listeners())
    thresholds = Thresholds(busy=limits.busy_line, urgent_only=limits.urgent_only_line, few=limits.short_line)
    told = Door.CLOSED if node.draining else doorway.told
    doorway.stands = door_of(len(waiting), ready, was=doorway.stands, thresholds=thresholds, told=told)
    return waiting


async def tell_door(node: Node, person: Staff, told: Door | None, *, now: datetime) -> None:
    """Take a coordinator's word; None leaves it to the counts again."""
    word = told.value if told else "auto"
    async with node.records.unit() as unit:
        await service_settings.put(unit, KEY, word)
        await audit.note(unit, at=now, staff_id=person.id, did="set the door", target=word)
    node.doorway.told = told
    await keep_door(node, now=now)
    node.live.changes.bump()
    if node.nodes is not None:
        node.nodes.tell_others(LOOK_AGAIN)


async def load_door(node: Node) -> None:
    """Take up the word that stood before this start."""
    async with node.records.unit() as unit:
        word = await service_settings.value(unit, KEY)
    node.doorway.told = Door(word) if word in set(Door) else None


async def set_topic_open(node: Node, person: Staff, slug: str, *, is_open: bool, now: datetime) -> None:
    """Open or close a topic to those who come. Raises NoSuchTopic."""
    async with node.records.unit() as unit:
        if not await topics.set_open(unit, slug, is_open=is_open):
            raise NoSuchTopic
        did = "opened a topic" if is_open else "closed a topic"
        await audit.note(unit, at=now, staff_id=person.id, did=did, target=slug)
    node.catalogue = await load_catalogue(node.records)
    node.live.changes.bump()
    if node.nodes is not None:
        node.nodes.tell_others(LOOK_AGAIN)


async def look_again(node: Node) -> None:
    """Another node has written down how the door stands, or which topics are open."""
    await load_door(node)
    node.catalogue = await load_catalogue(node.records)
    node.live.changes.bump()


def _waits(entry: TicketEntry) -> bool:
    return entry.ticket.in_line and entry.aftermath is None


async def _end_by(node: Node, entry: TicketEntry, ends: datetime | None) -> None:
    """The wait ends then, and not later; or, called off, at its usual time."""
    notice = CLOSING if ends else None if entry.notice == CLOSING else entry.notice
    try:
        await node.live.replace(replace(entry, notice=notice, ticket=replace(entry.ticket, ends=ends)))
    except FactsChanged:
        return  # the next look finds it as it is then
