"""The questions that are published, in the order of their worth, and how their tables add up. There are no others.

A share (who left, who was in a crisis, who felt better) is shown only where those in it and those not in it are ten or
more: "all of them" tells of each of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.publishing.counts import Count, Grouped, Sum, Tables

LEFT, CRISIS = "left_queue", "crisis"
FELT = ("worse", "same", "better")
OVERTURNED, UPHELD = "overturned", "upheld"
OUTCOMES_TOLD = {"left_queue": "left", "redirected": "nobody_free", "system_fail": "fault"}
"""How the public figures call an ending; every other one is that they talked."""
Values = Mapping[str, Sequence[str]]
"""The closed list of each column: an answer that nobody gave is a count as well."""


@dataclass(frozen=True, slots=True)
class Visits:
    """A period's visits as they are counted: by block and wait or outcome, by topic and risk or change of mood."""

    waits: Grouped
    outcomes: Grouped
    risks: Grouped
    moods: Grouped

    @property
    def topics(self) -> Counter[str]:
        """How many came for each topic."""
        found: Counter[str] = Counter()
        for (topic, _), n in self.risks.items():
            found[topic] += n
        return found

    def __add__(self, more: "Visits") -> "Visits":
        """The visits of both periods."""
        return Visits(
            Counter(self.waits) + Counter(more.waits),
            Counter(self.outcomes) + Counter(more.outcomes),
            Counter(self.risks) + Counter(more.risks),
            Counter(self.moods) + Counter(more.moods),
        )


NOBODY = Visits({}, {}, {}, {})


def volume_tables(period: date, came: Visits, values: Values) -> Tables:
    """How many came, for what, in which hours, how long they waited and how it ended."""
    made, topics, waits, outcomes = Tables(), came.topics, came.waits, came.outcomes
    blocks = values["block"]
    visits = made.add(Count("visits", period), sum(topics.values()))
    total = made.exact[visits]
    by_topic = [made.add(Count("topic", period, one), topics.get(one, 0)) for one in values["topic_group"]]
    by_outcome = [made.add(Count("outcome", period, one), _over(blocks, outcomes, one)) for one in values["outcome"]]
    by_wait = [made.add(Count("wait", period, one), _over(blocks, waits, one)) for one in values["wait_band"]]
    by_block = [
        made.add(Count("block", period, one), sum(waits.get((one, wait), 0) for wait in values["wait_band"]))
        for one in blocks
    ]
    left = [made.add(Count("left_by_block", period, one, LEFT), outcomes.get((one, LEFT), 0)) for one in blocks]
    grid = {
        (block, wait): made.add(Count("wait_by_block", period, block, wait), waits.get((block, wait), 0))
        for block in blocks
        for wait in values["wait_band"]
    }
    for parts in (by_topic, by_outcome, by_wait, by_block):
        made.between(visits, parts, total)
    for whole, block, those in zip(by_block, blocks, left, strict=True):
        made.between(whole, [grid[block, wait] for wait in values["wait_band"]], made.exact[whole])
        made.share(those, whole)
    for whole, wait in zip(by_wait, values["wait_band"], strict=True):
        made.between(whole, [grid[block, wait] for block in blocks], made.exact[whole])
    made.between(Count("outcome", period, LEFT), left, made.exact[Count("outcome", period, LEFT)])
    return made


def change_tables(period: date, visits: Visits, values: Values, *, counted_in: Sequence[date]) -> Tables:
    """In which topics people were in a crisis, and whether they felt better after: always of four weeks.

    `counted_in`: the periods in which the volume of these weeks is published, four or this one.
    """
    made, topics, risks, moods = Tables(), visits.topics, visits.risks, visits.moods
    felt = {one: made.add(Count("mood", period, one), _over(values["topic_group"], moods, one)) for one in FELT}
    came = {one: Count("came", period, one) for one in values["topic_group"]}
    answered = Count("answered", period)
    made.exact[answered] = sum(made.exact[cell] for cell in felt.values())
    made.sums.append(Sum(answered, tuple(felt.values())))
    for cell in felt.values():
        made.share(cell, answered)
    for topic, whole in came.items():
        made.between(whole, [Count("topic", week, topic) for week in counted_in], topics.get(topic, 0))
    for topic, whole in came.items():
        made.share(made.add(Count("crisis_by_topic", period, topic, CRISIS), risks.get((topic, CRISIS), 0)), whole)
    grid = {
        (topic, one): made.add(Count("mood_by_topic", period, topic, one), moods.get((topic, one), 0))
        for topic in came
        for one in FELT
    }
    for topic, whole in came.items():
        answers, parts = Count("answered", period, topic), [grid[topic, one] for one in FELT]
        made.between(answers, parts, sum(made.exact[part] for part in parts))
        made.sums.append(Sum(whole, (answers,), exactly=False))
        for cell in parts:
            made.share(cell, answers)
    for one, whole in felt.items():
        made.between(whole, [grid[topic, one] for topic in came], made.exact[whole])
    return made


def case_tables(period: date, categories: Mapping[str, int], *, overturned: int, upheld: int) -> Tables:
    """What was reported, and how appeals ended: of four weeks."""
    made = Tables()
    for category, n in sorted(categories.items()):
        made.add(Count("reports", period, category), n)
    answered = Count("appealed", period)
    made.exact[answered] = overturned + upheld
    won = made.add(Count("appeals", period, OVERTURNED), overturned)
    lost = made.add(Count("appeals", period, UPHELD), upheld)
    made.sums.append(Sum(answered, (won, lost)))
    made.others |= {won: lost, lost: won}
    return made


def _over(first: Sequence[str], grouped: Grouped, second: str) -> int:
    return sum(grouped.get((one, second), 0) for one in first)
