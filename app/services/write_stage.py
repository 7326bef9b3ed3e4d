"""Hold finished tickets' anonymous rows in memory, and write them in batches that tell nothing about their moments.

A batch holds rows of blocks that are over. It is written once per four-hour block, at a random moment after it,
with ten rows or more; fewer are carried over, a week at most. What memory cannot hold, or a hard kill loses, is lost:
a count misses it, and nobody is harmed.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app import clock
from app.records import staff, stage, weeks
from app.records.stage import StageRow
from app.records.tables import Counted
from app.records.unit_of_work import AWAY, Records

logger = logging.getLogger(__name__)

FEWEST = 10
"""Rows in a batch, at least, so that a batch's instant says little about any of them."""
CARRIED = timedelta(days=7)
"""The longest that fewer rows wait for company."""


Tally = tuple[str, date, Counted]
"""A listener, a week, and what is counted of it."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A batch on its way. It stays as it is until PostgreSQL has it, so that trying again writes nothing twice."""

    rows: list[StageRow]
    keys: list[UUID]
    held: Counter[str]
    tallies: Counter[Tally]


class Unwritten:
    """Rows that are not written yet."""

    def __init__(self, *, extra: timedelta = timedelta(minutes=60), limit: int = 20_000) -> None:
        self.dropped = 0
        """Rows that found no room, since the start."""
        self.held_up = False
        """Whether PostgreSQL was away at the last try."""
        self.held: Counter[str] = Counter()
        """Chats that listeners held and the records do not count yet. They are counted with a batch and in no other
        moment: counted one by one they would say when each chat ended."""
        self.tallies: Counter[Tally] = Counter()
        """What else is counted of listeners' weeks, and waits for the same moment."""
        self._fresh: list[StageRow] = []
        self._ripe: list[StageRow] = []
        self._extra = extra
        self._limit = limit
        self._sending: Sending | None = None
        self._held_alone = False
        """Whether chats are due that were held here while another node counts the visits."""
        self._due: datetime | None = None
        self._waiting_since: datetime | None = None

    @property
    def rows(self) -> list[StageRow]:
        """All of them."""
        return [*self._ripe, *self._fresh]

    def add(self, row: StageRow) -> None:
        """Keep a row for a batch; when there is no room left, count it as dropped."""
        if len(self._fresh) + len(self._ripe) < self._limit:
            self._fresh.append(row)
            return
        if not self.dropped:
            logger.warning("Anonymous rows are dropped: %d wait in memory already", self._limit)
        self.dropped += 1

    def sending(self, now: datetime, *, last: bool) -> Sending | None:
        """Return what is on its way, or else what is due; everything, when it is the last time."""
        if self._sending is None:
            rows = self.rows if last else self.batch(now)
            keys = [clock.random_key() for _ in rows]
            alone = self._held_alone or (last and (self.held or self.tallies))
            held, tallies = Counter(self.held), Counter(self.tallies)
            self._sending = Sending(rows, keys, held, tallies) if rows or alone else None
        return self._sending

    def batch(self, now: datetime) -> list[StageRow]:
        """The rows to write now, if any; too few are put off to the next block. Ask about once a minute."""
        self._ripen(now)
        if self._due is None:
            self._put_off(now)
        if self._due is None or now < self._due:
            return []
        waited_long = self._waiting_since is not None and now - self._waiting_since >= CARRIED
        if len(self._ripe) >= FEWEST or (self._ripe and waited_long):
            return list(self._ripe)
        self._waiting_since = (self._waiting_since or now) if self._ripe else None
        self._held_alone = not self.rows and self.held.total() >= FEWEST
        self._put_off(now)
        return []

    def written(self, batch: list[StageRow], now: datetime) -> None:
        """Forget the rows that were written, and wait for the next block."""
        if self._sending is not None:
            self.held -= self._sending.held
            self.tallies -= self._sending.tallies
            self._sending = None
        self._held_alone = False
        gone = {id(row) for row in batch}
        self._ripe = [row for row in self._ripe if id(row) not in gone]
        self._fresh = [row for row in self._fresh if id(row) not in gone]
        self._waiting_since = None
        self._put_off(now)

    def _ripen(self, now: datetime) -> None:
        # Written within its own block, a row would tell in which hour of it the ticket ended
        present = (stage.week_of(now.date()), stage.block_of(now))
        self._ripe += [row for row in self._fresh if (row.week, row.block) != present]
        self._fresh = [row for row in self._fresh if (row.week, row.block) == present]

    def _put_off(self, now: datetime) -> None:
        self._due = stage.block_end(now) + clock.jitter(timedelta(0), self._extra)


async def flush(unwritten: Unwritten, records: Records, *, now: datetime, last: bool = False) -> int:
    """Write what is due (everything, when it is the last time) and say how many; without PostgreSQL all rows stay."""
    count = 0
    while (sending := unwritten.sending(now, last=last)) is not None:
        try:
            await _write(records, sending)
        except AWAY as away:
            if not unwritten.held_up:
                logger.warning("Anonymous rows wait in memory: PostgreSQL does not take them (%s)", type(away).__name__)
            unwritten.held_up = True
            break
        unwritten.held_up = False
        unwritten.written(sending.rows, now)
        count += len(sending.rows)
    return count


async def _write(records: Records, sending: Sending) -> None:
    async with records.unit() as unit:
        if sending.keys and await stage.holds(unit, sending.keys[0]):
            return  # it was saved, and the answer was lost on the way
        await stage.write(unit, sending.rows, sending.keys)
        for listener, chats in sorted(sending.held.items()):
            await staff.chats_held(unit, listener, chats)
        for (listener, week, what), n in sorted(sending.tallies.items()):
            await weeks.add(unit, listener, week, what, n)
