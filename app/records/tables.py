"""Every table of staff, cases and settings, and nothing but tables: what may be kept is decided here, column by column.

Nothing a seeker wrote has a column. `tests/records/schema.toml` lists every column; a new one has to be reviewed there.
"""

from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.records import bands
from app.records.columns import one_of, words

Role = Literal["listener", "coordinator"]
Tier = Literal["applicant", "probation", "full", "crisis"]
Verdict = Literal["ready", "again"]
PausedFor = Literal["", "review", "childSafety"]
Counted = Literal["sessions", "minutes", "crisis", "breaksSkipped", "passes", "lapses", "reports", "cues"]
About = Literal["listener", "seeker"]
Act = Literal["makeOfficer", "unmakeOfficer", "liftPause", "hold", "clearMinors"]
LineKind = Literal[
    "emergency", "suicide", "crisis", "child", "abuse", "sexual_violence", "lgbtq", "substance", "directory"
]


class Staff(SQLModel, table=True):
    """A listener or a coordinator: a pseudonym, and what they may and want to do."""

    __tablename__ = "staff"
    __table_args__ = (
        sa.CheckConstraint("seats BETWEEN 1 AND 3", name="seats"),
        sa.Index("uq_staff_name", sa.text("lower(name)"), unique=True),
    )

    id: str = Field(primary_key=True, max_length=22)
    name: str = Field(max_length=40)
    role: Role = Field(sa_type=one_of("role", Role))
    password_hash: str = Field(max_length=200)
    totp_secret: str = Field(max_length=64)
    totp_last_step: int = Field(default=0, sa_type=sa.BigInteger)
    languages: list[str] = Field(default_factory=list, sa_type=words(8))
    topics: list[str] = Field(default_factory=list, sa_type=words(40))
    opted_out: list[str] = Field(default_factory=list, sa_type=words(40))
    openers: list[str] = Field(default_factory=list, sa_type=words(200))
    seats: int = Field(default=1, sa_type=sa.SmallInteger)
    chats_held: int = 0
    tier: Tier = Field(default="probation", sa_type=one_of("tier", Tier))
    cleared_until: date | None = None
    paused: bool = False
    paused_for: PausedFor = Field(default="", sa_type=one_of("paused_for", PausedFor))
    suspended: bool = False
    officer: bool = False
    officer_key: str = Field(default="", max_length=100)
    officer_wrapped: str = Field(default="", max_length=200)


class StaffSession(SQLModel, table=True):
    """Somebody of the staff is signed in; only the hash of their token is kept."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    staff_id: str = Field(foreign_key="staff.id", ondelete="CASCADE", index=True, max_length=22)
    expires_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    idle_until: datetime = Field(sa_type=sa.DateTime(timezone=True))
    since: date


class StaffPasskey(SQLModel, table=True):
    """A passkey: what its owner's device proves to hold. No device, no make."""

    __tablename__ = "staff_passkey"

    credential_id: bytes = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", ondelete="CASCADE", index=True, max_length=22)
    public_key: bytes
    sign_count: int = Field(sa_type=sa.BigInteger)
    name: str = Field(max_length=40)
    added: date
    """The Monday of the week."""


class StaffRecoveryCode(SQLModel, table=True):
    """A code for the day on which the second factor is lost; gone when used."""

    __tablename__ = "staff_recovery_code"

    code_hash: str = Field(primary_key=True, max_length=64)
    staff_id: str = Field(foreign_key="staff.id", ondelete="CASCADE", index=True, max_length=22)


class StaffReset(SQLModel, table=True):
    """Two coordinators let somebody in again who has lost every factor; the code stands once both have said so."""

    __tablename__ = "staff_reset"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    asked_by: str | None = Field(default=None, foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    """None stands for the operator at the machine."""
    confirmed_by: str | None = Field(default=None, foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    code_hash: str | None = Field(default=None, max_length=64)
    expires_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class Invitation(SQLModel, table=True):
    """A code that makes somebody a member of staff, once."""

    __tablename__ = "invitation"

    code_hash: str = Field(primary_key=True, max_length=64)
    role: Role = Field(sa_type=one_of("role", Role))
    invited_by: str | None = Field(default=None, foreign_key="staff.id", ondelete="SET NULL", max_length=22)
    expires_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    used: bool = False


class StaffLearning(SQLModel, table=True):
    """A step of the course that a listener has done, and in which week; no answer and no line of theirs."""

    __tablename__ = "staff_learning"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    step: str = Field(primary_key=True, max_length=20)
    week: date


class Practice(SQLModel, table=True):
    """A chat with a scripted seeker that a listener chose to show; its text goes once it was looked at, or in 14 days.

    Both sides of it were written by the staff: a scripted seeker says what stands in this repository.
    """

    __tablename__ = "practice"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    scenario: str = Field(primary_key=True, max_length=20)
    shown: date
    talk: list[dict[str, str]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    verdict: Verdict | None = Field(default=None, sa_type=one_of("verdict", Verdict))
    note: str = Field(default="", max_length=300)
    """From the coordinator to the listener."""


class ListenerWeek(SQLModel, table=True):
    """How often something was so in a listener's week, for them and their supervisor; no key leads to any session.

    Nine days after the week the count goes back to where its band begins; after twelve weeks it goes.
    """

    __tablename__ = "listener_week"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    week: date = Field(primary_key=True)
    what: Counted = Field(primary_key=True, sa_type=one_of("what", Counted))
    n: int


class StaffContact(SQLModel, table=True):
    """Where and when somebody agreed to be called, sealed under a key outside the database; and how often they were."""

    __tablename__ = "staff_contact"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    sealed: str = Field(max_length=8000)
    called_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    day: date | None = None
    calls: int = Field(default=0, sa_type=sa.SmallInteger)


class StaffDuty(SQLModel, table=True):
    """How many minutes of an hour a listener was on duty, for the rest rules; kept eight days."""

    __tablename__ = "staff_duty"
    __table_args__ = (sa.CheckConstraint("minutes BETWEEN 0 AND 60", name="minutes"),)

    staff_id: str = Field(primary_key=True, foreign_key="staff.id", ondelete="CASCADE", max_length=22)
    hour: datetime = Field(primary_key=True, sa_type=sa.DateTime(timezone=True))
    minutes: int = Field(sa_type=sa.SmallInteger)


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
    sensitive: bool = False
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
