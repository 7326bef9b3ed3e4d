"""How long each listener was on duty lately, hour by hour. It counts; what follows from it is decided elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from matching import back_at, duty_left, worked_more

STEP = timedelta(seconds=5)
"""How often the minutes are looked at; a look costs more than the five seconds are worth."""
LONGEST_STEP = timedelta(minutes=1)
"""A longer gap between two looks was not duty: the machine slept, or the clock jumped."""


@dataclass(slots=True)
class Duty:
    """The ledger of this node's listeners."""

    worked: dict[str, Mapping[datetime, timedelta]] = field(default_factory=dict)
    unsaved: set[str] = field(default_factory=set)
    """Whose newest minutes are not in the records yet."""
    unread: set[str] = field(default_factory=set)
    """Whose week the records could not tell yet."""
    ask_again: datetime = datetime(1970, 1, 1, tzinfo=UTC)  # a constant
    """When the records did not answer: not before this."""
    _until: dict[str, datetime] = field(default_factory=dict)
    _looked: datetime | None = None

    def look_due(self, now: datetime) -> bool:
        """Whether it is time for the next look, which this then is."""
        if self._looked is not None and timedelta(0) <= now - self._looked < STEP:
            return False
        self._looked = now
        return True

    def begin_anew(self) -> None:
        """Another node counts, or did: what is not unsaved here is read again."""
        self.worked = {listener: hours for listener, hours in self.worked.items() if listener in self.unsaved}
        self._until.clear()

    def count(self, listener: str, *, now: datetime) -> None:
        """This listener is on duty: count what has passed since the last look."""
        since = self._until.get(listener, now)
        spent = min(max(now - since, timedelta(0)), LONGEST_STEP)
        self._until[listener] = now
        if spent:
            self.worked[listener] = worked_more(self.worked.get(listener, {}), spent, until=now)
            self.unsaved.add(listener)

    def stop(self, listener: str) -> None:
        """This listener is not on duty: what passes from here on is not counted."""
        self._until.pop(listener, None)

    def left(self, listener: str, now: datetime) -> timedelta:
        """How much longer this listener may be on duty."""
        return duty_left(self.worked.get(listener, {}), now)

    def back_at(self, listener: str, now: datetime) -> datetime | None:
        """When there is duty left again, or None where there is some now."""
        return None if self.left(listener, now) else back_at(self.worked.get(listener, {}), now)
