"""A listener takes an offer, and a chat opens; or passes it on, which costs nothing."""

from datetime import datetime

from app import clock
from app.live.chat import Chat
from app.live.hub import listener_page, seeker_page
from app.live.interface import OfferGone, TicketEntry
from app.services.chat.at_home import take_over_anywhere
from app.services.chat.end_chat import take_over
from app.services.chat.keep_earlier import copy_earlier, take_earlier
from app.services.chat.post_message import announce, tell
from app.services.line.take_back_offers import withdraw_offers_of
from app.services.node import Node
from app.services.shift.tally import tally
from app.services.show import chat_view
from app.wire.events import Opened
from crisis import Watch
from matching import Listener

FIRST_REF = "first-message"
"""The first message, kept while waiting, becomes the chat's first; its ref is fixed, so it is said once."""


async def accept_offer(node: Node, listener: Listener, offer: str, *, now: datetime) -> Chat:
    """Open the chat and tell both pages. Raises OfferGone when the offer lapsed, was answered or is not theirs."""
    chat_id = clock.new_id()
    standing = next((one for one in await node.live.offers() if one.id == offer), None)
    before = node.chat_of(standing.ticket) if standing else None
    elsewhere = node.home_of(standing.ticket) if standing else None
    entry = await node.live.accept_offer(offer, listener=listener.id, chat=chat_id, now=now, home=node.life)
    await withdraw_offers_of(node, entry.ticket.id, reason="taken")
    if entry.matched_after is not None:
        await node.live.remember_wait(entry.matched_after, now=now, crowd=entry.crowd)
    note = before.handing_over.note if before and before.handing_over else ""
    if elsewhere is not None:
        note = await take_over_anywhere(node, entry.ticket.id) or ""
    chat = Chat(
        id=chat_id,
        epoch=clock.new_id(),
        ticket=entry.ticket.id,
        listener=listener.id,
        listener_name=listener.name,
        note=note,
        opened=now,
        watch=Watch.resume(entry.watch),
        ring=node.settings.limits.chat_ring,
        burst=node.settings.limits.burst,
        minor=entry.ticket.age_band.needs_clearance,
        wanted=entry.wanted,
    )
    chat.answered = before is not None or elsewhere is not None
    if before is not None:
        await take_over(node, before, now=now)
    chat.earlier = await take_earlier(node, entry.ticket.id, elsewhere=elsewhere)
    node.hold(chat)
    copy_earlier(node, chat, now=now)
    open_to_both(node, chat, entry, now=now)
    if entry.intake.first_message:
        message, _ = chat.post("seeker", ref=FIRST_REF, text=entry.intake.first_message, at=now)
        announce(node, chat, message)
    if chat.wanted:
        tell(node, chat, "wantsFound", to=["listener"])
    return chat


def open_to_both(node: Node, chat: Chat, entry: TicketEntry, *, now: datetime) -> None:
    """Tell both pages that the chat is open."""
    node.hub.send(seeker_page(chat.ticket), Opened(chat=chat_view(node, chat, entry, "seeker", now=now)))
    node.hub.send(listener_page(chat.listener), Opened(chat=chat_view(node, chat, entry, "listener", now=now)))


async def pass_offer(node: Node, listener: Listener, offer: str, *, now: datetime) -> None:
    """Hand the ticket on to the next listener; it keeps its place, and the pass costs nothing. Raises OfferGone."""
    if not any(one.id == offer and one.listener == listener.id for one in await node.live.offers()):
        raise OfferGone
    await node.live.withdraw_offer(offer, declined=now)
    tally(node, listener.id, "passes", now=now)
