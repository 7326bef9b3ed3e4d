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
    over: int = 0
    """The stamp of the claim that it was knowingly put over: who loses by another one was not known of."""

    @property
    def name(self) -> tuple[int, str]:
        """What no other claim has."""
        return self.stamp, self.node


@dataclass(slots=True)
class Whereabouts:
    """What one node knows of all."""

    me: str
    _claims: dict[str, Claim] = field(default_factory=dict)
    _highest: int = 0
    _heard: dict[str, float] = field(default_factory=dict)
    """When each of the other nodes was heard of, by this node's monotonic clock."""

    def claim(self, address: str) -> Claim:
        """Take this address from whoever had it; return the claim that says so to the others."""
        known = self._claims.get(address)
        self._highest += 1
        self._claims[address] = claim = Claim(self._highest, self.me, known.stamp if known else 0)
        return claim

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

    def told(self, node: str, address: str, stamp: int, over: int = 0) -> Claim | None:
        """Take another node's claim; return this node's own when it loses the address by it."""
        self._highest = max(self._highest, stamp)
        claim, known = Claim(stamp, node, over), self._claims.get(address)
        if known is not None and known >= claim:
            return None
        self._claims[address] = claim
        return known if known is not None and known.node == self.me else None

    def told_released(self, node: str, address: str, stamp: int) -> None:
        """The other node holds it no more; whoever claimed it since keeps it."""
        claim = self._claims.get(address)
        if claim is not None and claim.name == (stamp, node):
            del self._claims[address]

    def told_all(self, node: str, held: Mapping[str, tuple[int, int]]) -> list[tuple[str, Claim]]:
        """Take everything that the node holds, and nothing else; return what this node loses by it."""
        for address in self._of(node):
            if held.get(address, (0, 0))[0] != self._claims[address].stamp:
                del self._claims[address]
        lost = ((address, self.told(node, address, *claimed)) for address, claimed in held.items())
        return [(address, claim) for address, claim in lost if claim is not None]

    def held(self) -> dict[str, tuple[int, int]]:
        """Return everything this node holds, each with its stamp and the one that it was put over."""
        mine = ((address, self._claims[address]) for address in self._of(self.me))
        return {address: (claim.stamp, claim.over) for address, claim in mine}

    def knew(self, address: str, lost: Claim) -> bool:
        """Whether whoever took the address knew of the claim that was lost by it."""
        claim = self._claims.get(address)
        return claim is not None and claim.over == lost.stamp

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
