"""Time as the matcher counts it: whole microseconds, so that sums and comparisons are exact and replays are equal."""

from datetime import UTC, datetime, timedelta

_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
_DAY = 86_400 * SECOND
FOREVER = 1 << 60


def micros(moment: datetime) -> int:
    """Count microseconds up to a moment."""
    since = moment - _ZERO
    return since.days * _DAY + since.seconds * SECOND + since.microseconds


def length(span: timedelta) -> int:
    """Count microseconds in a span."""
    return span.days * _DAY + span.seconds * SECOND + span.microseconds


def moment_of(count: int) -> datetime:
    """Return the moment again."""
    return _ZERO + timedelta(microseconds=count)
