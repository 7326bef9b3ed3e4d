"""A ticket, its states and the legal moves between them. It holds facts for matching, never a word that was said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class AgeBand(StrEnum):
    """What a seeker said of their age. It is never guessed and never defaulted."""

    UNDER_13 = "under13"
    YOUNGER_TEEN = "13-15"
    OLDER_TEEN = "16-17"
    ADULT = "adult"
    UNDECLARED = "undeclared"

    @property
    def needs_clearance(self) -> bool:
        """Everybody who did not say "adult" meets only listeners cleared for minors."""
        return self is not AgeBand.ADULT

    def lowered(self, age: int) -> "AgeBand":
        """Return the band of somebody who says this age after all: a younger one than was known, and never an older."""
        bands = (AgeBand.UNDER_13, AgeBand.YOUNGER_TEEN, AgeBand.OLDER_TEEN)
        said = next((band for band, below in zip(bands, (13, 16, 18), strict=True) if age < below), self)
        return said if self not in bands or bands.index(said) < bands.index(self) else self


TEENS = frozenset({AgeBand.YOUNGER_TEEN, AgeBand.OLDER_TEEN})
"""Said to be under 18, and old enough to talk with here."""


class TicketState(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    MATCHED = "matched"
    LEFT = "left"
    EXPIRED = "expired"
    REDIRECTED = "redirected"

    @property
    def waits(self) -> bool:
        """Whether nobody has taken the ticket yet, and nothing has ended it."""
        return self is TicketState.WAITING or self is TicketState.OFFERED


NEVER = datetime.fromtimestamp(0, UTC)
"""When a page was last seen that has not been seen at all."""

_LEGAL: Mapping[TicketState, frozenset[TicketState]] = {
    TicketState.WAITING: frozenset(
        # To matched only where a listener who asked for somebody else to go on stays after all.
        {TicketState.OFFERED, TicketState.MATCHED, TicketState.LEFT, TicketState.EXPIRED, TicketState.REDIRECTED}
    ),
    TicketState.OFFERED: frozenset({TicketState.WAITING, TicketState.MATCHED, TicketState.LEFT}),
    # A matched ticket stands in line again only when its listener is gone, was changed, or hands over.
    TicketState.MATCHED: frozenset({TicketState.WAITING, TicketState.LEFT}),
    TicketState.LEFT: frozenset(),
    TicketState.EXPIRED: frozenset(),
    TicketState.REDIRECTED: frozenset(),
}


class IllegalMove(ValueError):
    """A ticket cannot go from where it stands to where it was asked to go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A place in line. `arrived` is never changed: it is what the place depends on."""

    id: str
    arrived: datetime
    language: str
    topics: tuple[str, ...]
    age_band: AgeBand
    seen: datetime
    """When the seeker's page was last heard of; `NEVER` from the asking for a place until it is first there."""
    urgency: int = 0
    """0 to 4, what triage sees."""
    self_reported: bool = False
    """The urgency rests on what the seeker ticked alone: no sign in words, no listener's flag."""
    state: TicketState = TicketState.WAITING
    head: bool = False
    """At the head of the line: a listener was lost or changed, through no choice of the line's."""
    since: datetime | None = None
    """When this wait began, if that was after arrival: time spent in a chat is not time spent waiting."""
    ends: datetime | None = None
    """When this wait ends at the latest, if that is before the usual: the service closes for the night."""
    declined: Mapping[str, datetime] = field(default_factory=dict)
    """Listeners who passed or let an offer lapse, and when."""
    blocked: frozenset[str] = frozenset()
    """Listeners whom this ticket never meets again."""
    apart: frozenset[str] = frozenset()
    """Listeners who are not asked during this wait: they are the ones who hand over."""
    version: int = 0

    @property
    def in_line(self) -> bool:
        """Whether somebody waits, offered or not. A place that was taken and never come to holds nobody up."""
        return self.state.waits and self.came

    @property
    def came(self) -> bool:
        """Whether a page of the seeker's was ever there."""
        return self.seen > NEVER

    def waited(self, now: datetime) -> timedelta:
        """How long this wait has lasted; never negative, whatever the clock did."""
        return max(timedelta(0), now - (self.since or self.arrived))

    def offered(self) -> "Ticket":
        """Put to a listener."""
        return self._to(TicketState.OFFERED)

    def declined_by(self, listener: str, *, at: datetime) -> "Ticket":
        """Passed on or let lapse: waits again, at the same place, and somebody else is asked next."""
        return replace(self._to(TicketState.WAITING), declined={**self.declined, listener: at})

    def returned(self) -> "Ticket":
        """Waits again at the same place; nobody declined."""
        return self._to(TicketState.WAITING)

    def matched(self) -> "Ticket":
        """A listener accepted."""
        return replace(self._to(TicketState.MATCHED), head=False, ends=None, apart=frozenset())

    def back_at_head(self, *, at: datetime, without: str | None = None) -> "Ticket":
        """The listener is gone or was changed: first in line, and never with `without` again."""
        blocked = self.blocked | {without} if without else self.blocked
        return replace(self._to(TicketState.WAITING), head=True, since=at, declined={}, blocked=blocked)

    def handed_over(self, *, by: str, at: datetime, until: datetime) -> "Ticket":
        """Stands at the head of the line while the chat goes on: somebody else is looked for, until then."""
        waits = self._to(TicketState.WAITING)
        return replace(waits, head=True, since=at, ends=until, declined={}, apart=frozenset({by}))

    def not_there(self) -> "Ticket":
        """Was given to a listener, but its page did not answer: it waits at its place as if that had not been."""
        return self._to(TicketState.WAITING)

    def left(self) -> "Ticket":
        """The seeker left."""
        return self._to(TicketState.LEFT)

    def expired(self) -> "Ticket":
        """The page was silent for too long."""
        return self._to(TicketState.EXPIRED)

    def redirected(self) -> "Ticket":
        """The wait ended with other help instead of a listener."""
        return self._to(TicketState.REDIRECTED)

    def _to(self, state: TicketState) -> "Ticket":
        if state not in _LEGAL[self.state]:
            raise IllegalMove(f"a ticket cannot go from {self.state} to {state}")
        return replace(self, state=state)
