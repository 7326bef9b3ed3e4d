"""What can be worked out of published numbers by adding and taking away: bounds, drawn as tight as they get."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping

from app.publishing.counts import Count, Sum
from app.publishing.rounding import NO_END, Bounds

Known = dict[Count, Bounds]


def drawn_tight(known: Mapping[Count, Bounds], sums: Iterable[Sum]) -> Known:
    """Return the bounds of every count, after each sum has been used until none says anything new."""
    bounds: Known = dict(known)
    sums_of: dict[Count, list[Sum]] = defaultdict(list)
    waiting: deque[Sum] = deque()
    for one in sums:
        waiting.append(one)
        for count in (one.whole, *one.parts):
            sums_of[count].append(one)
            bounds.setdefault(count, (0, NO_END))
    queued = set(map(id, waiting))
    while waiting:
        one = waiting.popleft()
        queued.discard(id(one))
        for count in _tighten(one, bounds):
            for other in sums_of[count]:
                if other is not one and id(other) not in queued:
                    waiting.append(other)
                    queued.add(id(other))
    return bounds


def _tighten(one: Sum, bounds: Known) -> list[Count]:
    """Use one sum, both ways; return the counts that it said something new of."""
    low, high = sum(bounds[part][0] for part in one.parts), sum(bounds[part][1] for part in one.parts)
    least, most = bounds[one.whole]
    changed = _narrow(bounds, one.whole, low, high if one.exactly else NO_END)
    least, most = bounds[one.whole]
    for part in one.parts:
        low_here, high_here = bounds[part]
        floor = least - (high - high_here) if one.exactly else 0
        changed += _narrow(bounds, part, floor, most - (low - low_here))
    return changed


def _narrow(bounds: Known, count: Count, low: int, high: int) -> list[Count]:
    """Take in what was found. Counts that contradict each other (a batch came late) are left as they are."""
    before = bounds[count]
    after = max(before[0], low), min(before[1], high)
    if after == before or after[0] > after[1]:
        return []
    bounds[count] = after
    return [count]
