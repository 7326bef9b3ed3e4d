"""Do what the matcher decides: put tickets to listeners, take offers back, end waits. It is told facts and time.

The store has the last word: what it refuses, the matcher is told at once.
"""

from dataclasses import replace
from datetime import datetime

from app import clock
from app.live.hub import listener_page
from app.live.interface import FactsChanged
from app.services.board.page_standby import page_standby
from app.services.chat.at_home import stay_on_anywhere
from app.services.line.keep_lease import still_leads
from app.services.line.leave_line import expire, redirect
from app.services.line.take_back_offers import put_away, take_back, withdraw_offers_of
from app.services.line.tell_matcher import facts_of, news
from app.services.node import Node
from app.services.show import offer_view
from app.wire.events import Offered
from matching import Decision, EndWait, Event, Matcher, Offer, PageStandby, PutAway, Withdraw, events

ROUNDS = 8
"""Deciding changes facts, which is news; what is not settled by then waits for the next change or second."""


async def make_offers(node: Node, *, now: datetime) -> int:
    """Offer what can be offered; return how many offers were made. Of several nodes one does, under the lease."""
    if node.generation is None:
        return 0
    if node.matcher is None:
        node.matcher = Matcher(rules=node.rules, related=node.catalogue.related())
    made, refused = 0, list[Event]()
    for _ in range(ROUNDS):
        facts = await facts_of(node, now=now)
        told = [*refused, *news(node.known, facts), events.TimePassed()]
        node.known, refused = facts, []
        decisions = [decision for event in told for decision in node.matcher.handle(event, now)]
        if not decisions:
            break
        for decision in decisions:
            if await _do(node, decision, now=now):
                made += isinstance(decision, Offer)
            elif isinstance(decision, Offer):
                refused.append(events.OfferWithdrawn(decision.ticket.id, decision.listener.id))
    return made


async def _do(node: Node, decision: Decision, *, now: datetime) -> bool:
    """Do one thing; False when the facts no longer allow it."""
    if isinstance(decision, Offer):
        return await _offer(node, decision, now=now)
    if not await still_leads(node, now=now):
        return False
    match decision:
        case Withdraw():
            await take_back(node, decision, now=now)
        case PutAway():
            await put_away(node, decision, now=now)
        case PageStandby():
            await page_standby(node, decision)
        case EndWait() if not node.matcher or not node.matcher.waits(decision.ticket):
            await _end_wait(node, decision, now=now)
    return True


async def _offer(node: Node, offer: Offer, *, now: datetime) -> bool:
    entry = await node.live.entry(offer.ticket.id)
    if entry is None or entry.aftermath is not None:
        return False
    try:
        put = replace(offer, ticket=entry.ticket)
        standing = await node.live.commit_offer(put, id_=clock.new_id(), generation=node.generation)
    except FactsChanged:
        return False
    view = offer_view(node, standing, entry, now=now)
    node.hub.send(listener_page(standing.listener), Offered(offer=view))
    return True


async def _end_wait(node: Node, decision: EndWait, *, now: datetime) -> None:
    """End it honestly, or forget who has not been there for long. While a chat is open nobody came to take it over."""
    await withdraw_offers_of(node, decision.ticket)
    if await stay_on_anywhere(node, decision.ticket):
        return
    entry = await node.live.entry(decision.ticket)
    if entry is not None and entry.ticket.in_line and entry.aftermath is None:
        await (expire if decision.absent else redirect)(node, entry, now=now)
