"""The public yearly figures: each four weeks are added to their year with noise that one visit more or less hides.

Noise is drawn before anything is written, so that not even the database holds an exact sum. The four-week periods of a
year have no visit in common: a table costs the privacy of a visit epsilon, however many periods there are.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from app.publishing import FOUR, OUTCOMES_TOLD, Values, Visits, noisy
from app.records import reports, statistics
from app.records.bands import four_weeks_of
from app.records.unit_of_work import Records


@dataclass(frozen=True, slots=True)
class Year:
    """What is said of a year: noisy counts by question and answer, and how many reports a law made us hold."""

    year: int
    figures: Mapping[str, Mapping[str, int]]
    """`endings`, `mood` and `reports`; a count below nothing is noise alone, and shown as none."""
    held: int


async def add_to_year(unit: AsyncSession, first: date, visits: Visits, values: Values, *, reported: int) -> None:
    """Add four weeks to the year in which they begin."""
    endings, moods = Counter[str](), Counter[str]()
    for (_, outcome), n in visits.outcomes.items():
        endings[OUTCOMES_TOLD.get(outcome, "talked")] += n
    for (_, mood), n in visits.moods.items():
        moods[mood] += n
    every = {
        "endings": {one: endings[one] for one in ("talked", *sorted(set(OUTCOMES_TOLD.values())))},
        "mood": {one: moods[one] for one in values["mood_change"] if one != "unknown"},
        "reports": {"all": reported},
    }
    for question, exact in every.items():
        await statistics.add_yearly(unit, first.year, question, {v1: noisy(n) for v1, n in exact.items()})


async def show_years(records: Records) -> list[Year]:
    """Return the years that are complete, the newest first."""
    async with records.unit() as unit:
        figures, days = await statistics.yearly(unit), await statistics.days(unit)
        held = {one.year: one.n for one in await reports.held(unit)}
    newest = max((period for period, length in days if length == FOUR), default=None)
    found: dict[int, dict[str, dict[str, int]]] = {}
    for one in figures:
        if newest is not None and one.year < four_weeks_after(newest).year:
            found.setdefault(one.year, {}).setdefault(one.question, {})[one.v1] = max(0, one.n)
    return [Year(year, found[year], held.get(year, 0)) for year in sorted(found, reverse=True)]


def four_weeks_after(period: date) -> date:
    """Return the first day of the four weeks that come next."""
    return date.fromordinal(four_weeks_of(period).toordinal() + 7 * FOUR)
