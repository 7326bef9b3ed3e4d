"""Time as the matcher counts it: whole microseconds, so that sums and comparisons are exact and replays are equal."""

from datetime import UTC, datetime, timedelta

_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
_ONE = timedelta(microseconds=1)
SECOND = 1_000_000
FOREVER = 1 << 60


def micros(moment: datetime) -> int:
    """Count microseconds up to a moment."""
    return (moment - _ZERO) // _ONE


def length(span: timedelta) -> int:
    """Count microseconds in a span."""
    return span // _ONE


def moment_of(count: int) -> datetime:
    """Return the moment again."""
    return _ZERO + count * _ONE
