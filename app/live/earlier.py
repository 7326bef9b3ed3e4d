"""What was said before somebody else came: kept in memory, unread, until its seeker shows it or lets it go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.wire.views import AuthorName

EarlierState = Literal["kept", "open"]


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a chat that went on with somebody else, and the name of the listener in it."""

    author: AuthorName
    listener: str
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was said in a visit that waits for whoever comes next."""

    said: tuple[Said, ...]
    until: datetime
