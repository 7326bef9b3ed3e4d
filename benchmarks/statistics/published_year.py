"""A year as it would be published: the service's own rules over made-up weeks, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import add

from app.commands.made_year import MadeWeek
from app.publishing import (
    FOUR,
    NOBODY,
    Length,
    Publication,
    PublishedTotal,
    Tables,
    Visits,
    change_tables,
    decided_length,
    publish,
    volume_tables,
)
from app.records.bands import COUNTED


@dataclass(slots=True)
class FourWeeks:
    """What stands of four weeks: what was counted, and what is shown."""

    first: date
    length: Length
    tables: Tables = field(default_factory=Tables)
    shown: Publication = field(default_factory=dict)

    def show(self, tables: Tables) -> None:
        """Publish these tables beside those that stand."""
        self.tables = self.tables.with_all_of(tables)
        self.shown |= publish(self.tables, self.shown)


def visits_of(week: MadeWeek) -> Visits:
    """Count a week as the service does."""
    return Visits(
        waits=week.grouped("block", "wait_band"),
        outcomes=week.grouped("block", "outcome"),
        risks=week.grouped("topic_group", "risk_band"),
        moods=week.grouped("topic_group", "mood_change"),
    )


def published_year(weeks: Iterable[MadeWeek]) -> list[FourWeeks]:
    """Publish them four by four, the length of a period chosen from what was published before its quarter."""
    counted = [(week.week, visits_of(week)) for week in weeks]
    totals: list[PublishedTotal] = []
    made = []
    for nth in range(0, len(counted), FOUR):
        four = counted[nth : nth + FOUR]
        first = four[0][0]
        standing = FourWeeks(first, decided_length(first, totals))
        together = reduce(add, (visits for _, visits in four), NOBODY)
        periods = four if standing.length == 1 else [(first, together)]
        for period, visits in periods:
            standing.show(volume_tables(period, visits, COUNTED))
        standing.show(change_tables(first, together, COUNTED, counted_in=[period for period, _ in periods]))
        visits_shown = sum(n or 0 for count, n in standing.shown.items() if count.question == "visits")
        totals.append(PublishedTotal(first + timedelta(weeks=FOUR, days=8), visits_shown))
        made.append(standing)
    return made
