"""How exact facts become the coarse words that are kept."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.records.stage import (
    age_group,
    block_end,
    block_of,
    duration_band,
    four_weeks_of,
    language_group,
    messages_band,
    mood_change,
    risk_band,
    wait_band,
    week_of,
)


@pytest.mark.parametrize(
    ("seconds", "band"),
    [(0, "<1"), (59, "<1"), (60, "1-3"), (180, "3-10"), (600, "10-30"), (1800, "30+"), (90_000, "30+")],
)
def test_wait_band(seconds: int, band: str) -> None:
    assert wait_band(timedelta(seconds=seconds)) == band


@pytest.mark.parametrize(
    ("minutes", "band"),
    [(None, "none"), (0, "<5"), (5, "5-15"), (15, "15-30"), (30, "30-60"), (59.9, "30-60"), (60, "60+")],
)
def test_duration_band(minutes: float | None, band: str) -> None:
    assert duration_band(None if minutes is None else timedelta(minutes=minutes)) == band


@pytest.mark.parametrize(
    ("count", "band"),
    [(0, "0"), (1, "1-10"), (10, "1-10"), (11, "11-40"), (40, "11-40"), (41, "41-100"), (100, "41-100"), (101, "101+")],
)
def test_messages_band(count: int, band: str) -> None:
    assert messages_band(count) == band


@pytest.mark.parametrize(("tier", "band"), [(0, "none"), (1, "none"), (2, "elevated"), (3, "crisis"), (4, "crisis")])
def test_risk_band(tier: int, band: str) -> None:
    assert risk_band(tier) == band


def test_words_about_people() -> None:
    assert [age_group(band) for band in ("13-15", "16-17", "adult", "undeclared")] == [
        "minor",
        "minor",
        "adult",
        "undeclared",
    ]
    assert [language_group(language) for language in ("en", "es-MX", "pt-BR", "de")] == ["en", "es", "pt", "other"]
    assert [mood_change(*pair) for pair in ((4, 2), (2, 4), (3, 3), (None, 3), (3, None))] == [
        "better",
        "worse",
        "same",
        "unknown",
        "unknown",
    ]


def test_weeks_and_blocks() -> None:
    assert week_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert four_weeks_of(date(1970, 1, 5)) == date(1970, 1, 5)
    assert four_weeks_of(date(1970, 1, 26)) == date(1970, 1, 5)
    assert four_weeks_of(date(1970, 2, 2)) == date(1970, 2, 2)
    late = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
    assert block_of(late) == 5
    assert block_end(late) == datetime(2026, 11, 21, tzinfo=UTC)
