"""Put waiting tickets to listeners until nobody more can be asked; take back what lapsed. `matching` decides."""

from dataclasses import replace
from datetime import datetime

from app import clock
from app.live.hub import listener_page
from app.live.interface import FactsChanged, OfferGone, StandingOffer
from app.services.node import Node
from app.services.show import offer_view, shift_view
from app.wire.events import Offered, OfferLapsed, ShiftChanged
from matching import ShiftState, next_offer
from matching.listeners import LAPSES_TO_AWAY

AWAY_NOTICE = (
    "Three offers went by, so we have put you on away. That is all right. Say ready when you are back at the desk."
)


async def make_offers(node: Node, *, now: datetime) -> int:
    """Offer what can be offered; return how many offers were made."""
    made = 0
    while True:
        waiting = [entry.ticket for entry in await node.live.entries()]
        offer = next_offer(waiting, await node.live.listeners(), now=now, rules=node.rules)
        if offer is None:
            return made
        try:
            standing = await node.live.commit_offer(offer, id_=clock.new_id())
        except FactsChanged:
            continue
        made += 1
        entry = await node.live.entry(standing.ticket)
        if entry is not None:
            view = offer_view(node, standing, entry, now=now)
            node.hub.send(listener_page(standing.listener), Offered(offer=view))


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


async def withdraw_offers_of(node: Node, ticket: str) -> None:
    """Take back the offers of a ticket whose seeker has left."""
    for offer in await node.live.offers():
        if offer.ticket == ticket:
            await node.live.withdraw_offer(offer.id, declined=None)
            node.hub.send(listener_page(offer.listener), OfferLapsed(offer=offer.id, reason="left"))


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
