"""Change what is known of a visit, where the matcher, another node or the person's other page may change it too.

Whoever was quicker keeps what they changed: the change is decided again on what stands now. Nothing that was read
before is ever put back, and nobody is told to try again.
"""

from collections.abc import Callable

from app.live.interface import FactsChanged, TicketEntry
from app.services.node import Node

TRIES = 20


async def amend(node: Node, entry: TicketEntry, how: Callable[[TicketEntry], TicketEntry]) -> TicketEntry | None:
    """Return the visit as `how` leaves it; None when it is forgotten by now.

    `how` gets the entry, and the newest one each time that somebody was quicker. It returns the very entry that it got
    where nothing is to be changed any more, and what it raises goes through. Raises StoreAway, and FactsChanged in a
    storm of changes.
    """
    for _ in range(TRIES):
        wanted = how(entry)
        if wanted is entry:
            return entry
        try:
            return await node.live.replace(wanted)
        except FactsChanged:
            fresh = await node.live.entry(entry.ticket.id)
            if fresh is None:
                return None
            entry = fresh
    raise FactsChanged
