"""What the house keeps of itself: cases without words, the audit, topics, lines outside, settings."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.records import bands
from app.records.tables.columns import About, Act, LineKind, one_of, words


class ReportCase(SQLModel, table=True):
    """That something was reported, in which week and what was decided; no text, no seeker, no listener."""

    __tablename__ = "report_case"

    code_hash: str = Field(primary_key=True, max_length=64)
    week: date
    category: str = Field(max_length=20)
    about: About = Field(default="listener", sa_type=one_of("about", About))
    machine: bool = False
    rule: str = Field(default="", max_length=40)
    decision: str | None = Field(default=None, max_length=20)
    reason: str = Field(default="", max_length=40)
    took: str = Field(default="", max_length=20)
    appealed: bool = False
    heard: bool = False
    overturned: bool = False
    expires: date


class CaseNotice(SQLModel, table=True):
    """That a decision is about this listener: they may read it and appeal too. It goes with the case."""

    __tablename__ = "case_notice"

    code_hash: str = Field(primary_key=True, foreign_key="report_case.code_hash", ondelete="CASCADE", max_length=64)
    staff_id: str = Field(foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    appealed: bool = False


class HeldCount(SQLModel, table=True):
    """How many cases a law made us hold in a year: public."""

    __tablename__ = "held_count"

    year: int = Field(primary_key=True, sa_type=sa.SmallInteger, sa_column_kwargs={"autoincrement": False})
    n: int = 0


class SecondPerson(SQLModel, table=True):
    """Somebody of the staff has asked for what takes two persons, and waits for the other one."""

    __tablename__ = "second_person"

    act: Act = Field(primary_key=True, sa_type=one_of("act", Act))
    subject: str = Field(primary_key=True, max_length=22)
    asked_by: str = Field(foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    asked: date


class StaffAudit(SQLModel, table=True):
    """Who of the staff did what. It outlives the account; kept 12 months."""

    __tablename__ = "staff_audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=sa.DateTime(timezone=True), index=True)
    staff_id: str | None = Field(default=None, max_length=22)
    did: str = Field(max_length=40)
    target: str = Field(default="", max_length=80)


class Topic(SQLModel, table=True):
    """One choice of the intake."""

    __tablename__ = "topic"

    slug: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    description: str = Field(max_length=300)
    related: list[str] = Field(default_factory=list, sa_type=words(40))
    open: bool = True
    position: int = Field(default=0, sa_type=sa.SmallInteger)
    topic_group: bands.TopicGroup = Field(sa_type=one_of("topic_group", bands.TopicGroup))
    sensitive: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Not for everybody's ears: closed, it is never widened to who did not choose it."""


class TopicWording(SQLModel, table=True):
    """A topic in another language, as coordinators say it; what is missing here stands in our catalogues."""

    __tablename__ = "topic_wording"

    slug: str = Field(primary_key=True, foreign_key="topic.slug", ondelete="CASCADE", max_length=40)
    locale: str = Field(primary_key=True, max_length=8)
    name: str = Field(max_length=80)
    description: str = Field(max_length=300)


class Resource(SQLModel, table=True):
    """What coordinators corrected or added to the directory of lines outside."""

    __tablename__ = "resource"

    key: str = Field(primary_key=True, max_length=80)
    country: str = Field(max_length=2)
    name: str = Field(max_length=120)
    kind: LineKind = Field(default="crisis", sa_type=one_of("kind", LineKind))
    phone: str | None = Field(default=None, max_length=40)
    also: list[str] = Field(default_factory=list, sa_type=words(40))
    ambulance: str = Field(default="", max_length=40)
    police: str = Field(default="", max_length=40)
    fire: str = Field(default="", max_length=40)
    sms: str | None = Field(default=None, max_length=40)
    word: str = Field(default="", max_length=20)
    messaging: str = Field(default="", max_length=80)
    chat_url: str | None = Field(default=None, max_length=200)
    website: str | None = Field(default=None, max_length=200)
    hours: str = Field(default="", max_length=80)
    languages: list[str] = Field(default_factory=list, sa_type=words(8))
    cost: str = Field(default="", max_length=20)
    note: str = Field(default="", max_length=200)
    some_only: bool = False
    checked: date | None = None
    hidden: bool = False


class ServiceSetting(SQLModel, table=True):
    """A switch that coordinators turn while the service runs."""

    __tablename__ = "service_setting"

    key: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=200)
