"""The coordinators' statistics: the published tables of four weeks, and nothing that could not be read off them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from app.publishing import FOUR
from app.records import statistics
from app.records.bands import four_weeks_of
from app.records.tables import Cube
from app.records.unit_of_work import Records
from app.services.cases.case_words import CATEGORIES
from app.services.statistics.sheet import Cell, Sheet
from app.services.statistics.words import APPEALS, BLOCKS, MOODS, OUTCOMES, TOPICS, WAITS

WEEK = timedelta(weeks=1)
FEWEST_FOR_SHARES = 20
"""Under this many a percentage says more about chance than about the service."""
LOOKED_BACK = 8
"""Weeks behind a forecast."""
HIDDEN_AT_MOST = 9


@dataclass(frozen=True, slots=True)
class Statistics:
    """What there is to choose, what was chosen, and its tables."""

    periods: tuple[date, ...]
    """First days of four weeks of which something is published, the newest first."""
    chosen: date | None
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class _Published:
    """What stands of the chosen four weeks."""

    cells: Mapping[tuple[str, date, str, str], int | None]
    four: date
    volume: tuple[date, ...]
    """First days of the periods of volume: one, or up to four."""

    def of(self, question: str, period: date, v1: str = "", v2: str = "") -> int | None:
        return self.cells.get((question, period, v1, v2))

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(f"{period:%-d %b %Y}" for period in self.volume)

    def came(self, topic: str) -> int | None:
        """How many came for a topic in the four weeks; None when part of it is hidden, or still to come."""
        weeks = [self.of("topic", period, topic) for period in self.volume]
        whole = (self.four in self.volume and len(weeks) == 1) or len(weeks) == FOUR
        return sum(n or 0 for n in weeks) if whole and None not in weeks else None


async def show_statistics(records: Records, chosen: str = "") -> Statistics:
    """Return the tables of the chosen four weeks (their first day), or of the newest."""
    async with records.reading() as unit:
        visits = await statistics.of_question(unit, "visits")
        periods = sorted({four_weeks_of(one.period) for one in visits}, reverse=True)
        if not periods:
            return Statistics((), None, ())
        four = next((one for one in periods if one.isoformat() == chosen), periods[0])
        weeks = [four + nth * WEEK for nth in range(FOUR)]
        cells = await statistics.of_periods(unit, weeks)
        blocks = await statistics.of_question(unit, "block")
    counted = {one.period for one in visits}
    volume = tuple(period for period in weeks if period in counted)
    found = _Published({(one.question, one.period, one.v1, one.v2): one.n for one in cells}, four, volume)
    sheets = (_over_time(visits), *(make(found) for make in _SHEETS), _forecast(blocks))
    return Statistics(tuple(periods), four, tuple(one for one in sheets if one.rows))


def named(period: date) -> str:
    """Return how a period is called."""
    return f"from {period:%-d %b %Y}"


def _over_time(visits: Sequence[Cube]) -> Sheet:
    def row(one: Cube) -> tuple[str, tuple[Cell, ...]]:
        weeks = _weeks(one)
        label = f"four weeks {named(one.period)}" if weeks == FOUR else named(one.period)
        return label, (None if one.n is None else round(one.n / weeks), one.n)

    return Sheet(
        key="visits",
        title="Visits over time",
        says="Everybody who took a place in line, whether or not they talked with somebody.",
        first="Period",
        head=("A week", "In the period"),
        rows=tuple(row(one) for one in sorted(visits, key=lambda one: one.period)),
        drawn="line",
        folded=True,
    )


def _plain(question: str, title: str, first: str, words: Mapping[str, str], says: str) -> Callable[[_Published], Sheet]:
    """A table of one question, a column for each period."""

    def made(found: _Published) -> Sheet:
        rows = ((word, tuple(found.of(question, period, v1) for period in found.volume)) for v1, word in words.items())
        return Sheet(
            key=question, title=title, says=says, first=first, head=found.heads, rows=tuple(rows), drawn="bars"
        )

    return made


def _waits_by_hour(found: _Published) -> Sheet:
    def spread(period: date, block: str) -> Cell:
        return typical([found.of("wait_by_block", period, block, wait) for wait in WAITS])

    return Sheet(
        key="typical_wait",
        title="How long people typically wait, by hour",
        says="Half of them waited no longer than the first, nine of ten no longer than the second. UTC.",
        first="Hours",
        head=found.heads,
        rows=tuple((word, tuple(spread(period, block) for period in found.volume)) for block, word in BLOCKS.items()),
    )


def typical(counts: Sequence[int | None]) -> str | None:
    """Return the bands in which the median and the ninth of ten lie, as far as hidden counts leave no doubt."""
    if sum(n or 0 for n in counts) < FEWEST_FOR_SHARES:
        return None
    names = list(WAITS.values())
    bands = []
    for share in (0.5, 0.9):
        ends = [_quantile(filled, share) for filled in _as_they_may_be(counts)]
        low, high = names[min(ends)], names[max(ends)]
        bands.append(low if low == high else f"between {low} and {high}")
    return "; ".join(bands)


def _as_they_may_be(counts: Sequence[int | None]) -> Iterator[list[int]]:
    """Fill what is hidden in the ways that move a quantile furthest: all below some band, or all from there on."""
    for at in range(len(counts) + 1):
        for low, high in ((HIDDEN_AT_MOST, 0), (0, HIDDEN_AT_MOST)):
            yield [(low if nth < at else high) if n is None else n for nth, n in enumerate(counts)]


def _quantile(counts: Sequence[int], share: float) -> int:
    total = sum(counts)
    return next(at for at, up_to in enumerate(accumulate(counts)) if up_to >= share * total)


def _waits_in_full(found: _Published) -> Sheet:
    pairs = [(block, wait) for block in BLOCKS for wait in WAITS]
    return Sheet(
        key="wait_by_block",
        title="Waits by hour, in full",
        says="How many waited how long in which hours.",
        first="Hours and wait",
        head=found.heads,
        rows=tuple(
            (
                f"{BLOCKS[block]}, {WAITS[wait]}",
                tuple(found.of("wait_by_block", period, block, wait) for period in found.volume),
            )
            for block, wait in pairs
        ),
        folded=True,
    )


def _left(found: _Published) -> Sheet:
    def share(period: date, block: str) -> Cell:
        return percent(found.of("left_by_block", period, block, "left_queue"), found.of("block", period, block))

    return Sheet(
        key="left_by_block",
        title="Who left the line, by hour",
        says="Of all who came in these hours. UTC.",
        first="Hours",
        head=found.heads,
        rows=tuple((word, tuple(share(period, block) for period in found.volume)) for block, word in BLOCKS.items()),
    )


def percent(part: int | None, whole: int | None) -> str | None:
    """Return a share in whole per cent, of two published numbers; None when one is hidden or the whole is small."""
    if part is None or whole is None or whole < FEWEST_FOR_SHARES:
        return None
    return f"{min(100, round(100 * part / whole))} %"


def _crises(found: _Published) -> Sheet:
    def row(topic: str) -> tuple[Cell, ...]:
        n = found.of("crisis_by_topic", found.four, topic, "crisis")
        return n, percent(n, found.came(topic))

    return Sheet(
        key="crisis_by_topic",
        title="In a crisis, by topic",
        says="Visits in which danger was heard or told, in four weeks, and their share of all who came for it.",
        first="Topic",
        head=("Visits", "Of all"),
        rows=tuple((word, row(topic)) for topic, word in TOPICS.items()) if _complete(found) else (),
        drawn="bars",
    )


def _felt(found: _Published) -> Sheet:
    felt = {one: found.of("mood", found.four, one) for one in ("worse", "same", "better")}
    answered = None if None in felt.values() else sum(n or 0 for n in felt.values())
    came = [found.of("visits", period) for period in found.volume]
    rows: list[tuple[str, tuple[Cell, ...]]] = [(MOODS[one], (n, percent(n, answered))) for one, n in felt.items()]
    everybody = None if None in came else sum(n or 0 for n in came)
    rows.append(("Answered, of all who came", (answered, percent(answered, everybody))))
    return Sheet(
        key="mood",
        title="How people felt after, compared with before",
        says="Of those who answered both times, in four weeks. Who feels worst may well not answer.",
        first="Felt",
        head=("Visits", "Of those who answered"),
        rows=tuple(rows) if _complete(found) else (),
    )


def _felt_by_topic(found: _Published) -> Sheet:
    felt = ("worse", "same", "better")
    return Sheet(
        key="mood_by_topic",
        title="How people felt after, by topic",
        says="In four weeks. A number is shown where ten or more said so, and ten or more said otherwise.",
        first="Topic",
        head=tuple(MOODS[one] for one in felt),
        rows=tuple(
            (word, tuple(found.of("mood_by_topic", found.four, topic, one) for one in felt))
            for topic, word in TOPICS.items()
        )
        if _complete(found)
        else (),
        drawn="bars",
    )


def _reports(found: _Published) -> Sheet:
    rows = [(str(word), (found.of("reports", found.four, one),)) for one, word in CATEGORIES.items()]
    rows += [(f"After an appeal: {word}", (found.of("appeals", found.four, one),)) for one, word in APPEALS.items()]
    return Sheet(
        key="reports",
        title="Reports",
        says="What was reported in four weeks, and how appeals against a decision ended.",
        first="About",
        head=("Reports",),
        rows=tuple(rows) if _complete(found) else (),
    )


def _complete(found: _Published) -> bool:
    return ("mood", found.four, "better", "") in found.cells


def _forecast(blocks: Sequence[Cube]) -> Sheet:
    """Mean visits a week by block, of the newest eight weeks that are published."""
    newest = max((one.period + WEEK * _weeks(one) for one in blocks), default=None)
    recent = [one for one in blocks if newest is not None and one.period >= newest - LOOKED_BACK * WEEK]

    def mean(block: str) -> int | None:
        mine = [one for one in recent if one.v1 == block]
        if not mine or any(one.n is None for one in mine):
            return None
        return round(sum(one.n or 0 for one in mine) / sum(_weeks(one) for one in mine))

    return Sheet(
        key="forecast",
        title="Whom to expect: visits a week, by hour",
        says="The mean of up to eight published weeks; next week will be about as busy. UTC.",
        first="Hours",
        head=("Visits a week",),
        rows=tuple((word, (mean(block),)) for block, word in BLOCKS.items()) if recent else (),
        drawn="bars",
    )


def _weeks(one: Cube) -> int:
    return statistics.weeks_of(one)


_SHEETS: tuple[Callable[[_Published], Sheet], ...] = (
    _plain("topic", "What people came for", "Topic", TOPICS, "By the first topic they chose."),
    _plain("block", "When people came", "Hours", BLOCKS, "When the visit ended, in UTC."),
    _plain("wait", "How long people waited", "Wait", WAITS, "Until a listener took them, or they left."),
    _waits_by_hour,
    _waits_in_full,
    _plain("outcome", "How it ended", "Ending", OUTCOMES, "Every visit has one ending."),
    _left,
    _crises,
    _felt,
    _felt_by_topic,
    _reports,
)
