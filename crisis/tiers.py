"""The words of a reading: how grave, about whom, and why. Nothing here decides anything."""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Tier(IntEnum):
    """How grave one message, or a whole chat, is; ordered, so that ``max`` means the graver."""

    NONE = 0
    WATCH = 1
    ELEVATED = 2
    HIGH = 3
    EMERGENCY = 4


class About(StrEnum):
    """Whose danger the words speak of."""

    SELF = "self"
    OTHER = "other"


class Kind(StrEnum):
    """What was heard. ``flagged`` and ``concern_for_other`` come from people and grammar, not from a phrase file."""

    IDEATION_PASSIVE = "ideation_passive"
    IDEATION = "ideation"
    INTENT = "intent"
    PLAN = "plan"
    ACT_IN_PROGRESS = "act_in_progress"
    FAREWELL = "farewell"
    SELF_HARM = "self_harm"
    ABUSE = "abuse"
    HARM_TO_OTHERS = "harm_to_others"
    EXPLOITATION = "exploitation"
    MINOR_AT_RISK = "minor_at_risk"
    CONCERN_FOR_OTHER = "concern_for_other"
    FLAGGED = "flagged"


class Reason(NamedTuple):
    """Why a message was read as it was: code points ``start`` up to ``end`` of the text as it was written."""

    kind: str
    start: int
    end: int
