"""Every table of ours, and nothing but tables: what may be kept is decided here, column by column.

Nothing a seeker wrote has a column. `tests/records/schema.toml` lists every column; a new one has to be reviewed there.
"""

from app.records.tables.columns import About, Act, Counted, LineKind, PausedFor, Role, Tier, Verdict, one_of, words
from app.records.tables.house import (
    CaseNotice,
    HeldCount,
    ReportCase,
    Resource,
    SecondPerson,
    ServiceSetting,
    StaffAudit,
    Topic,
    TopicWording,
)
from app.records.tables.people import (
    Invitation,
    ListenerWeek,
    Practice,
    Staff,
    StaffContact,
    StaffDuty,
    StaffLearning,
    StaffPasskey,
    StaffRecoveryCode,
    StaffReset,
    StaffSession,
)
from app.records.tables.visits import Cube, CubeFourWeeks, CubeWeek, PublicationDay, SessionStage, YearlyFigure

__all__ = [
    "About",
    "Act",
    "CaseNotice",
    "Counted",
    "Cube",
    "CubeFourWeeks",
    "CubeWeek",
    "HeldCount",
    "Invitation",
    "LineKind",
    "ListenerWeek",
    "PausedFor",
    "Practice",
    "PublicationDay",
    "ReportCase",
    "Resource",
    "Role",
    "SecondPerson",
    "ServiceSetting",
    "SessionStage",
    "Staff",
    "StaffAudit",
    "StaffContact",
    "StaffDuty",
    "StaffLearning",
    "StaffPasskey",
    "StaffRecoveryCode",
    "StaffReset",
    "StaffSession",
    "Tier",
    "Topic",
    "TopicWording",
    "Verdict",
    "YearlyFigure",
    "one_of",
    "words",
]
