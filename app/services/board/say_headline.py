"""The one sentence of the board: calm unless somebody is in danger, waits too long, or something is broken."""

from collections.abc import Sequence
from typing import Literal

from app.wire.staff_views import AlertView
from crisis import Tier

Mood = Literal["calm", "watch", "danger"]
SEVERAL = 2


def headline(
    alerts: Sequence[AlertView], *, over: int, unmet: Sequence[str], degraded: Sequence[str]
) -> tuple[Mood, str]:
    """Return how it stands and the words for it, the gravest first."""
    grave = [one for one in alerts if one.tier >= Tier.HIGH]
    untaken = [one for one in grave if one.taken_by is None]
    if untaken:
        who = "Somebody needs" if len(untaken) < SEVERAL else f"{len(untaken)} people need"
        return "danger", f"{who} a coordinator, and nobody has them yet."
    if over:
        return "watch", "Somebody has waited for more than five minutes."
    if unmet:
        return "watch", f"Somebody waits, and nobody is on for: {', '.join(unmet)}."
    if degraded:
        return "watch", f"Not working just now: {', '.join(degraded)}."
    if grave:
        names = sorted({one.taken_by for one in grave if one.taken_by})
        return "watch", f"Somebody may be in danger. {' and '.join(names)} {'has' if len(names) == 1 else 'have'} it."
    if alerts:
        return "watch", "Somebody waits for whom nobody has come yet."
    return "calm", "All is calm."
