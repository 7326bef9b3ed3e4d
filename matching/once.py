"""One offer from facts as they stand, for who keeps no matcher: the same ranking, asked once.

It knows neither double offers nor burst seats, since those need somebody who remembers the first offer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from matching.events import ListenerOn, TicketJoined
from matching.listeners import Listener
from matching.matcher import Matcher
from matching.offers import Offer, Rules
from matching.policy import Policy
from matching.ranking import Related, Standing, standing
from matching.tickets import Ticket, TicketState

_SECOND = timedelta(seconds=1)


def next_offer(
    waiting: Sequence[Ticket],
    on_shift: Sequence[Listener],
    *,
    now: datetime,
    rules: Rules,
    related: Related | None = None,
) -> Offer | None:
    """Offer the ticket that ranks first to the listener who serves it best; None when nobody can be offered."""
    policy = Policy(offers_at_once=1)
    matcher = Matcher(policy=policy, rules=rules, related=related)
    for listener in sorted(on_shift, key=lambda one: one.id):
        matcher.handle(ListenerOn(replace(listener, burst=False)), now)
    for ticket in sorted(waiting, key=lambda one: _rank(one, policy, now)):
        if ticket.state is not TicketState.WAITING:
            continue
        for decision in matcher.handle(TicketJoined(ticket), now):
            if isinstance(decision, Offer):
                return replace(decision, listener=next(one for one in on_shift if one.id == decision.listener.id))
    return None


def _rank(ticket: Ticket, policy: Policy, now: datetime) -> tuple[int, timedelta, str]:
    """Smallest first: urgent, the head, then the weighted wait."""
    place = standing(ticket)
    weight = policy.elevated if place is Standing.ELEVATED else 1
    return (min(place, Standing.ELEVATED), -weight * (ticket.waited(now) + _SECOND), ticket.id)
