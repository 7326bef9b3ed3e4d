"""Read a message after it was delivered: a card for the seeker, reasons and guidance for the listener.

It never blocks, ends or reports anything by itself. When reading fails, the message has long been delivered, and the
failure says nothing of what was written.
"""

import logging
from dataclasses import replace
from datetime import datetime

from app.live.chat import Chat, Message
from app.live.hub import listener_page, seeker_page
from app.live.interface import FactsChanged, StoreAway, TicketEntry
from app.safety.age import stated_age
from app.services.chat.card import make_card
from app.services.chat.guidance import guidance_for
from app.services.chat.lower_age import lower_age
from app.services.node import Node
from app.services.show import is_alone, stub_of
from app.wire.events import Alert
from app.wire.views import ReasonView
from crisis import Reading, Tier

logger = logging.getLogger(__name__)


async def hear_age(node: Node, chat: Chat, message: Message, *, now: datetime) -> None:
    """Take a seeker at their word who says how young they are."""
    age = stated_age(message.text) if message.author == "seeker" and chat.ended is None else None
    if age is not None:
        await lower_age(node, chat, age, now=now)


async def read_message(node: Node, chat: Chat, message: Message, *, now: datetime) -> None:
    """Let the chat's watch hear the message, and tell whoever should know. Who says they are a child is one."""
    before = chat.watch.tier
    try:
        chat.watch.hear(message.author, message.text, at=now)
    except Exception as failure:  # noqa: BLE001  # reading must never take a chat down
        logger.error("a message could not be read: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text
        return
    if message.author == "seeker" and chat.ended is None:
        entry = await keep_watch(node, chat)
        if entry is not None:
            show_card(node, chat, entry, now=now)
            _tell_listener(node, chat, entry, message, before, now=now)
        await hear_age(node, chat, message, now=now)


async def flag_danger(node: Node, chat: Chat, tier: Tier, *, now: datetime) -> None:
    """Take the listener's own judgement: the same card, the same urgency."""
    chat.watch.flag(tier, at=now)
    await tell_danger(node, chat, now=now)


async def tell_danger(node: Node, chat: Chat, *, now: datetime) -> None:
    """Tell whoever should know how grave it is, where no message on the listener's page says why."""
    entry = await keep_watch(node, chat)
    if entry is not None:
        show_card(node, chat, entry, now=now)
        _alert(node, chat, entry, seq=0, reasons=(), now=now)


def show_card(node: Node, chat: Chat, entry: TicketEntry, *, now: datetime) -> None:
    """Put a card in front of the seeker when one is due; it stays due until a page could show it."""
    due = chat.watch.card_due()
    if not due:
        return
    card = make_card(node, entry, chat.watch.tier, due, now=now)
    if node.hub.send(seeker_page(chat.ticket), card):
        chat.watch.mark_shown(due)


async def show_due_card(node: Node, chat: Chat, *, now: datetime) -> None:
    """Show a card that no page could show before: the seeker has come back."""
    entry = await node.live.entry(chat.ticket)
    if entry is not None:
        show_card(node, chat, entry, now=now)


def _tell_listener(
    node: Node, chat: Chat, entry: TicketEntry, message: Message, before: Tier, *, now: datetime
) -> None:
    reading = chat.watch.last
    if reading is None or (reading.tier < Tier.ELEVATED and chat.watch.tier == before):
        return
    _alert(node, chat, entry, seq=message.seq, reasons=reasons_of(reading, message.text), now=now)


def _alert(
    node: Node, chat: Chat, entry: TicketEntry, *, seq: int, reasons: tuple[ReasonView, ...], now: datetime
) -> None:
    tier = chat.watch.tier
    guidance = guidance_for(tier, chat.watch.kinds, minor=entry.ticket.age_band.needs_clearance)
    alert = Alert(
        chat=chat.id,
        seq=seq,
        tier=int(tier),
        kinds=tuple(sorted(chat.watch.kinds)),
        reasons=reasons,
        guidance=guidance.words,
        asks=guidance.asks,
        stub=stub_of(node, chat, entry),
        alone=is_alone(node, chat, now=now),
    )
    node.hub.send(listener_page(chat.listener), alert)


def reasons_of(reading: Reading, text: str) -> tuple[ReasonView, ...]:
    """Return the reasons with offsets in UTF-16 units, as browsers count."""
    return tuple(
        ReasonView(kind=str(kind), start=_utf16(text[:start]), end=_utf16(text[:end]))
        for kind, start, end in reading.reasons
    )


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


async def keep_watch(node: Node, chat: Chat) -> TicketEntry | None:
    """Keep what was heard beside the ticket, so that it outlives this chat and other nodes know of it."""
    while True:
        entry = await node.live.entry(chat.ticket)
        state = chat.watch.state()
        if entry is None or _stands(entry, chat):
            return entry
        urgency = max(entry.ticket.urgency, int(state.tier))
        ticket = replace(entry.ticket, urgency=urgency)
        kept = replace(entry, watch=state, ticket=ticket, concerns=chat.concerns, wanted=chat.wanted)
        try:
            return await node.live.replace(kept)
        except FactsChanged:
            continue  # somebody was quicker: what they changed stays, and the watch is kept beside it
        except StoreAway:
            return kept  # the card comes all the same


def _stands(entry: TicketEntry, chat: Chat) -> bool:
    """Whether the ticket says already what the chat knows."""
    state = chat.watch.state()
    heard = entry.watch.tier == state.tier and entry.watch.kinds == state.kinds
    return heard and entry.concerns == chat.concerns and entry.wanted == chat.wanted
