"""Tell every page that is open at this node what changed for it: its place in line, its shift, its board.

Each only when it is news. What a listener's own facts say is told at once; how many wait changes with everybody who
comes and goes, and is told each desk once a second, a part of the desks at a time.
"""

from datetime import datetime, timedelta
from operator import itemgetter

import msgspec

from app.live.hub import coordinator_of, listener_page, seeker_page
from app.services.board.page_standby import call_standby
from app.services.board.show_board import show_board
from app.services.board.take_alert import heard_of, note_alerts
from app.services.line.show_place import all_places, place_view
from app.services.node import Node, Told
from app.services.show import how_many_wait, notice_to, shift_view
from app.wire.events import BoardChanged, Place, ShiftChanged
from matching import Listener

DESK_EVERY = timedelta(seconds=1)
"""How often a desk is told how many wait, and how much of its hours is left."""
AT_ONCE, PART = 16, 10
"""So many desks, or one of ten if that is more, are looked at in a turn for that reason alone."""


async def tell_places(node: Node, *, now: datetime) -> bool:
    """Send what is news; return whether some of it is left for the next turn."""
    await note_alerts(node, now=now)
    await call_standby(node, now=now)
    places = await all_places(node, now=now) if node.hub.pages("seeker") else {}
    for entry in await node.live.waiting():
        page, place = seeker_page(entry.ticket.id), places.get(entry.ticket.id)
        if place is not None and entry.aftermath is None and entry.chat is None and node.hub.here(page):
            told = Place(wait=place_view(node, entry, place, now=now), reason=notice_to(entry))
            _tell(node, page, f"place:{entry.ticket.id}", told)
    left = await _tell_desks(node, now=now)
    for page in node.hub.pages("board"):
        await heard_of(node, coordinator_of(page), now=now)
        board = await show_board(node, now=now, viewer=page)
        if _news(node, page, msgspec.structs.replace(board, at="")):
            node.hub.send(page, BoardChanged(board=board))
    return left


async def _tell_desks(node: Node, *, now: datetime) -> bool:
    """Return whether desks are left to be told how many wait."""
    waiting, listeners = await how_many_wait(node), await node.live.listeners()
    room, again = max(AT_ONCE, len(listeners) // PART), list[tuple[datetime, Listener]]()
    for listener in listeners:
        if not node.hub.here(listener_page(listener.id)):
            continue
        told = node.told_desks.get(listener.id)
        if told is None or told.of is not listener:
            await _tell_desk(node, listener, waiting=waiting, now=now)
        elif not timedelta(0) <= now - told.at < DESK_EVERY:
            again.append((told.at, listener))
    again.sort(key=itemgetter(0))
    for _, listener in again[:room]:
        await _tell_desk(node, listener, waiting=waiting, now=now)
    return len(again) > room


async def _tell_desk(node: Node, listener: Listener, *, waiting: int, now: datetime) -> None:
    shift, told = await shift_view(node, listener, now=now, waiting=waiting), node.told_desks.get(listener.id)
    node.told_desks[listener.id] = Told(listener, shift, now)
    if told is None or told.shift != shift:
        node.hub.send(listener_page(listener.id), ShiftChanged(shift=shift))


def _tell(node: Node, page: str, key: str, event: msgspec.Struct) -> None:
    if _news(node, key, event):
        node.hub.send(page, event)


def _news(node: Node, key: str, what: object) -> bool:
    if node.told.get(key) == what:
        return False
    node.told[key] = what
    return True
