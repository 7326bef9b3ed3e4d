"""What columns are made of: short words out of closed lists, and how constraints are named."""

from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import SQLModel

Role = Literal["listener", "coordinator"]
Tier = Literal["applicant", "probation", "full", "crisis"]
Verdict = Literal["ready", "again"]
PausedFor = Literal["", "review", "childSafety"]
Counted = Literal["sessions", "minutes", "crisis", "breaksSkipped", "passes", "lapses", "reports", "cues"]
About = Literal["listener", "seeker"]
Act = Literal["makeOfficer", "unmakeOfficer", "liftPause", "hold", "clearMinors", "inviteCoordinator"]
LineKind = Literal[
    "emergency", "suicide", "crisis", "child", "abuse", "sexual_violence", "lgbtq", "substance", "directory"
]

# The pattern of Alembic's own guide: a constraint without a name cannot be dropped again
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def one_of(name: str, words: Any) -> sa.Enum:
    """A short word out of a closed list, checked by the database (no native enum: it could not be migrated back)."""
    return sa.Enum(*get_args(words), name=name, native_enum=False, create_constraint=True, length=20)


def words(length: int) -> ARRAY[str]:
    """A list of short words."""
    return ARRAY(sa.String(length))
