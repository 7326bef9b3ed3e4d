"""The hours in which people are taken in."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from matching.opening import ALL_DAY, NotHours, Opening, read_hours, say_hours

DUBLIN = ZoneInfo("Europe/Dublin")
EVENINGS = read_hours("18:00-02:00")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("always", "always"),
        ("24/7", "always"),
        ("0:00-24:00", "always"),
        ("closed", "closed"),
        ("", "closed"),
        (" 18:00 – 2:00 ", "18:00-02:00"),
        ("18:00-22:00,10:00-12:30", "10:00-12:30, 18:00-22:00"),
        ("22:00-24:00", "22:00-24:00"),
    ],
)
def test_hours_are_read_and_said_again_the_same(text: str, said: str) -> None:
    spans = read_hours(text)
    assert say_hours(spans) == said
    assert read_hours(said) == spans


@pytest.mark.parametrize(
    "text", ["evenings", "18-22", "25:00-26:00", "10:60-11:00", "10:00-10:00", "10:00-13:00, 12:00-14:00"]
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(NotHours):
        read_hours(text)


def at(day: int, clock: str, month: int = 11) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=DUBLIN)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(23, "17:59"), False),
        (at(23, "18:00"), True),
        (at(24, "01:59"), True),  # Monday's evening
        (at(24, "02:00"), False),
        (at(24, "23:00"), False),  # Tuesday is closed
        (at(25, "23:30"), True),  # a holiday with hours of its own
    ],
)
def test_an_evening_belongs_to_the_day_it_begins_on(moment: datetime, *, is_open: bool) -> None:
    hours = Opening(week=(EVENINGS, *[()] * 6), holidays={date(2026, 11, 25): read_hours("23:00-24:00")}, zone=DUBLIN)
    assert hours.is_open(moment.astimezone(UTC)) is is_open


def test_it_says_when_it_opens_next_by_the_clock_on_the_wall() -> None:
    hours = Opening(week=(EVENINGS, *[()] * 6), holidays={date(2026, 11, 30): ()}, zone=DUBLIN)
    assert hours.opens(at(23, "10:00")) == at(23, "18:00")
    assert hours.opens(at(23, "20:00")) is None
    assert hours.opens(at(24, "03:00")) == at(7, "18:00", 12)  # the Monday between them is a holiday
    assert Opening(week=((),) * 7).opens(at(23, "10:00")) is None
    assert Opening().is_open(at(23, "10:00"))
    assert Opening(week=(ALL_DAY,) * 7).is_open(at(29, "00:00"))


def test_the_clock_goes_back_and_the_evening_still_ends_at_two() -> None:
    hours = Opening(week=((),) * 5 + (EVENINGS, ()), zone=DUBLIN)  # Saturday, the night of the change
    assert hours.is_open(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))  # 01:30, for the first time
    assert hours.is_open(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))  # 01:30 again
    assert not hours.is_open(datetime(2026, 10, 25, 2, 0, tzinfo=UTC))
