"""How the door stands: by the counts, or by a coordinator's word; and until when who waits is served after closing."""

from dataclasses import dataclass
from datetime import datetime

from matching import Door


@dataclass(slots=True)
class Doorway:
    """The door of this service."""

    stands: Door = Door.OPEN
    told: Door | None = None
    """A coordinator's word; None leaves it to the counts."""
    closes: datetime | None = None
    """When the last waits end, once the door is shut."""
