"""A listener asks for somebody else to go on: the chat stays open until they are here, and the seeker loses nothing.

Whoever takes it passes the same filters as for any ticket; at HIGH or above it stands before all, the crisis-trained
are asked first, and the board shows that help is asked for.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.live.chat import Chat, HandingOver
from app.live.interface import StoreAway, TicketEntry
from app.services.amend import amend
from app.services.chat.end_chat import talking
from app.services.chat.post_message import tell
from app.services.line.check_first import check_note
from app.services.line.take_back_offers import withdraw_offers_of
from app.services.node import Node
from crisis import Tier

MINUTE = timedelta(minutes=1)


async def hand_over(node: Node, chat: Chat, note: str, *, now: datetime) -> None:
    """Look for somebody else; the note is for them, and the seeker can read it. Asking twice changes the note only.

    Raises NotSent when the note holds what no listener may say.
    """
    check_note(node, note)
    entry, note = await node.live.entry(chat.ticket), note.strip()
    if chat.handing_over is not None:
        chat.handing_over = replace(chat.handing_over, note=note)
        if entry is not None:  # does somebody go on this moment, the chat hands them the newer note
            await amend(node, entry, lambda fresh: replace(fresh, note=note) if fresh.chat == chat.id else fresh)
        return
    until = now + node.settings.timing.hand_over

    def handed(fresh: TicketEntry) -> TicketEntry:
        if fresh.chat != chat.id or fresh.ticket.in_line:
            return fresh
        urgency = max(fresh.ticket.urgency, int(chat.watch.tier))
        ticket = replace(fresh.ticket.handed_over(by=chat.listener, at=now, until=until), urgency=urgency)
        intake = replace(fresh.intake, first_message="")  # it stands in the chat
        return replace(fresh, ticket=ticket, intake=intake, watch=chat.watch.state(), note=note)

    chat.handing_over = HandingOver(note=note, asked=now)
    try:
        kept = await amend(node, entry, handed) if entry is not None else None
    except StoreAway:
        chat.handing_over = None
        raise
    if kept is None or kept.chat != chat.id or not kept.ticket.in_line:
        chat.handing_over = None
        return
    tell(node, chat, "handOver", minutes=int(node.settings.timing.hand_over / MINUTE))


async def stay_on(node: Node, chat: Chat) -> None:
    """The listener goes on after all, or nobody came: whoever was asked is told."""
    if chat.handing_over is None:
        return
    chat.handing_over = None
    await withdraw_offers_of(node, chat.ticket)
    entry = await node.live.entry(chat.ticket)
    if entry is not None:
        await amend(node, entry, lambda fresh: replace(talking(fresh), note="") if fresh.chat == chat.id else fresh)
    tell(node, chat, "handOverOff")


def asks_for_help(chat: Chat) -> bool:
    """Whether the listener of a chat in danger asks for somebody else."""
    return chat.handing_over is not None and chat.watch.tier >= Tier.HIGH
