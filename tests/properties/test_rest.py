"""Whatever somebody's evenings look like, no span holds more duty than it may."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.rest import DAY, IN_A_DAY, IN_A_WEEK, WEEK, back_at, duty_left, worked_more

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
MINUTES = st.integers(1, 15 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(st.lists(st.tuples(MINUTES, MINUTES), max_size=25))
def test_nobody_is_on_duty_longer_than_four_hours_in_a_day_or_sixteen_in_a_week(
    evenings: list[tuple[timedelta, timedelta]],
) -> None:
    now, worked, stretches = MONDAY, dict[datetime, timedelta](), list[tuple[datetime, datetime]]()
    for pause, wished in evenings:
        now += pause
        stretch = min(wished, duty_left(worked, now))
        stretches.append((now, now + stretch))
        now += stretch
        worked = worked_more(worked, stretch, until=now)
        for span, limit in ((DAY, IN_A_DAY), (WEEK, IN_A_WEEK)):
            inside = (min(end, now) - max(start, now - span) for start, end in stretches if end > now - span)
            assert sum(inside, timedelta(0)) <= limit
        assert duty_left(worked, back_at(worked, now)) > timedelta(0)
