"""Know a seeker again by the pass alone, and stand their ticket up where the server forgot it."""

import contextlib
from dataclasses import replace
from datetime import datetime

from app.identity.seeker_pass import TicketPass
from app.live.interface import FactsChanged, Intake, StoreAway, TicketEntry
from app.services.amend import amend
from app.services.chat.at_home import put_back_anywhere
from app.services.chat.end_chat import put_back
from app.services.node import Node
from app.words import SOURCE, later
from crisis import Tier, Watch
from matching import AgeBand, Ticket, TicketState

RESTARTED = later(
    "Our server had to start again. Your place is kept; a first message you wrote before is gone from here."
)


class TicketOver(Exception):
    """The visit of this pass is over and forgotten."""


async def come_back(node: Node, known: TicketPass, *, now: datetime, chat: str | None = None) -> TicketEntry:
    """Return the pass's ticket, restored at its old place if the server has started anew since.

    `chat` is the chat the page says it was in, for clients whose pass was written before it opened. Raises TicketOver.
    """
    entry = await node.live.entry(known.ticket)
    if entry is None:
        if known.over or await node.live.finished(known.ticket, now=now):
            raise TicketOver
        entry = _restored(node, known, known.chat or chat, now=now)
        await node.live.add(entry)
    elif not set(known.blocked) <= entry.ticket.blocked:
        entry = await _kept_apart(node, entry, known, now=now)
    if known.locale not in {"", entry.intake.locale}:
        entry = await _speaking_theirs(node, entry, known.locale)
    open_chat = node.chat_of(entry.ticket.id)
    if open_chat is not None:
        open_chat.answered = True
    return await note_seen(node, entry, now=now)


async def note_seen(node: Node, entry: TicketEntry, *, now: datetime) -> TicketEntry:
    """Note that the page was there. The first time is news for the line: until then the place was nobody's."""
    seen = replace(entry, ticket=replace(entry.ticket, seen=now))

    def came(fresh: TicketEntry) -> TicketEntry:
        return fresh if fresh.ticket.came else replace(fresh, ticket=replace(fresh.ticket, seen=now))

    with contextlib.suppress(FactsChanged, StoreAway):  # who talks goes on talking
        if not entry.ticket.came:
            return await amend(node, entry, came) or seen
        await node.live.touch(entry.ticket.id, now=now)
    return seen


async def _kept_apart(node: Node, entry: TicketEntry, known: TicketPass, *, now: datetime) -> TicketEntry:
    """A listener's old stub was here before this pass and knew less: whom the seeker has left, they have left."""

    def apart(fresh: TicketEntry) -> TicketEntry:
        return replace(fresh, ticket=replace(fresh.ticket, blocked=fresh.ticket.blocked | set(known.blocked)))

    entry = await amend(node, entry, apart) or entry
    open_chat = node.chat_of(known.ticket)
    if entry.chat is None or entry.listener not in known.blocked:
        return entry
    if open_chat is not None:
        await put_back(node, open_chat, "changed", now=now)
    else:
        await put_back_anywhere(node, known.ticket)
    return await node.live.entry(known.ticket) or entry


async def _speaking_theirs(node: Node, entry: TicketEntry, locale: str) -> TicketEntry:
    """Keep the language of their pages, as they chose it last."""

    def speaks(fresh: TicketEntry) -> TicketEntry:
        return replace(fresh, intake=replace(fresh.intake, locale=locale))

    try:
        return await amend(node, entry, speaks) or speaks(entry)
    except (FactsChanged, StoreAway):
        return speaks(entry)  # the next page keeps it


def _restored(node: Node, known: TicketPass, chat: str | None, *, now: datetime) -> TicketEntry:
    watch = Watch(known.language)
    watch.flag(Tier(known.urgency), at=now)
    ticket = Ticket(
        id=known.ticket,
        arrived=known.arrived,
        language=known.language,
        topics=known.topics,
        age_band=AgeBand(known.age_band),
        seen=now,
        urgency=known.urgency,
        blocked=frozenset(known.blocked),
        head=known.head,
        since=known.since,
        state=TicketState.MATCHED if chat else TicketState.WAITING,
    )
    return TicketEntry(
        ticket=ticket,
        intake=Intake(country=known.country, hides=known.hides, locale=known.locale or SOURCE),
        watch=watch.state(),
        joined=now,
        chat=chat,
        chat_expected_until=now + node.settings.timing.stub_wait if chat else None,
        notice=None if chat else RESTARTED,
    )
