"""How cues added up in listeners' chats, week by week: each node tells its sums, coordinators see bands.

Sums and never words, of all chats of a week together: which chat it was, or what was said, is not in it. A band calls
for a talk with the listener; it decides nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from app.live.notes import Conducted
from app.safety.conduct import Band, band_of
from app.services.node import Node
from app.wire.safety_views import ConductView, ConductWeekView


async def tell_conduct(node: Node) -> None:
    """Tell all nodes this one's sums, where they are others than those last told."""
    for listener, conduct in node.conduct.items():
        sums = tuple((week, node.life, total) for week, total in conduct.weeks)
        if node.told.get(f"conduct:{listener}") != sums:
            node.told[f"conduct:{listener}"] = sums
            await node.live.notes.put(Conducted(id=listener, sums=sums))


def conduct_views(node: Node, names: Mapping[str, str]) -> tuple[ConductView, ...]:
    """Return the weeks of every listener in which there was something, by name and never by how much."""
    views = []
    for listener, note in node.live.notes.all(Conducted).items():
        weeks: defaultdict[date, float] = defaultdict(float)
        for week, _, total in note.sums:
            weeks[week] += total
        shown = tuple(
            ConductWeekView(week=week.isoformat(), band=band)
            for week, total in sorted(weeks.items(), reverse=True)
            if (band := band_of(total)) is not Band.NONE
        )
        if shown and listener in names:
            views.append(ConductView(id=listener, name=names[listener], weeks=shown))
    return tuple(sorted(views, key=lambda one: (one.name, one.id)))
