"""Who looks after an alert: it rings again until a coordinator says "I have this", and then the listener knows.

Alerts are kept in live memory only, by chat or waiting ticket, without kinds or words.
"""

from datetime import datetime, timedelta

from app.live.hub import listener_page
from app.services.node import Node, Standing
from app.wire.events import AlertTaken
from crisis import Tier, Watch

RINGS_EVERY = timedelta(seconds=30)


async def note_alerts(node: Node, *, now: datetime) -> None:
    """Note since when each alert stands. A graver tier makes it a new one, that somebody has to take again."""
    grave = {chat.id: (chat.watch.tier, chat.ticket) for chat in node.chats.values()}
    for entry in await node.live.entries():
        if entry.chat is not None and node.home_of_chat(entry.chat) is not None:
            grave[entry.chat] = (Watch.resume(entry.watch).tier, entry.ticket.id)
        elif entry.ticket.in_line and entry.aftermath is None:
            grave[entry.ticket.id] = (Watch.resume(entry.watch).tier, "")
    for _, told in node.tally.told:
        grave[told.handle] = (Tier(told.tier), "")
    standing = {}
    for subject, (tier, waited_as) in grave.items():
        if tier >= Tier.HIGH:
            known = node.alerts.get(subject) or node.alerts.get(waited_as)  # in line before it was a chat
            graver = known is None or tier > known.tier
            standing[subject] = Standing(since=now, tier=tier) if graver or known is None else known
    node.alerts = standing


def take_alert(node: Node, subject: str, by: str, *, now: datetime) -> None:
    """This coordinator looks after it; the listener is told who."""
    chat = node.chats.get(subject)
    tier = chat.watch.tier if chat is not None else Tier.HIGH
    standing = node.alerts.setdefault(subject, Standing(since=now, tier=tier))
    if standing.taken_by is None:
        standing.taken_by = by
    if chat is not None:
        node.hub.send(listener_page(chat.listener), AlertTaken(chat=subject, by=standing.taken_by))


def rings(standing: Standing, *, now: datetime) -> int:
    """Count how often it has rung since nobody took it."""
    return 0 if standing.taken_by is not None else int((now - standing.since) / RINGS_EVERY)
