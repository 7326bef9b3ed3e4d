"""A seeker turns out to be younger than was said: from here on the strict rules hold, for good, and it is never undone.

Who is not cleared for minors hands over: at once, or in danger once somebody else is here. Nobody is left alone in it.
"""

from dataclasses import replace
from datetime import datetime

from app.live.chat import Chat
from app.live.hub import listener_page
from app.live.interface import FactsChanged, TicketEntry
from app.services.chat.end_chat import EndReason, end_chat, put_back
from app.services.chat.hand_over import hand_over
from app.services.node import Node
from app.wire.events import Notice, NoticeKind
from crisis import Tier
from matching import AgeBand

SAID_YOUNG = "says_under_18"


async def lower_age(node: Node, chat: Chat, age: int, *, now: datetime) -> None:
    """Hold the chat to be that of somebody of this age. Saying it again, or an older one, changes nothing."""
    entry = await _lowered_entry(node, chat, age)
    if entry is None or chat.ended is not None:
        return
    chat.minor = True
    chat.concerns |= {SAID_YOUNG}
    chat.too_young = not _serves(node, entry.ticket.age_band)
    kind: NoticeKind = "tooYoung" if chat.too_young else "ageLowered"
    chat.noticed.add(kind)
    node.hub.send(listener_page(chat.listener), Notice(chat=chat.id, kind=kind))
    await keep_age(node, chat, now=now)


async def keep_age(node: Node, chat: Chat, *, now: datetime) -> None:
    """Bring somebody who turned out to be young to who may help them, as soon as danger allows."""
    if chat.ended is not None or SAID_YOUNG not in chat.concerns:
        return
    in_danger = chat.watch.tier >= Tier.HIGH
    if chat.too_young:
        if not in_danger:
            await end_chat(node, chat, await _why(node, chat), now=now)
        return
    listener = await node.live.listener(chat.listener)
    if (listener is not None and listener.cleared_for_minors) or chat.handing_over is not None:
        return
    if in_danger:
        await hand_over(node, chat, "", now=now)
    else:
        await put_back(node, chat, "aged", now=now)


async def _lowered_entry(node: Node, chat: Chat, age: int) -> TicketEntry | None:
    """Write the band down. None when it says nothing new, or there is nobody any more."""
    while True:
        entry = await node.live.entry(chat.ticket)
        if entry is None:
            return None
        band = entry.ticket.age_band.lowered(age)
        if band is entry.ticket.age_band:
            return None
        try:
            return await node.live.replace(replace(entry, ticket=replace(entry.ticket, age_band=band)))
        except FactsChanged:
            continue  # somebody was quicker: what they changed stays


def _serves(node: Node, band: AgeBand) -> bool:
    return band is not AgeBand.UNDER_13 and node.settings.minors


async def _why(node: Node, chat: Chat) -> EndReason:
    entry = await node.live.entry(chat.ticket)
    child = entry is None or entry.ticket.age_band is AgeBand.UNDER_13
    return "tooYoung" if child else "adultsOnly"
