"""A listener asks for somebody else to go on: the chat stays open until they are here, and the seeker loses nothing.

Whoever takes it passes the same filters as for any ticket; at HIGH or above it stands before all, the crisis-trained
are asked first, and the board shows that help is asked for.
"""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta

from app.live.chat import Chat, HandingOver
from app.live.interface import FactsChanged
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
    entry = await node.live.entry(chat.ticket)
    if chat.handing_over is not None:
        chat.handing_over = replace(chat.handing_over, note=note.strip())
        if entry is not None:
            with contextlib.suppress(FactsChanged):  # somebody goes on this moment: the chat hands them the newer note
                await node.live.replace(replace(entry, note=note.strip()))
        return
    if entry is None or entry.chat != chat.id:
        return
    until = now + node.settings.timing.hand_over
    urgency = max(entry.ticket.urgency, int(chat.watch.tier))
    ticket = replace(entry.ticket.handed_over(by=chat.listener, at=now, until=until), urgency=urgency)
    intake = replace(entry.intake, first_message="")  # it stands in the chat
    chat.handing_over = HandingOver(note=note.strip(), asked=now)
    try:
        handed = replace(entry, ticket=ticket, intake=intake, watch=chat.watch.state(), note=note.strip())
        await node.live.replace(handed)
    except FactsChanged:
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
    if entry is not None and entry.ticket.in_line and entry.aftermath is None:
        await node.live.replace(replace(entry, ticket=entry.ticket.matched(), note=""))
    tell(node, chat, "handOverOff")


def asks_for_help(chat: Chat) -> bool:
    """Whether the listener of a chat in danger asks for somebody else."""
    return chat.handing_over is not None and chat.watch.tier >= Tier.HIGH
