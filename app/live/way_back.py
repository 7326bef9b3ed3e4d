"""How often words that lead back were tried lately, by everybody together: the last bound, since work can be bought."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

TRIES = 600
"""Of four words out of 337, the shortest list, with a thousand given out, one of thirteen million tries is right."""
WITHIN = timedelta(minutes=1)


class TooManyWords(Exception):
    """So many words were tried within a minute that somebody is guessing."""


@dataclass(slots=True)
class Tried:
    """When words were tried, lately, by anybody."""

    at: deque[datetime] = field(default_factory=deque)

    def count(self, now: datetime) -> None:
        """Count a try. Raises TooManyWords."""
        while self.at and self.at[0] <= now - WITHIN:
            self.at.popleft()
        if len(self.at) >= TRIES:
            raise TooManyWords
        self.at.append(now)
