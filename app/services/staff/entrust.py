"""What a listener may be entrusted with: probation, full, trained for crises; and cleared for minors, with an end.

One coordinator decides about tiers, since it is supervised work and can be undone at once. Clearing for minors takes
two persons and ends by itself; taking it back takes one. What changes holds at once, in the middle of a shift.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from app.live.hub import listener_page
from app.records import audit, second_person, staff
from app.records.tables import Staff
from app.services.chat.at_home import leave_seeker_anywhere
from app.services.chat.end_chat import put_back
from app.services.line.take_back_offers import withdraw_offers_to
from app.services.node import Node
from app.services.show import shift_view
from app.services.staff.learn import still_learns
from app.services.staff.two_persons import two_agree
from app.wire.events import ShiftChanged
from matching import ListenerTier

Entrusted = Literal["probation", "full", "crisis"]
CLEARED_FOR = timedelta(days=365)
"""Then two persons look again: a check of the background grows old."""
AGAIN_FROM = timedelta(days=60)
"""How long before its end a clearance can be renewed."""
DID: dict[Entrusted, str] = {"probation": "put on probation", "full": "made full", "crisis": "marked crisis-trained"}
TOLD: dict[Entrusted, str] = {
    "probation": "You are on probation again: nobody in danger is offered to you. A coordinator will speak with you.",
    "full": "You are a full listener now. Thank you for how you listen.",
    "crisis": "You are marked as trained for crises: when somebody is in danger, you are asked first.",
}
CLEARED = "You are cleared for people under 18 now."
NOT_CLEARED = "You are not offered people under 18 any more. A coordinator will speak with you."


class NotToEntrust(Exception):
    """Nobody of that name who listens, or not as they stand now."""


async def entrust(node: Node, by: Staff, whom: str, tier: Entrusted, *, now: datetime) -> None:
    """Let this listener do more, or less. On probation no clearance stands. Raises NotToEntrust."""
    async with node.records.unit() as unit:
        person = await _listener(unit, whom)
        if still_learns(person, node.settings):
            raise NotToEntrust
        was_cleared = person.cleared_until is not None
        person.tier = tier
        if tier == "probation":
            person.cleared_until = None
            await second_person.settle(unit, "clearMinors", whom)
        await audit.note(unit, at=now, staff_id=by.id, did=DID[tier], target=person.name)
    if tier == "probation" and was_cleared:
        await _leave_minors(node, whom, now=now)
    await _tell(node, whom, TOLD[tier], now=now, tier=ListenerTier(tier))


async def clear_for_minors(node: Node, by: Staff, whom: str, *, now: datetime) -> bool:
    """Clear this listener for minors for a year, once two want it. Raises NotToEntrust or NeedsAnother."""
    async with node.records.unit() as unit:
        person = await _listener(unit, whom)
        if not may_be_cleared(person, now=now):
            raise NotToEntrust
        agreed = await two_agree(unit, "clearMinors", whom, by, now=now)
        if agreed:
            await staff.clear_for_minors(unit, whom, (now + CLEARED_FOR).date())
        did = "cleared for minors" if agreed else "asked to clear for minors"
        await audit.note(unit, at=now, staff_id=by.id, did=did, target=person.name)
    if agreed:
        await _tell(node, whom, CLEARED, now=now, cleared_for_minors=True)
    return agreed


async def end_clearance(node: Node, by: Staff, whom: str, *, now: datetime) -> None:
    """Take the clearance back, or drop what one has asked for. A minor who is with them is next in line."""
    async with node.records.unit() as unit:
        person = await _listener(unit, whom)
        was_cleared = person.cleared_until is not None
        await second_person.settle(unit, "clearMinors", whom)
        await staff.clear_for_minors(unit, whom, None)
        await audit.note(unit, at=now, staff_id=by.id, did="ended clearance for minors", target=person.name)
    if was_cleared:
        await _leave_minors(node, whom, now=now)


def may_be_cleared(person: Staff, *, now: datetime) -> bool:
    """Whether this listener's clearance may be asked for: experienced, not suspended, not cleared for long yet."""
    due = person.cleared_until is None or person.cleared_until <= (now + AGAIN_FROM).date()
    return person.tier in {"full", "crisis"} and not person.suspended and due


async def _listener(unit: AsyncSession, whom: str) -> Staff:
    person = await staff.by_id(unit, whom)
    if person is None or person.role != "listener":
        raise NotToEntrust
    return person


async def _leave_minors(node: Node, whom: str, *, now: datetime) -> None:
    """No new ones first; then whoever may be under 18 and is there goes on with somebody who is cleared."""
    await _tell(node, whom, NOT_CLEARED, now=now, cleared_for_minors=False)
    await withdraw_offers_to(node, whom)
    for entry in await node.live.entries():
        if entry.listener != whom or entry.chat is None or not entry.ticket.age_band.needs_clearance:
            continue
        chat = node.chat_of(entry.ticket.id)
        if chat is not None:
            await put_back(node, chat, "listenerLeft", now=now)
        else:
            await leave_seeker_anywhere(node, entry.ticket.id)


async def _tell(
    node: Node,
    whom: str,
    notice: str,
    *,
    now: datetime,
    tier: ListenerTier | None = None,
    cleared_for_minors: bool | None = None,
) -> None:
    """Let the line know at once, and the desk."""
    known = await node.live.listener(whom)
    if known is None:
        return
    cleared = known.cleared_for_minors if cleared_for_minors is None else cleared_for_minors
    changed = replace(known, tier=tier or known.tier, cleared_for_minors=cleared)
    await node.live.put_listener(changed)
    view = await shift_view(node, changed, now=now, notice=notice)
    node.hub.send(listener_page(whom), ShiftChanged(shift=view))
