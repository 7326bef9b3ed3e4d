"""Call staff who are not here: somebody waits whom nobody ready can help, or an alert was taken by nobody.

Only who agreed is called, outside their quiet hours, and never out of a rest. A call says nothing of anybody, and
nobody who waits, waits for it: calls have a queue and a job of their own.
"""

import asyncio
from dataclasses import replace
from datetime import datetime

from app.live.calls import Call
from app.live.hub import listener_page
from app.live.notes import Alert, OnDuty
from app.records import contacts
from app.records.tables import Role, Staff
from app.services.board.ring import Ringing, Rung
from app.services.board.take_alert import CALLS_ALL_AFTER
from app.services.board.ways import Ways, forget_push, may_ask, opened
from app.services.node import Node
from app.services.shift.keep_duty import load_duty
from app.services.shift.take_shift import listener_of
from app.services.staff.learn import still_learns
from crisis import Tier
from matching import ShiftState, Ticket
from matching.ranking import may_ever_serve
from matching.rest import WORTH_COMING_FOR

AT_ONCE = 4
"""People who are called for one ticket. Calling everybody would teach everybody not to come."""


def ask_coordinators(node: Node, *, now: datetime) -> None:
    """Let coordinators be called for each alert that nobody took for a minute, once."""
    standing = node.live.notes.all(Alert)
    node.calls.alerts &= standing.keys()
    for id_, alert in standing.items():
        untaken = alert.taken_by is None and alert.over is None and now - alert.since >= CALLS_ALL_AFTER
        if untaken and alert.tier >= Tier.HIGH and id_ not in node.calls.alerts:
            node.calls.alerts.add(id_)
            node.calls.ask(Call())


async def call_away(node: Node, call: Call, *, now: datetime) -> None:
    """Call those who may come, and count what became of it."""
    if node.paging is None:
        return
    role: Role = "listener" if call.ticket is not None else "coordinator"
    async with node.records.unit() as unit:
        known = await contacts.reachable(unit, role)
    called = 0
    for person, sealed in known:
        ways = opened(node.paging, person.id, sealed)
        if called == AT_ONCE or ways.none or ways.quiet(now) or not await _may_come(node, person, call, now=now):
            continue
        async with node.records.unit() as unit:
            if not await contacts.claim(unit, person.id, now=now, day=ways.local(now).date(), most=ways.most):
                continue
        called += 1
        await _call(node, person, ways, now=now)


async def _may_come(node: Node, person: Staff, call: Call, *, now: datetime) -> bool:
    if call.ticket is None:
        on_duty = node.live.notes.all(OnDuty).get(person.id)
        return on_duty is None or not on_duty.here(now)  # it rings on the boards that are open
    return await _could_listen(node, person, call.ticket, now=now)


async def _could_listen(node: Node, person: Staff, ticket: Ticket, *, now: datetime) -> bool:
    """Whether this listener could help, is rested, and is not called at an open desk anyway."""
    ready = replace(listener_of(person, now=now), state=ShiftState.READY)
    waits = node.waits_for_coordinator(ready, now)
    if still_learns(person, node.settings) or waits or may_ever_serve(ticket, ready) is not None:
        return False
    if node.hub.present(listener_page(person.id)):
        return False
    shift = await node.live.listener(person.id)
    if shift is not None and shift.rests(now):
        return False
    await load_duty(node, person.id, now=now)
    return person.id not in node.duty.unread and node.duty.left(person.id, now) >= WORTH_COMING_FOR


async def _call(node: Node, person: Staff, ways: Ways, *, now: datetime) -> None:
    """Ring everywhere at once; one address that does not answer holds nobody else up."""
    ringing = Ringing(node.settings, node.paging, person.role, now)
    allowed = [push for push in ways.pushes if may_ask(push.endpoint, node.settings)]
    rung = await asyncio.gather(*(ringing.push(push) for push in allowed), ringing.mail(ways.email))
    node.calls.counts.update(one.value for one in rung if one is not Rung.NOT)
    for push, became in zip(allowed, rung, strict=False):
        if became is Rung.GONE:
            await forget_push(node, person.id, push.endpoint)
