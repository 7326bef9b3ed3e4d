"""Facts to put into a store, and a look at those that are there."""

from datetime import timedelta
from typing import Any

from app.live.interface import Intake, Live, StandingOffer, TicketEntry
from crisis import WatchState
from matching import AgeBand, Listener, Offer, Ticket
from tests.nodes import NIGHT, a_listener

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ALL_HAVE_SPOKEN = 2.05
"""Seconds of real time in which every node may tell an empty store what it knows; until then nobody is offered."""


def an_entry(id_: str = "t", **facts: Any) -> TicketEntry:
    ticket = Ticket(
        id=id_,
        arrived=NIGHT,
        language="en",
        topics=("grief",),
        age_band=AgeBand.ADULT,
        seen=NIGHT,
        declined={"ida": NIGHT},
        blocked=frozenset({"ann"}),
    )
    return TicketEntry(ticket=ticket, intake=Intake(first_message="hello"), watch=WatchState(), joined=NIGHT, **facts)


def an_offer(entry: TicketEntry, listener: Listener) -> Offer:
    return Offer(ticket=entry.ticket, listener=listener, made=NIGHT, lapses=NIGHT + 20 * SECOND, why="You know this.")


async def standing(live: Live, entry: TicketEntry, *, seats: int = 1, id_: str = "o") -> StandingOffer:
    """An offer of this new ticket to Sam stands."""
    await live.put_listener(a_listener("sam", seats=seats))
    await live.add(entry)
    return await live.commit_offer(an_offer(entry, a_listener("sam")), id_=id_)


async def now_of(live: Live, ticket: str = "t") -> TicketEntry:
    found = await live.entry(ticket)
    assert found is not None
    return found


async def seats_taken(live: Live, listener: str = "sam") -> int:
    found = await live.listener(listener)
    assert found is not None
    return found.taken
