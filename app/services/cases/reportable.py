"""Whom a seeker can report: the listener of now, or of the last page, and those who were changed or lost before."""

from typing import NamedTuple, TypeGuard

from app.live.interface import Aftermath, TicketEntry
from app.services.node import Node


class Whom(NamedTuple):
    """Somebody of whom nothing was reported yet."""

    ago: int
    """How many listeners ago: 0 is the one of now, or of the last page."""
    name: str


def reportable(node: Node, entry: TicketEntry) -> tuple[Whom, ...]:
    """Return them, the latest first."""
    found = []
    chat = node.chat_of(entry.ticket.id)
    if chat is not None:
        found.append(Whom(0, chat.listener_name))
    elif _open(entry.aftermath):
        found.append(Whom(0, entry.aftermath.listener_name))
    earlier = enumerate(reversed(entry.before), start=1)
    return (*found, *(Whom(ago, over.listener_name) for ago, over in earlier if _open(over)))


def over_of(entry: TicketEntry, ago: int) -> Aftermath | None:
    """Return what is left of the chat with this listener; in line again, 0 is the latest one too."""
    if ago == 0 and entry.aftermath is not None:
        return entry.aftermath
    back = max(ago, 1)
    return entry.before[-back] if back <= len(entry.before) else None


def _open(over: Aftermath | None) -> TypeGuard[Aftermath]:
    return over is not None and over.listener is not None and over.case_code is None
