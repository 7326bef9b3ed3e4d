"""The public yearly figures: each four weeks are added to their year with noise that one visit more or less hides.

Noise is drawn before anything is written, so that not even the database holds an exact sum. The four-week periods of a
year have no visit in common: a table costs the privacy of a visit epsilon, however many periods there are.
"""

from collections import Counter
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from app.publishing import Values, Visits, noisy
from app.records import statistics


async def add_to_year(unit: AsyncSession, first: date, visits: Visits, values: Values) -> None:
    """Add four weeks to the year in which they begin."""
    outcomes, moods = Counter[str](), Counter[str]()
    for (_, outcome), n in visits.outcomes.items():
        outcomes[outcome] += n
    for (_, mood), n in visits.moods.items():
        moods[mood] += n
    tables = {"topic_group": visits.topics, "outcome": outcomes, "mood_change": moods}
    for question, exact in tables.items():
        counts = {value: noisy(exact[value]) for value in values[question]}
        await statistics.add_yearly(unit, first.year, question, counts)
