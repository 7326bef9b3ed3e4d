"""Who looks after an alert: it rings again until a coordinator says "I have this", and then the listener knows.

Coordinators go on and off duty. An alert rings for those on duty; for all when nobody is, or nobody took it for a
minute. Alerts are kept in live memory only, by ticket, without words.
"""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from app.live.hub import listener_page
from app.live.interface import TicketEntry
from app.live.notes import Alert, Happened, Lapsed, OnDuty, Word, about_words
from app.records import audit
from app.records.tables import Staff
from app.services.node import Node
from app.wire.events import AlertTaken
from crisis import Tier, Watch

RINGS_EVERY = timedelta(seconds=30)
CALLS_ALL_AFTER = timedelta(seconds=60)
HEARD_EVERY = timedelta(seconds=15)
"""How often it is noted that a coordinator's board is open."""
TALLIED = timedelta(hours=1)


async def note_alerts(node: Node, *, now: datetime) -> None:
    """Let an alert stand for everybody in danger: each node for its chats, whoever keeps the line for all others."""
    standing = node.live.notes.all(Alert)
    await _note_here(node, standing, now=now)
    if node.generation is None:
        return
    kept = {name for chat in node.chats.values() for name in (chat.ticket, about_words(chat.ticket))}
    for entry in await node.live.entries():
        if entry.chat is not None and node.is_open(entry.chat):
            kept |= {entry.ticket.id, about_words(entry.ticket.id)}
        elif _needs_somebody(entry):
            kept.add(entry.ticket.id)
            await _raise(node, standing, entry.ticket.id, Watch.resume(entry.watch).tier, now=now)
    kept |= await _reported(node, standing, now=now)
    for id_, alert in standing.items():
        if id_ not in kept and not (alert.over is not None and now < alert.over.until):
            await node.live.notes.drop(Alert, id_)
    await _forget_past(node, now=now)


async def _forget_past(node: Node, *, now: datetime) -> None:
    past: tuple[Happened | Lapsed, ...] = (
        *node.live.notes.all(Happened).values(),
        *node.live.notes.all(Lapsed).values(),
    )
    for one in past:
        if now - one.at >= TALLIED:
            await node.live.notes.drop(type(one), one.id)


async def _note_here(node: Node, standing: Mapping[str, Alert], *, now: datetime) -> None:
    """Let alerts stand for the chats whose home is here."""
    for chat in node.chats.values():
        if chat.watch.tier >= Tier.HIGH or chat.asks_in:
            await _raise(node, standing, chat.ticket, max(chat.watch.tier, Tier.ELEVATED), now=now)
        elif chat.ticket in standing:
            await node.live.notes.drop(Alert, chat.ticket)
        if chat.concerns:
            await _raise(node, standing, about_words(chat.ticket), Tier.HIGH, now=now)


async def take_alert(node: Node, ticket: str, by: str) -> None:
    """This coordinator looks after it, unless somebody was quicker; the listener is told who."""
    standing = node.live.notes.all(Alert).get(ticket)
    if standing is None:
        return
    taken = await node.live.notes.put(replace(standing, taken_by=standing.taken_by or by))
    entry = await node.live.entry(ticket)
    if entry is not None and entry.chat is not None and entry.listener is not None and taken.taken_by is not None:
        node.hub.send(listener_page(entry.listener), AlertTaken(chat=entry.chat, by=taken.taken_by))


async def set_duty(node: Node, coordinator: Staff, *, on: bool, now: datetime) -> None:
    """Go on duty, or off."""
    if on == (coordinator.id in node.live.notes.all(OnDuty)):
        return
    async with node.records.unit() as unit:
        await audit.note(unit, at=now, staff_id=coordinator.id, did="went on duty" if on else "went off duty")
    if on:
        await node.live.notes.put(OnDuty(id=coordinator.id, name=coordinator.name, seen=now))
    else:
        await node.live.notes.drop(OnDuty, coordinator.id)


async def heard_of(node: Node, coordinator: str, *, now: datetime) -> None:
    """A board of this coordinator is open."""
    known = node.live.notes.all(OnDuty).get(coordinator)
    if known is not None and now - known.seen >= HEARD_EVERY:
        await node.live.notes.put(OnDuty(id=known.id, name=known.name, seen=now))


def on_duty(node: Node, *, now: datetime) -> Mapping[str, str]:
    """Return who is on duty and has a board open, by id, with their names."""
    known = sorted(node.live.notes.all(OnDuty).values(), key=lambda one: one.name)
    return {one.id: one.name for one in known if one.here(now)}


def rings(alert: Alert | Word, *, now: datetime) -> int:
    """Count how often it has rung since nobody took it."""
    return 0 if alert.taken_by is not None else int((now - alert.since) / RINGS_EVERY)


def calls(alert: Alert | Word, coordinator: str, duty: Mapping[str, str], *, now: datetime) -> bool:
    """Whether it rings for this coordinator."""
    if alert.taken_by is not None:
        return False
    return not duty or coordinator in duty or now - alert.since >= CALLS_ALL_AFTER


def handle_of(node: Node, viewer: str, subject: str) -> str:
    """Return what a viewer's board calls something: another word in each sign-in, the same in all of its tabs."""
    return hmac.new(node.secret, f"{viewer.partition('.')[0]}|{subject}".encode(), sha256).hexdigest()[:4]


async def _reported(node: Node, standing: Mapping[str, Alert], *, now: datetime) -> set[str]:
    """Let an alert stand for each listener who was stopped by a report: they may be with others."""
    stopped = {case.alert for case in node.open_cases.values() if case.stopped}
    for subject in stopped:
        await _raise(node, standing, subject, Tier.HIGH, now=now)
    return stopped


def _needs_somebody(entry: TicketEntry) -> bool:
    """Whether it stands on the board though no chat of it is open."""
    if entry.aftermath is not None:
        return False
    return entry.paged is not None or Watch.resume(entry.watch).tier >= Tier.HIGH


async def _raise(node: Node, standing: Mapping[str, Alert], ticket: str, tier: Tier, *, now: datetime) -> None:
    known = standing.get(ticket)
    if known is None or tier > known.tier or known.over is not None:
        await node.live.notes.put(Alert(id=ticket, tier=int(tier), since=now))
