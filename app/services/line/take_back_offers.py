"""Take offers back: their time is up, somebody was quicker, or their listener or seeker has gone. Places are kept."""

import contextlib
from dataclasses import replace
from datetime import datetime
from typing import Literal

from app.live.hub import listener_page
from app.live.interface import OfferGone
from app.live.notes import Lapsed
from app.services.node import Node
from app.services.shift.tally import tally
from app.services.show import shift_view
from app.wire.events import OfferLapsed, ShiftChanged
from matching import PutAway, ShiftState, Withdraw, Withdrawal

AWAY_NOTICE = (
    "Three offers went by, so we have put you on away. That is all right. Say ready when you are back at the desk."
)
Told = Literal["late", "left", "taken", "elsewhere"]
_TOLD: dict[Withdrawal, Told] = {
    Withdrawal.LATE: "late",
    Withdrawal.QUICKER: "taken",
    Withdrawal.NOT_YOURS: "elsewhere",
}


async def take_back(node: Node, decision: Withdraw, *, now: datetime) -> None:
    """Take back an offer on the matcher's word. One that was answered this moment stays answered."""
    declined = now if decision.reason is Withdrawal.LATE else None
    for offer in await node.live.offers():
        if (offer.ticket, offer.listener) == (decision.ticket, decision.listener):
            with contextlib.suppress(OfferGone):
                await node.live.withdraw_offer(offer.id, declined=declined)
                if decision.reason is Withdrawal.LATE:
                    tally(node, offer.listener, "lapses", now=now)
                reason = _TOLD.get(decision.reason, "left")
                node.hub.send(listener_page(offer.listener), OfferLapsed(offer=offer.id, reason=reason))
                await node.live.notes.put(Lapsed(id=offer.id, listener=offer.listener, at=now))


async def withdraw_offers_of(node: Node, ticket: str, *, reason: Told = "left") -> None:
    """Take back the offers of a ticket whose seeker has left, or whom another listener has taken."""
    for offer in await node.live.offers():
        if offer.ticket == ticket:
            await node.live.withdraw_offer(offer.id, declined=None)
            node.hub.send(listener_page(offer.listener), OfferLapsed(offer=offer.id, reason=reason))


async def withdraw_offers_to(node: Node, listener: str) -> None:
    """Take back the offers put to a listener who may not take anybody any more."""
    for offer in await node.live.offers():
        if offer.listener == listener:
            with contextlib.suppress(OfferGone):
                await node.live.withdraw_offer(offer.id, declined=None)
                node.hub.send(listener_page(listener), OfferLapsed(offer=offer.id, reason="elsewhere"))


async def lapsed_meanwhile(node: Node, listener: str) -> tuple[str, ...]:
    """Return the offers that went by since this desk last said hello: it is told once, and may have been asleep."""
    gone = sorted(id_ for id_, one in node.live.notes.all(Lapsed).items() if one.listener == listener)
    for id_ in gone:
        await node.live.notes.drop(Lapsed, id_)
    return tuple(gone)


async def put_away(node: Node, decision: PutAway, *, now: datetime) -> None:
    """Three offers in a row went by: the listener is put on away, kindly."""
    listener = await node.live.listener(decision.listener)
    if listener is None or listener.state is not ShiftState.READY:
        return
    away = replace(listener, state=ShiftState.AWAY)
    await node.live.put_listener(away)
    shift = await shift_view(node, away, now=now, notice=AWAY_NOTICE)
    node.hub.send(listener_page(away.id), ShiftChanged(shift=shift))
