"""Stage rows for tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.records.stage import StageRow

_ROW = StageRow(
    week=date(2026, 11, 16),
    block=4,
    topic_group="grief",
    language_group="en",
    age_band="adult",
    wait_band="1-3",
    duration_band="15-30",
    messages_band="11-40",
    outcome="completed",
    risk_band="none",
    mood_change="better",
    listener_tier="full",
)


def a_row(**changes: Any) -> StageRow:
    """A finished ticket of a Friday evening, unless told otherwise."""
    return replace(_ROW, **changes)
