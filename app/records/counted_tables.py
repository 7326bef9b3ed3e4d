"""The tables of finished visits: coarse rows on their way to being counted, and what was published of them.

They are all that is ever kept about seekers. `tests/records/schema.toml` lists every column; a new one has to be
reviewed there.
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.records import bands
from app.records.columns import one_of


class SessionStage(SQLModel, table=True):
    """One finished ticket, coarse and without a time, waiting to be counted; a partition a week."""

    __tablename__ = "session_stage"
    __table_args__ = (
        sa.CheckConstraint("block BETWEEN 0 AND 5", name="block"),
        {"postgresql_partition_by": "RANGE (week)"},
    )

    key: UUID = Field(primary_key=True)
    week: date = Field(primary_key=True)
    block: int = Field(sa_type=sa.SmallInteger)
    topic_group: bands.TopicGroup = Field(sa_type=one_of("topic_group", bands.TopicGroup))
    language_group: bands.LanguageGroup = Field(sa_type=one_of("language_group", bands.LanguageGroup))
    age_band: bands.AgeGroup = Field(sa_type=one_of("age_band", bands.AgeGroup))
    wait_band: bands.WaitBand = Field(sa_type=one_of("wait_band", bands.WaitBand))
    duration_band: bands.DurationBand = Field(sa_type=one_of("duration_band", bands.DurationBand))
    messages_band: bands.MessagesBand = Field(sa_type=one_of("messages_band", bands.MessagesBand))
    outcome: bands.Outcome = Field(sa_type=one_of("outcome", bands.Outcome))
    risk_band: bands.RiskBand = Field(sa_type=one_of("risk_band", bands.RiskBand))
    mood_change: bands.MoodChange = Field(sa_type=one_of("mood_change", bands.MoodChange))
    listener_tier: bands.ListenerTier = Field(sa_type=one_of("listener_tier", bands.ListenerTier))


class Cube(SQLModel):
    """A published count: a question, its one or two answers, and how many (rounded; None: hidden)."""

    period: date = Field(primary_key=True)
    question: str = Field(primary_key=True, max_length=40)
    v1: str = Field(primary_key=True, max_length=20)
    v2: str = Field(primary_key=True, max_length=20)
    n: int | None


class CubeWeek(Cube, table=True):
    """Published counts of one week."""

    __tablename__ = "cube_week"


class CubeFourWeeks(Cube, table=True):
    """Published counts of four weeks."""

    __tablename__ = "cube_4week"


class PublicationDay(SQLModel, table=True):
    """A period's tables were published, and on which day; they never are again."""

    __tablename__ = "publication"
    __table_args__ = (sa.CheckConstraint("weeks IN (1, 4)", name="weeks"),)

    period: date = Field(primary_key=True)
    weeks: int = Field(primary_key=True, sa_type=sa.SmallInteger)
    published: date


class YearlyFigure(SQLModel, table=True):
    """A figure of the transparency page: the sum of its four-week periods, each with its own noise in it."""

    __tablename__ = "yearly_figure"

    year: int = Field(primary_key=True, sa_type=sa.SmallInteger, sa_column_kwargs={"autoincrement": False})
    question: str = Field(primary_key=True, max_length=40)
    v1: str = Field(primary_key=True, max_length=20)
    n: int
