"""The stage: finished tickets as coarse rows, on their way to being counted.

A row is anonymous before it gets here. Its key is made while writing and known to nobody; rows of one batch are
written in an order that tells nothing (no id, no time, no sequence).
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import clock
from app.records.bands import (
    AgeGroup,
    DurationBand,
    LanguageGroup,
    ListenerTier,
    MessagesBand,
    MoodChange,
    Outcome,
    RiskBand,
    TopicGroup,
    WaitBand,
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
from app.records.counted_tables import SessionStage

__all__ = [
    "StageRow",
    "age_group",
    "block_end",
    "block_of",
    "duration_band",
    "four_weeks_of",
    "holds",
    "language_group",
    "messages_band",
    "mood_change",
    "risk_band",
    "wait_band",
    "week_of",
    "write",
]

_LOCK = 0x53544147  # an arbitrary number: two nodes must not make the same partition at once


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """One finished ticket, as coarse as it will be kept."""

    week: date
    block: int
    topic_group: TopicGroup
    language_group: LanguageGroup
    age_band: AgeGroup
    wait_band: WaitBand
    duration_band: DurationBand
    messages_band: MessagesBand
    outcome: Outcome
    risk_band: RiskBand
    mood_change: MoodChange
    listener_tier: ListenerTier


async def write(session: AsyncSession, rows: Collection[StageRow], keys: Sequence[UUID] = ()) -> None:
    """Write one batch, shuffled, each row under its random key, or a fresh one."""
    if not rows:
        return
    for week in sorted({row.week for row in rows}):
        await _ensure_partition(session, week)
    keyed = zip(rows, keys or [clock.random_key() for _ in rows], strict=True)
    batch = [asdict(row) | {"key": key} for row, key in clock.shuffled(list(keyed))]
    await session.exec(insert(SessionStage), params=batch)


async def holds(session: AsyncSession, key: UUID) -> bool:
    """Whether the batch with this key was written, though we did not hear of it."""
    return (await session.exec(select(SessionStage.key).where(SessionStage.key == key))).first() is not None


async def _ensure_partition(session: AsyncSession, week: date) -> None:
    connection = await session.connection()
    await connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    await connection.execute(sa.text("SELECT stage_opens(:week)"), {"week": week})
