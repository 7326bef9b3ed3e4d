"""Tell every page that is open at this node what changed for it: its place in line, its shift, its board.

Each only when it is news.
"""

from datetime import datetime

import msgspec

from app.live.hub import coordinator_of, listener_page, seeker_page
from app.services.board.page_standby import call_standby
from app.services.board.show_board import show_board
from app.services.board.take_alert import heard_of, note_alerts
from app.services.line.show_place import all_wait_views
from app.services.node import Node
from app.services.show import how_many_wait, notice_to, shift_view
from app.wire.events import BoardChanged, Place, ShiftChanged


async def tell_places(node: Node, *, now: datetime) -> None:
    """Send what is news."""
    await note_alerts(node, now=now)
    await call_standby(node, now=now)
    waits = await all_wait_views(node, now=now) if node.hub.pages("seeker") else {}
    for entry in await node.live.entries():
        page, wait = seeker_page(entry.ticket.id), waits.get(entry.ticket.id)
        if wait is not None and entry.aftermath is None and entry.chat is None and node.hub.here(page):
            _tell(node, page, f"place:{entry.ticket.id}", Place(wait=wait, reason=notice_to(entry)))
    waiting = await how_many_wait(node)
    for listener in await node.live.listeners():
        page = listener_page(listener.id)
        if node.hub.here(page):
            shift = await shift_view(node, listener, now=now, waiting=waiting)
            _tell(node, page, f"shift:{listener.id}", ShiftChanged(shift=shift))
    for page in node.hub.pages("board"):
        await heard_of(node, coordinator_of(page), now=now)
        board = await show_board(node, now=now, viewer=page)
        if _news(node, page, msgspec.structs.replace(board, at="")):
            node.hub.send(page, BoardChanged(board=board))


def _tell(node: Node, page: str, key: str, event: msgspec.Struct) -> None:
    if _news(node, key, event):
        node.hub.send(page, event)


def _news(node: Node, key: str, what: object) -> bool:
    if node.told.get(key) == what:
        return False
    node.told[key] = what
    return True
