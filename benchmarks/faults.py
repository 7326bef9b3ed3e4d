"""What went wrong between two pages, by comparing what was written with what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Faults:
    """What went wrong between one author's page and the other's."""

    lost: int = 0
    duplicated: int = 0
    out_of_order: int = 0

    def __add__(self, more: "Faults") -> "Faults":
        """Add them up."""
        return Faults(self.lost + more.lost, self.duplicated + more.duplicated, self.out_of_order + more.out_of_order)


def compare(written: Sequence[tuple[str, str]], shown: Sequence[tuple[str, str]]) -> Faults:
    """Compare what one person wrote, as (ref, text), with what the other's page shows of it."""
    places = {one: place for place, one in enumerate(written)}
    order = [places[one] for one in shown if one in places]
    late = sum(place < furthest for place, furthest in zip(order, accumulate(order, max), strict=True))
    return Faults(len(places.keys() - set(shown)), len(shown) - len(places.keys() & set(shown)), late)
