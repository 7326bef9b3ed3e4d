"""Open and shut the door: by how many wait for each listener, or by a coordinator's word. Who waits is never dropped.

When the door is shut for the day, who waits is told, served for a quarter of an hour more, and then sent on with other
help. Outside the hours it is shut, unless a coordinator says otherwise.
"""

from dataclasses import replace
from datetime import datetime

from app.live.hub import seeker_page
from app.live.interface import FactsChanged, TicketEntry
from app.records import audit, service_settings
from app.records.tables import Staff
from app.services.house.tell import tell_others
from app.services.node import Node
from app.words import later
from matching import Door, ShiftState, Thresholds, door_of

KEY = "door"
CLOSING = later(
    "We are closing for now. We go on looking for somebody for a quarter of an hour; if nobody becomes free, other "
    "places that are open stand here."
)
TOPIC_CLOSING = later(
    "We cannot take this topic just now. We go on looking for somebody for a quarter of an hour; if nobody becomes "
    "free, other places that are open stand here."
)
TOPIC_WIDER = later("We now look for somebody for you among everybody who is here. You keep your place.")


class LineClosed(Exception):
    """Nobody may join just now."""


class LineFull(Exception):
    """Only those in danger may join just now."""


async def keep_door(node: Node, *, now: datetime) -> None:
    """Let the door follow the counts, and tell who waits when it has been shut."""
    doorway, waiting = node.doorway, await look_at_door(node, now=now)
    if doorway.stands is not Door.CLOSED:
        doorway.closes = None
    elif doorway.closes is None:
        told = next((one.ticket.ends for one in waiting if one.ticket.ends), None)  # by the node that kept it before
        doorway.closes = told or now + node.settings.timing.closing_notice
    for entry in waiting:
        if entry.chat is None and _ends(node, entry) != entry.ticket.ends:
            await _end_by(node, entry, _ends(node, entry))


async def look_at_door(node: Node, *, now: datetime) -> list[TicketEntry]:
    """See how the door stands, as every node has to know; return who waits.

    Who has left their place and may come back keeps nobody else out.
    """
    doorway, limits = node.doorway, node.settings.limits
    waiting = [one for one in await node.live.waiting() if _waits(one)]
    lately = now - node.settings.timing.seeker_seen
    here = sum(one.ticket.seen >= lately or node.hub.present(seeker_page(one.ticket.id)) for one in waiting)
    ready = sum(one.state is ShiftState.READY for one in await node.live.listeners())
    thresholds = Thresholds(busy=limits.busy_line, urgent_only=limits.urgent_only_line, few=limits.short_line)
    told = Door.CLOSED if node.draining else doorway.told or (None if node.opening.is_open(now) else Door.CLOSED)
    doorway.stands = door_of(here, ready, was=doorway.stands, thresholds=thresholds, told=told)
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
    tell_others(node)


async def load_door(node: Node) -> None:
    """Take up the word that stood before this start."""
    async with node.records.unit() as unit:
        word = await service_settings.value(unit, KEY)
    node.doorway.told = Door(word) if word in set(Door) else None


def _ends(node: Node, entry: TicketEntry) -> datetime | None:
    """When this wait ends at the latest: because the day is over, or because its topic has closed."""
    closed = entry.notice == TOPIC_CLOSING and not set(entry.ticket.topics) <= node.catalogue.open()
    ends = [one for one in (node.doorway.closes, entry.ticket.ends if closed else None) if one is not None]
    return min(ends, default=None)


def _waits(entry: TicketEntry) -> bool:
    return entry.ticket.in_line and entry.aftermath is None


async def _end_by(node: Node, entry: TicketEntry, ends: datetime | None) -> None:
    """The wait ends then, and not later; or, called off, at its usual time."""
    if ends is None:
        notice = None if entry.notice in {CLOSING, TOPIC_CLOSING} else entry.notice
    else:
        notice = entry.notice if entry.notice == TOPIC_CLOSING else CLOSING
    try:
        await node.live.replace(replace(entry, notice=notice, ticket=replace(entry.ticket, ends=ends)))
    except FactsChanged:
        return  # the next look finds it as it is then
