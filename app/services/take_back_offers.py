"""Take offers back: their time is up, or their listener or seeker has gone. The ticket keeps its place."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from app.live.hub import listener_page
from app.live.interface import OfferGone, StandingOffer
from app.services.node import Node
from app.services.show import shift_view
from app.wire.events import OfferLapsed, ShiftChanged
from matching import ShiftState, Withdraw, Withdrawal
from matching.listeners import LAPSES_TO_AWAY

AWAY_NOTICE = (
    "Three offers went by, so we have put you on away. That is all right. Say ready when you are back at the desk."
)


async def lapse_offers(node: Node, *, now: datetime) -> None:
    """Take back the offers whose time is up, or whose listener has gone off shift.

    The ticket keeps its place; three in a row put a listener on away.
    """
    on_shift = {listener.id for listener in await node.live.listeners()}
    for offer in await node.live.offers():
        if now < offer.lapses and offer.listener in on_shift:
            continue
        try:
            await node.live.withdraw_offer(offer.id, declined=now)
        except OfferGone:
            continue
        node.hub.send(listener_page(offer.listener), OfferLapsed(offer=offer.id, reason="late"))
        await _count_lapse(node, offer)


async def withdraw_offers_of(node: Node, ticket: str, *, reason: Literal["left", "taken"] = "left") -> None:
    """Take back the offers of a ticket whose seeker has left, or whom another listener has taken."""
    for offer in await node.live.offers():
        if offer.ticket == ticket:
            await node.live.withdraw_offer(offer.id, declined=None)
            node.hub.send(listener_page(offer.listener), OfferLapsed(offer=offer.id, reason=reason))


async def _count_lapse(node: Node, offer: StandingOffer) -> None:
    listener = await node.live.listener(offer.listener)
    if listener is None:
        return
    lapses = listener.lapses + 1
    if lapses < LAPSES_TO_AWAY or listener.state is not ShiftState.READY:
        await node.live.put_listener(replace(listener, lapses=lapses))
        return
    away = replace(listener, lapses=0, state=ShiftState.AWAY)
    await node.live.put_listener(away)
    node.hub.send(listener_page(away.id), ShiftChanged(shift=await shift_view(node, away, notice=AWAY_NOTICE)))


async def take_back(node: Node, decision: Withdraw) -> None:
    """Take back an offer that the matcher no longer wants; lapses are the store's own to notice."""
    if decision.reason is Withdrawal.LATE:
        return
    for offer in await node.live.offers():
        if (offer.ticket, offer.listener) == (decision.ticket, decision.listener):
            await node.live.withdraw_offer(offer.id, declined=None)
            quicker = decision.reason is Withdrawal.QUICKER
            node.hub.send(
                listener_page(offer.listener), OfferLapsed(offer=offer.id, reason="taken" if quicker else "left")
            )
