"""The staff: who they are, how they come in, what they have learnt, how much they did, how they are called."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.records.tables.columns import Counted, PausedFor, Role, Tier, Verdict, one_of, words


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
