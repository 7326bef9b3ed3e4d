"""Who talks with whom: pure decisions on plain values. No clock, no chance, no socket, no table.

`tickets` and `listeners` are the facts, `ranking` says who may serve whom, `policy` holds the weights. `matcher` is
the one class that is told `events` and answers with decisions. Behind it `seekers`, `duty` and `answers` take the
events in, `floor` keeps line, desks and offers true, `pairing` chooses, `line` and `desks` are the heaps. `offers`
gives each offer its reason, `waiting` tells a seeker the honest place and range, `rest` a listener when it is enough,
`door` whether more may join.
"""

from matching.door import Door, Thresholds, door_of
from matching.events import Decision, EndWait, Event, PageStandby, PutAway, Withdraw, Withdrawal
from matching.listeners import Listener, ListenerTier, ShiftState
from matching.matcher import Matcher, replay
from matching.offers import Offer, Rules
from matching.policy import Policy
from matching.ranking import Refusal, may_burst, may_serve, order
from matching.rest import back_at, duty_left, worked_more
from matching.tickets import AgeBand, IllegalMove, Ticket, TicketState
from matching.waiting import Place, place_of, places_of

__all__ = [
    "AgeBand",
    "Decision",
    "Door",
    "EndWait",
    "Event",
    "IllegalMove",
    "Listener",
    "ListenerTier",
    "Matcher",
    "Offer",
    "PageStandby",
    "Place",
    "Policy",
    "PutAway",
    "Refusal",
    "Rules",
    "ShiftState",
    "Thresholds",
    "Ticket",
    "TicketState",
    "Withdraw",
    "Withdrawal",
    "back_at",
    "door_of",
    "duty_left",
    "may_burst",
    "may_serve",
    "order",
    "place_of",
    "places_of",
    "replay",
    "worked_more",
]
