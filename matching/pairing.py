"""Which ticket a freed seat goes to, and which listener a ticket is put to: the index, over the heads of the heaps."""

from heapq import heappop, heappush
from typing import NamedTuple

from matching.desks import ANY, BURST, TRAINED, Desk, Desks
from matching.heaps import Lane
from matching.line import FIRST, OTHER, Line, Waiter
from matching.listeners import ListenerTier
from matching.moments import SECOND, length
from matching.policy import Policy
from matching.ranking import EVERYBODY_TAKES, Related, Standing


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
        heads = [head for lane in desk.urgent if (head := self._head(lane, desk, now, burst=burst))]
        return min(heads, key=lambda one: (one.since, one.id), default=None)

    def ticket_for(self, desk: Desk, now: int) -> Waiter | None:
        """The ticket that ranks first among those that this freed seat could serve."""
        chosen = self.urgent_for(desk, now)
        best, oldest = self._ordinary_for(desk, now)
        chosen = chosen or best
        if oldest is None or now - oldest.since < self._overdue or oldest is chosen:
            return chosen
        if oldest.overtaken >= self._policy.overtaken_at_most:
            return oldest
        oldest.overtaken += chosen is not None
        return chosen

    def desks_for(self, waiter: Waiter, now: int, wanted: int) -> list[Pick]:
        """The listeners to put this ticket to, best first, at most as many as wanted."""
        if waiter.standing is not Standing.URGENT and self._desks.spare[waiter.ticket.language] <= 0:
            return []
        picks: list[Pick] = []
        while len(picks) < wanted:
            taken = {pick.desk.id for pick in picks}
            pick = self._desk_for(waiter, now, taken)
            if pick is None:
                break
            picks.append(pick)
        return picks

    def _ordinary_for(self, desk: Desk, now: int) -> tuple[Waiter | None, Waiter | None]:
        """The first by the index, and the one that has waited longest."""
        best = oldest = None
        best_index, since = -1, now + 1
        kept, plain = self._desks.kept_for(desk), not desk.listener.opted_out
        for lane, weight, bonus, language in desk.lookout:
            if not lane:
                continue
            _, _, stamp, head = lane[0]
            if not (plain and head.stamp == stamp and head.connected and not head.barred):  # what needs a closer look
                found = self._head(lane, desk, now)
                if found is None:
                    continue
                head = found
            waited = now - head.since if now > head.since else 0
            if weight and kept and waited < self._kept_back and self._kept_from(language, kept):
                continue
            if waited >= self._widened and bonus < self._half:
                bonus = self._half  # noqa: PLW2901  # the ladder's second step: anybody counts like a related topic
            index = weight * (waited + SECOND) + bonus if weight else 1 << 59
            if index > best_index:
                best, best_index = head, index
            if head.since < since:
                oldest, since = head, head.since
        return best, oldest

    def _kept_from(self, language: str, kept: tuple[str, ...]) -> bool:
        return language not in kept and not self._desks.rare(language)

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
        language, minor = waiter.key
        heap = self._desks.heap
        if waiter.standing is Standing.URGENT:
            trained = self._free(heap(language, minor=minor, kind=TRAINED), waiter, now, taken)
            if trained:
                return Pick(trained[1])
        best = self._best_free(waiter, now, taken)
        if best is None and waiter.standing is Standing.URGENT and not waiter.doubted:
            over = self._free(heap(language, minor=minor, kind=BURST), waiter, now, taken)
            return Pick(over[1], burst=True) if over else None
        return Pick(best) if best else None

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
            if desk.id in taken or barred(waiter, desk, now) or self._kept(waiter, desk, now):
                continue
            if desk.id in waiter.barred:
                again = again or (entry[0], desk)
            else:
                found = (entry[0], desk)
        for entry in passed:
            heappush(lane, entry)
        return found or again

    def _kept(self, waiter: Waiter, desk: Desk, now: int) -> bool:
        """Whether this seat is kept back from the ticket: the last free one of a rare language, for a minute."""
        if waiter.standing <= Standing.HEAD or now - waiter.since >= self._kept_back:
            return False
        kept = self._desks.kept_for(desk)
        return bool(kept) and self._kept_from(waiter.ticket.language, kept)

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
        for language, minor in desk.pools:
            desk.lookout.append((lane(language, Standing.HEAD, minor=minor), 0, 0, language))
            for standing, weight in ((Standing.ELEVATED, self._policy.elevated), (Standing.ORDINARY, 1)):
                for topic, rank, bonus in self._lookout(desk):
                    lane_ = lane(language, standing, minor=minor, topic=topic, rank=rank)
                    desk.lookout.append((lane_, weight, bonus, language))

    def _lookout(self, desk: Desk) -> list[tuple[str | None, int, int]]:
        """Topic lanes with what each is worth here; and everybody, or everybody but who brings what is not taken."""
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


def barred(waiter: Waiter, desk: Desk, now: int) -> bool:
    """Whether this pair may not meet now: blocked, asked already, declined a moment ago, or a topic not taken."""
    until = waiter.barred.get(desk.id)
    if until is not None and now < until:
        return True
    if waiter.standing is Standing.URGENT and desk.listener.tier is ListenerTier.PROBATION:
        return True
    return bool(desk.listener.opted_out) and not desk.listener.opted_out.isdisjoint(waiter.ticket.topics)
