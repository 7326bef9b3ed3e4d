"""Who holds what among the nodes: open pages and chats, each claimed by one node. The newest claim wins.

Newer is told by a counter that every node moves past whatever it has heard, never by a clock: a node that slept, or
whose clock is wrong, cannot take back what another has claimed meanwhile. A node that is not heard of holds nothing.
No I/O.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Claim(NamedTuple):
    """One node's claim; of two, the greater one holds."""

    stamp: int
    node: str


@dataclass(slots=True)
class Whereabouts:
    """What one node knows of all."""

    me: str
    _claims: dict[str, Claim] = field(default_factory=dict)
    _highest: int = 0
    _heard: dict[str, float] = field(default_factory=dict)
    """When each of the other nodes was heard of, by this node's monotonic clock."""

    def claim(self, address: str) -> int:
        """Take this address from whoever had it; return the stamp that says so to the others."""
        self._highest += 1
        self._claims[address] = Claim(self._highest, self.me)
        return self._highest

    def release(self, address: str) -> int | None:
        """Give the address up; return the stamp it had, or None when another node has it."""
        claim = self._claims.get(address)
        if claim is None or claim.node != self.me:
            return None
        del self._claims[address]
        return claim.stamp

    def stamp_of(self, address: str) -> int | None:
        """Return the stamp under which this node holds the address."""
        claim = self._claims.get(address)
        return claim.stamp if claim is not None and claim.node == self.me else None

    def where(self, address: str) -> str | None:
        """Return the node that holds the address."""
        claim = self._claims.get(address)
        return claim.node if claim is not None else None

    def told(self, node: str, address: str, stamp: int) -> bool:
        """Take another node's claim; True when this node loses the address by it."""
        self._highest = max(self._highest, stamp)
        claim, known = Claim(stamp, node), self._claims.get(address)
        if known is not None and known >= claim:
            return False
        self._claims[address] = claim
        return known is not None and known.node == self.me

    def told_released(self, node: str, address: str, stamp: int) -> None:
        """The other node holds it no more; whoever claimed it since keeps it."""
        if self._claims.get(address) == Claim(stamp, node):
            del self._claims[address]

    def told_all(self, node: str, held: Mapping[str, int]) -> list[str]:
        """Take everything that the node holds, and nothing else; return what this node loses by it."""
        for address in self._of(node):
            if held.get(address) != self._claims[address].stamp:
                del self._claims[address]
        return [address for address, stamp in held.items() if self.told(node, address, stamp)]

    def held(self) -> dict[str, int]:
        """Return everything this node holds, each with its stamp."""
        return {address: self._claims[address].stamp for address in self._of(self.me)}

    def heard(self, node: str, *, at: float) -> bool:
        """This node lives; True when it was not known before."""
        new = node not in self._heard
        self._heard[node] = at
        return new

    def nodes(self) -> list[str]:
        """Return the other nodes that are heard of."""
        return list(self._heard)

    def silent(self, *, since: float) -> list[str]:
        """Return the nodes that were not heard of since then."""
        return [node for node, at in self._heard.items() if at < since]

    def drop(self, node: str) -> list[str]:
        """This node is gone; return what it held."""
        self._heard.pop(node, None)
        held = self._of(node)
        for address in held:
            del self._claims[address]
        return held

    def _of(self, node: str) -> list[str]:
        return [address for address, claim in self._claims.items() if claim.node == node]
