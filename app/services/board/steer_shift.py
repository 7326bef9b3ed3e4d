"""What a coordinator does about listeners on shift: seats up or down, within experience; a pause; a line to all.

Each is audited, reaches the listener at whichever node their desk is, and is said to them kindly, with a name.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.live.hub import listener_page
from app.records import audit, staff
from app.records.tables import Staff
from app.safety.contact import find_contact
from app.services.board.private_word import WordNotTaken
from app.services.cases.file_report import stop_offers
from app.services.node import Node
from app.services.show import shift_view
from app.wire.events import ShiftChanged
from matching import Listener, ShiftState
from matching.care import seats_for


class NotOnShift(Exception):
    """Nobody of that name is on shift; or there is nobody of that name who listens."""


async def more_seats(node: Node, by: Staff, *, now: datetime) -> tuple[str, ...]:
    """Give everybody who is ready one seat more, as far as their experience allows; return whom."""
    most = await _most_seats(node)
    raised = []
    for one in await node.live.listeners():
        if one.state is ShiftState.READY and not one.suspended and one.seats < most.get(one.id, 1):
            await _sit(node, by, one, one.seats + 1, now=now)
            raised.append(one.name)
    if raised:
        await _note(node, by, "raised seats", now=now, target=f"{len(raised)} listeners")
    return tuple(sorted(raised))


async def change_seats(node: Node, by: Staff, whom: str, change: int, *, now: datetime) -> int:
    """Give one listener a seat more, or one less; return how many they have. Never above what they may hold.

    Fewer seats end no chat. Raises NotOnShift.
    """
    listener = await node.live.listener(whom)
    if listener is None:
        raise NotOnShift
    most = (await _most_seats(node)).get(whom, 1)
    seats = max(1, min(listener.seats + change, most))
    if seats != listener.seats:
        await _sit(node, by, listener, seats, now=now)
        await _note(node, by, "raised seats" if change > 0 else "lowered seats", now=now, target=listener.name)
    return seats


async def pause_listener(node: Node, by: Staff, whom: str, *, now: datetime) -> None:
    """Nobody new is offered to this listener; their chats go on. Raises NotOnShift."""
    async with node.records.unit() as unit:
        person = await staff.by_id(unit, whom)
        if person is None or person.role != "listener":
            raise NotOnShift
        if not person.paused:
            await staff.pause(unit, whom, paused=True, because="review")
            await audit.note(unit, at=now, staff_id=by.id, did="paused", target=person.name)
    await stop_offers(node, whom, now=now)


async def say_to_shift(node: Node, by: Staff, text: str, *, now: datetime) -> tuple[str, ...]:
    """Say a line to every listener on shift; return whom it reached. Raises WordNotTaken for a way to reach anybody."""
    line = " ".join(text.split())[:200]
    if not line:
        return ()
    if find_contact(line, known=node.sayable) is not None:
        raise WordNotTaken
    reached = [one.name for one in await node.live.listeners() if await _say(node, one, f"{by.name}: {line}", now=now)]
    await _note(node, by, "said a line to the shift", now=now, target=f"{len(reached)} listeners")
    return tuple(sorted(reached))


async def _most_seats(node: Node) -> Mapping[str, int]:
    """How many seats each listener may have, by what they have held."""
    async with node.records.unit() as unit:
        people = await staff.everybody(unit)
    return {one.id: seats_for(one.chats_held, most=node.settings.limits.seats) for one in people}


async def _sit(node: Node, by: Staff, listener: Listener, seats: int, *, now: datetime) -> None:
    changed = replace(listener, seats=seats)
    await node.live.put_listener(changed)
    words = "one chat at a time" if seats == 1 else f"{seats} chats at once"
    await _say(node, changed, f"{by.name} has asked you to take {words}. Set it back whenever it is too much.", now=now)


async def _say(node: Node, listener: Listener, notice: str, *, now: datetime) -> bool:
    return node.hub.send(
        listener_page(listener.id), ShiftChanged(shift=await shift_view(node, listener, now=now, notice=notice))
    )


async def _note(node: Node, by: Staff, did: str, *, now: datetime, target: str = "") -> None:
    async with node.records.unit() as unit:
        await audit.note(unit, at=now, staff_id=by.id, did=did, target=target)
