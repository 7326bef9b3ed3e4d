"""Count the time that listeners are on duty, and send them to rest when a day or a week has had enough.

No rest ends a chat: who has chats drains.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.live.hub import listener_page
from app.records import duty
from app.records.unit_of_work import RecordsAway
from app.services.node import Node, has_chats
from app.services.show import shift_view
from app.wire.events import ShiftChanged
from matching import Listener, ShiftState

KEPT = timedelta(days=8)
"""The rest rules look back seven days."""
NEWS = timedelta(minutes=1)
"""The end of duty moves on while somebody is away; the line is told when it has moved by this much."""
ENOUGH = "You have given enough for now. Your chats go on to their end; then please rest."
ENOUGH_OFF = "You have given enough for now. Thank you. Please rest."


class NeedsRest(Exception):
    """The hours of a day or of a week are used up."""


async def keep_duty(node: Node, *, now: datetime) -> None:
    """Count everybody's minutes, and let those rest who have none left."""
    if not node.duty.look_due(now):
        return
    for listener in await node.live.listeners():
        if node.nodes is not None:
            await load_duty(node, listener.id, now=now)  # another node may have counted so far
        busy = await has_chats(node, listener.id)
        if not busy and listener.state is ShiftState.AWAY:
            node.duty.stop(listener.id)
            continue
        node.duty.count(listener.id, now=now)
        left = node.duty.left(listener.id, now)
        if left:
            await _tell_the_line(node, listener, now + left)
        elif listener.state is not ShiftState.DRAINING:
            await _send_to_rest(node, listener, busy=busy, now=now)


async def load_duty(node: Node, listener: str, *, now: datetime) -> None:
    """Read what the records know of this listener's week: once while this node counts it, else each time anew.

    While PostgreSQL is away nobody waits for it: what is counted meanwhile is joined with what is read later.
    """
    ledger = node.duty
    counts = node.generation is not None or listener in ledger.unsaved
    if (counts and listener in ledger.worked and listener not in ledger.unread) or now < ledger.ask_again:
        return
    try:
        async with node.records.unit() as unit:
            read = await duty.worked(unit, listener, since=now - KEPT)
    except RecordsAway:
        ledger.unread.add(listener)
        ledger.ask_again = now + NEWS
        return
    here = ledger.worked.get(listener, {}) if counts else {}
    ledger.worked[listener] = read | {hour: max(time, read.get(hour, time)) for hour, time in here.items()}
    ledger.unread.discard(listener)


async def save_duty(node: Node) -> None:
    """Write down what is new."""
    if not node.duty.unsaved:
        return
    unsaved, node.duty.unsaved = node.duty.unsaved, set()
    try:
        async with node.records.unit() as unit:
            for listener in sorted(unsaved):
                await duty.keep(unit, listener, node.duty.worked[listener])
    except BaseException:
        node.duty.unsaved |= unsaved
        raise


async def _tell_the_line(node: Node, listener: Listener, ends: datetime) -> None:
    if listener.duty_ends is None or abs(ends - listener.duty_ends) > NEWS:
        await node.live.put_listener(replace(listener, duty_ends=ends))


async def _send_to_rest(node: Node, listener: Listener, *, busy: bool, now: datetime) -> None:
    page = listener_page(listener.id)
    if busy:
        drains = replace(listener, state=ShiftState.DRAINING)
        await node.live.put_listener(drains)
        node.hub.send(page, ShiftChanged(shift=await shift_view(node, drains, now=now, notice=ENOUGH)))
        return
    await node.live.drop_listener(listener.id)
    node.duty.stop(listener.id)
    off = await shift_view(node, None, of=listener.id, now=now, notice=ENOUGH_OFF)
    node.hub.send(page, ShiftChanged(shift=off))
