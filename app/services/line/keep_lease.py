"""Know whether this node matches. A lease that is new to it means a matcher that knows nothing and reads everything."""

from datetime import datetime

from app.live.facts import Facts
from app.live.interface import StoreAway
from app.services.node import Node


async def keep_lease(node: Node, *, now: datetime) -> None:
    """Take the lease, go on holding it, or note that another node does. While the store is away nobody matches."""
    try:
        generation = await node.live.lease.held(now)
    except StoreAway:
        generation = None
    if generation != node.generation:
        node.matcher, node.known = None, Facts()
        node.duty.begin_anew()
    node.generation = generation


async def still_leads(node: Node, *, now: datetime) -> bool:
    """Whether what this node has decided may still be done: it may have stood still since."""
    return node.generation is not None and await node.live.lease.held(now) == node.generation
