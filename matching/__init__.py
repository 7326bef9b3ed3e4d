"""Who talks with whom: pure decisions on plain values. No clock, no chance, no socket, no table.

`tickets` and `listeners` are the facts, `ranking` says who may serve whom and who comes first, `offers` turns facts
into the next offer and the steps of a wait, `waiting` tells a seeker the honest place.
"""

from matching.listeners import Listener, ListenerTier, ShiftState
from matching.offers import Offer, Rules, Rung, next_offer, rung_of
from matching.ranking import Refusal, may_serve, order
from matching.tickets import AgeBand, IllegalMove, Ticket, TicketState
from matching.waiting import Place, place_of

__all__ = [
    "AgeBand",
    "IllegalMove",
    "Listener",
    "ListenerTier",
    "Offer",
    "Place",
    "Refusal",
    "Rules",
    "Rung",
    "ShiftState",
    "Ticket",
    "TicketState",
    "may_serve",
    "next_offer",
    "order",
    "place_of",
    "rung_of",
]
