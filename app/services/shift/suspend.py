"""Suspend a listener: their sign-in ends, and whoever they are with is next in line for somebody else.

One coordinator may do it at once, since somebody may be harmed meanwhile; it is written down who did. It can be lifted,
and what a child's safety stopped stays stopped all the same.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.live.hub import listener_page
from app.records import audit, staff
from app.records.tables import Staff
from app.services.chat.at_home import leave_seeker_anywhere
from app.services.chat.end_chat import put_back
from app.services.know import OUT, SIGNED_OUT
from app.services.line.take_back_offers import withdraw_offers_to
from app.services.node import Node


class NotToSuspend(Exception):
    """Nobody of that name who listens."""


async def suspend(node: Node, by: Staff, whom: str, *, now: datetime) -> None:
    """Suspend this listener, in the middle of a chat too. Raises NotToSuspend."""
    async with node.records.unit() as unit:
        person = await _listener(unit, whom)
        person.suspended = True
        await audit.note(unit, at=now, staff_id=by.id, did="suspended", target=person.name)
        sessions = await staff.end_sessions(unit, whom)
    for session in sessions:
        node.sessions.drop(session)
        if node.nodes is not None:
            node.nodes.tell_others(OUT, session.encode())
    await _leave_the_line(node, whom, now=now)
    node.hub.shut(listener_page(whom), SIGNED_OUT)


async def lift_suspension(node: Node, by: Staff, whom: str, *, now: datetime) -> None:
    """Let this listener sign in again. Raises NotToSuspend."""
    async with node.records.unit() as unit:
        person = await _listener(unit, whom)
        person.suspended = False
        await audit.note(unit, at=now, staff_id=by.id, did="lifted a suspension", target=person.name)


async def _listener(unit: AsyncSession, whom: str) -> Staff:
    person = await staff.by_id(unit, whom)
    if person is None or person.role != "listener":
        raise NotToSuspend
    return person


async def _leave_the_line(node: Node, whom: str, *, now: datetime) -> None:
    """Nobody new first, then whoever is there: at the head of the line nobody waits for the one who is gone."""
    known = await node.live.listener(whom)
    if known is not None:
        await node.live.put_listener(replace(known, suspended=True))
    node.at_desk.pop(whom, None)
    await withdraw_offers_to(node, whom)
    for chat in node.chats_with(whom):
        await put_back(node, chat, "listenerLeft", now=now)
    for entry in await node.live.entries():
        if entry.listener == whom and entry.chat is not None:
            await leave_seeker_anywhere(node, entry.ticket.id)
    await node.live.drop_listener(whom)
    node.duty.stop(whom)
