"""Which ticket a freed seat goes to, and which listener a ticket is put to: the index, over the heads of the heaps."""

from heapq import heappop, heappush
from typing import NamedTuple

from matching.desks import ANY, BURST, FOR_URGENT, Desk, Desks
from matching.heaps import Lane
from matching.line import FIRST, OTHER, Group, Line, Pool, Waiter
from matching.listeners import ListenerTier
from matching.moments import SECOND, length
from matching.policy import Policy
from matching.ranking import EVERYBODY_TAKES, Related, Standing

_AT_THE_HEAD = 1 << 59
"""The index of who was put back at the head of the line: before any other, whatever they waited."""


class Pick(NamedTuple):
    """A listener for a ticket; on the seat over the usual, or not."""

    desk: Desk
    burst: bool = False


class Pairing:
    """The policy's choices. It changes nothing but the tickets' count of being overtaken."""

    def __init__(self, line: Line, desks: Desks, policy: Policy, related: Related) -> None:
        self._line, self._desks, self._policy, self._related = line, desks, policy, related
        self._bonus, self._half = length(policy.topic), length(policy.topic) // 2
        self._kept_back, self._widened = length(policy.kept_back), length(policy.widened_after)
        self._overdue = length(policy.overdue_after)

    def urgent_for(self, desk: Desk, now: int, *, burst: bool = False) -> Waiter | None:
        """The urgent ticket that has waited longest for a seat like this one."""
        self._plan(desk)
        heads = [head for lane in desk.urgent if lane and (head := self._head(lane, desk, now, burst=burst))]
        return min(heads, key=_longest_wait) if heads else None

    def ticket_for(self, desk: Desk, now: int) -> Waiter | None:
        """The ticket that ranks first among those that this freed seat could serve."""
        chosen = self.urgent_for(desk, now) or self._ordinary_for(desk, now)
        oldest = self._overdue_for(desk, now)
        if oldest is None or oldest is chosen:
            return chosen
        if oldest.overtaken >= self._policy.overtaken_at_most:
            return oldest
        oldest.overtaken += chosen is not None
        return chosen

    def desks_for(self, waiter: Waiter, now: int, wanted: int) -> list[Pick]:
        """The listeners to put this ticket to, best first, at most as many as wanted."""
        if waiter.standing is not Standing.URGENT and self._desks.spare[waiter.key] <= 0:
            return []
        picks: list[Pick] = []
        while len(picks) < wanted:
            taken = {pick.desk.id for pick in picks}
            pick = self._desk_for(waiter, now, taken)
            if pick is None:
                break
            picks.append(pick)
        return picks

    def _ordinary_for(self, desk: Desk, now: int) -> Waiter | None:
        """The first by the index.

        Nobody has waited longer than a lane's head, or than the head of their whole group. What even that wait with the
        topic's bonus would not bring to the front is not looked at; that is most of the lanes.
        """
        best: Waiter | None = None
        best_index = -1.0
        kept, plain = self._desks.kept_for(desk), not desk.listener.opted_out
        for everybody, weight, lanes in desk.lookout:
            if not everybody:
                continue
            longest = max(0, now - everybody[0][0])
            ceiling = weight * (longest + SECOND)
            least = self._half if weight and longest >= self._widened else 0
            for lane, bonus in lanes:
                worth = bonus if bonus > least else least  # noqa: FURB136  # `max` takes thrice the time, here of all
                if ceiling + worth <= best_index:
                    break
                if not lane:
                    continue
                since, _, stamp, first = lane[0]
                if weight * ((now - since if since < now else 0) + SECOND) + worth <= best_index:
                    continue
                plainly = plain and first.stamp == stamp and first.connected and not first.barred
                head = first if plainly else self._head(lane, desk, now)
                if head is None or (kept and self._kept_from(head, kept, now)):
                    continue
                waited = max(0, now - head.since)
                index = weight * (waited + SECOND) + (bonus if waited < self._widened else worth)
                if index > best_index:
                    best, best_index = head, index
        return best

    def _overdue_for(self, desk: Desk, now: int) -> Waiter | None:
        """The one that has waited longest, when that is too long."""
        since = now - self._overdue
        late = [group for group in desk.lookout if group.everybody and group.everybody[0][0] <= since]
        lanes = [lane for group in late for lane, _ in (group.lanes if desk.listener.opted_out else group.lanes[-1:])]
        heads = [head for lane in lanes if (head := self._head(lane, desk, now)) and head.since <= since]
        return min(heads, key=_longest_wait) if heads else None

    def _head(self, lane: Lane[Waiter], desk: Desk, now: int, *, burst: bool = False) -> Waiter | None:
        """The first in the lane whom this desk may be offered; who may not is passed by and stays."""
        passed: list[tuple[float, str, int, Waiter]] = []
        found = None
        while lane:
            entry = lane[0]
            waiter = entry[3]
            if waiter.stamp != entry[2]:
                heappop(lane)
            elif not self._line.present(waiter, now):
                self._line.step_out(waiter)
            elif barred(waiter, desk, now) or (burst and waiter.doubted):
                passed.append(heappop(lane))
            else:
                found = waiter
                break
        for entry in passed:
            heappush(lane, entry)
        return found

    def _desk_for(self, waiter: Waiter, now: int, taken: set[str]) -> Pick | None:
        if waiter.standing is not Standing.URGENT:
            best = self._best_free(waiter, now, taken)
            return Pick(best) if best else None
        language, minor = waiter.key
        free = self._free(self._desks.heap(language, minor=minor, kind=FOR_URGENT), waiter, now, taken)
        if free or waiter.doubted:
            return Pick(free[1]) if free else None
        over = self._free(self._desks.heap(language, minor=minor, kind=BURST), waiter, now, taken)
        return Pick(over[1], burst=True) if over else None

    def _best_free(self, waiter: Waiter, now: int, taken: set[str]) -> Desk | None:
        """Whoever has the best of topic, load, scarcity and idle time; who declined before comes last."""
        language, minor = waiter.key
        best: tuple[bool, float, str] | None = None
        found = None
        for topic, value in self._wishes(waiter):
            lane = self._desks.heap(language, minor=minor, kind=ANY, topic=topic)
            if not lane or (free := self._free(lane, waiter, now, taken)) is None:
                continue
            against, desk = free
            rank = (desk.id in waiter.barred, against - 2 * value, desk.id)
            if best is None or rank < best:
                best, found = rank, desk
        return found

    def _wishes(self, waiter: Waiter) -> list[tuple[str | None, float]]:
        """The topics to look under, and what each is worth."""
        topics = waiter.ticket.topics
        if topics and topics[0] == EVERYBODY_TAKES:
            return [(None, 1.0)]
        wishes: list[tuple[str | None, float]] = [(topic, 0.5 if rank else 1.0) for rank, topic in enumerate(topics)]
        wishes += [(one, 0.5) for one in sorted(self._related.get(topics[0], ()))] if topics else []
        return [*wishes, (None, 0.5 if EVERYBODY_TAKES in topics else 0.0)]

    def _free(self, lane: Lane[Desk], waiter: Waiter, now: int, taken: set[str]) -> tuple[float, Desk] | None:
        """The first in the heap who may be asked, and what speaks against them; not asked before, if there is one."""
        passed: list[tuple[float, str, int, Desk]] = []
        found = again = None
        while lane and found is None:
            entry = lane[0]
            desk = entry[3]
            if desk.stamp != entry[2]:
                heappop(lane)
                continue
            passed.append(heappop(lane))
            if desk.id in taken or barred(waiter, desk, now):
                continue
            kept = self._desks.kept_for(desk)
            if kept and self._kept_from(waiter, kept, now):
                continue
            if desk.id in waiter.barred:
                again = again or (entry[0], desk)
            else:
                found = (entry[0], desk)
        for entry in passed:
            heappush(lane, entry)
        return found or again

    def _kept_from(self, waiter: Waiter, kept: tuple[Pool, ...], now: int) -> bool:
        """Whether the last free seat in these rare pools is kept back from the ticket: for a minute of its wait."""
        if now - waiter.since >= self._kept_back or waiter.standing <= Standing.HEAD:
            return False
        return waiter.key not in kept and waiter.key not in self._desks.rare

    def _plan(self, desk: Desk) -> None:
        """Find the lanes that this desk looks at, anew when a topic has come up that it may have to avoid."""
        known = len(self._line.topics) if desk.listener.opted_out else 0
        if desk.topics_known == known:
            return
        desk.topics_known = known
        lane = self._line.lane
        trained = desk.listener.tier is not ListenerTier.PROBATION
        desk.urgent = [lane(language, Standing.URGENT, minor=minor) for language, minor in desk.pools if trained]
        desk.lookout = []
        wanted = self._lookout(desk)
        for language, minor in desk.pools:
            heads = lane(language, Standing.HEAD, minor=minor)
            desk.lookout.append(Group(heads, 0, [(heads, _AT_THE_HEAD)]))
            for standing, weight in ((Standing.ELEVATED, self._policy.elevated), (Standing.ORDINARY, 1)):
                lanes = [
                    (lane(language, standing, minor=minor, topic=topic, rank=rank), bonus)
                    for topic, rank, bonus in wanted
                ]
                desk.lookout.append(Group(lane(language, standing, minor=minor), weight, lanes))

    def _lookout(self, desk: Desk) -> list[tuple[str | None, int, int]]:
        """Topic lanes with what each is worth here, the most first; then everybody.

        Who does not take some topic looks at all the others one by one instead: who is not for them may be many.
        """
        known = sorted((desk.listener.topics | {EVERYBODY_TAKES}) - desk.listener.opted_out)
        lanes: list[tuple[str | None, int, int]] = [(topic, FIRST, self._bonus) for topic in known]
        lanes += [(topic, OTHER, self._half) for topic in known]
        own = desk.listener.topics
        near = sorted(set(self._related) - set(known) - desk.listener.opted_out)
        near = [one for one in near if not own.isdisjoint(self._related[one])]
        lanes += [(topic, FIRST, self._half) for topic in near]
        if not desk.listener.opted_out:
            return [*lanes, (None, FIRST, 0)]
        taken = {topic for topic, rank, _ in lanes if rank == FIRST} | desk.listener.opted_out
        return lanes + [(topic, FIRST, 0) for topic in self._line.topics if topic not in taken]


def _longest_wait(waiter: Waiter) -> tuple[int, str]:
    """The sort key of who comes first; the id breaks ties."""
    return (waiter.since, waiter.id)


def barred(waiter: Waiter, desk: Desk, now: int) -> bool:
    """Whether this pair may not meet now: blocked, asked already, declined a moment ago, or a topic not taken."""
    until = waiter.barred.get(desk.id)
    if until is not None and now < until:
        return True
    if waiter.standing is Standing.URGENT and desk.listener.tier is ListenerTier.PROBATION:
        return True
    return bool(desk.listener.opted_out) and not desk.listener.opted_out.isdisjoint(waiter.ticket.topics)
