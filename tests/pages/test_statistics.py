"""The statistics pages: what is published and no more, the same on the page and in the export, full and empty."""

import csv
import io
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from app.commands.made_year import FIRST, made_year
from app.publishing import OUTCOMES_TOLD, Count
from app.records import statistics
from app.records.bands import COUNTED, four_weeks_of
from app.records.tables import Cube, CubeFourWeeks, CubeWeek
from app.services.statistics.show_statistics import percent, typical
from app.services.statistics.words import TOPICS, WAITS
from benchmarks.statistics.published_year import FourWeeks, published_year
from tests.api.house import House
from tests.pages.forms import Seen

PAGE = "/coordinator/statistics"
YEAR = published_year(made_year(200))


class Tables(HTMLParser):
    """What stands in each table of a page, by the id of its section's heading, and which exports there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self.exports: list[str] = []
        self._key, self._in_cell = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        match tag:
            case "section":
                self._key = told.get("aria-labelledby", "")
            case "tr":
                self.found.setdefault(self._key, []).append([])
            case "th" | "td":
                self.found[self._key][-1].append("")
                self._in_cell = True
            case "a" if ".csv" in told.get("href", ""):
                self.exports.append(told["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag in {"th", "td"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.found[self._key][-1][-1] += data


async def show(house: House, *fours: FourWeeks) -> None:
    """These four weeks have been published."""
    async with house.node.records.unit() as unit:
        for four in fours:
            weekly = [count for count in four.shown if four.length == 1 and count.question in VOLUME]
            for week in sorted({count.period for count in weekly}):
                cells = [cell(CubeWeek, four, count) for count in weekly if count.period == week]
                await statistics.publish(unit, week, 1, cells, on=week)
            rest = [cell(CubeFourWeeks, four, count) for count in four.shown if count not in weekly]
            await statistics.publish(unit, four.first, 4, rest, on=four.first)


VOLUME = {"visits", "topic", "block", "wait", "outcome", "left_by_block", "wait_by_block"}


def cell(kind: type[Cube], four: FourWeeks, count: Count) -> Cube:
    return kind(period=count.period, question=count.question, v1=count.v1, v2=count.v2, n=four.shown[count])


async def test_without_anything_published_the_page_says_when_it_comes(house: House) -> None:
    kim = await house.staff("Kim")
    page = await kim.get(PAGE)
    assert page.status_code == 200
    assert "Nothing has been published yet" in page.text
    assert "eight days after the first four weeks" in Seen(page.text).text
    assert Tables(page.text).found == {}
    assert (await kim.get(f"{PAGE}/topic.csv")).status_code == 404


@pytest.mark.parametrize("nth", [0, 8])
async def test_every_export_says_the_same_as_the_page(house: House, nth: int) -> None:
    await show(house, YEAR[nth], YEAR[nth + 1])
    kim = await house.staff("Kim")
    seen = Tables((await kim.get(f"{PAGE}?period={YEAR[nth].first}")).text)
    assert len(seen.exports) == len(seen.found) == 13
    for href in seen.exports:
        answer = await kim.get(href)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        key = href.split("/")[-1].partition(".csv")[0]
        assert f'filename="{key}-{YEAR[nth].first}.csv"' in answer.headers["content-disposition"]
        assert list(csv.reader(io.StringIO(answer.text))) == seen.found[key], key


async def test_the_page_shows_the_published_numbers_of_the_weeks_that_were_chosen(house: House) -> None:
    chosen, newer = YEAR[8], YEAR[9]
    await show(house, chosen, newer)
    kim = await house.staff("Kim")
    seen = Tables((await kim.get(f"{PAGE}?period={chosen.first}")).text)
    weeks = [chosen.first + timedelta(weeks=nth) for nth in range(4)]
    shown = {(one.question, one.period, one.v1, one.v2): n for one, n in chosen.shown.items()}
    rows = {row[0]: row[1:] for row in seen.found["topic"][1:]}
    for topic, word in TOPICS.items():
        assert rows[word] == [str(shown["topic", week, topic, ""] or "hidden") for week in weeks]
    crises = {row[0]: row[1:] for row in seen.found["crisis_by_topic"][1:]}
    came = sum(shown["topic", week, "harm", ""] or 0 for week in weeks)
    n = shown["crisis_by_topic", chosen.first, "harm", "crisis"]
    assert n is not None
    assert crises[TOPICS["harm"]] == [str(n), f"{round(100 * n / came)} %"]
    newest = Tables((await kim.get(PAGE)).text)
    assert newest.found["topic"] != seen.found["topic"]
    assert newest.found["visits"] == seen.found["visits"]  # of every period, whichever was chosen
    assert len(newest.found["visits"]) == 1 + 8
    assert (await kim.get(f"{PAGE}?period=anything")).text.count("<table") == len(newest.found)


async def test_four_weeks_that_are_not_over_show_the_weeks_that_are(house: House) -> None:
    four = YEAR[8]
    async with house.node.records.unit() as unit:
        cells = [cell(CubeWeek, four, one) for one in four.shown if one.period == four.first and one.question in VOLUME]
        await statistics.publish(unit, four.first, 1, cells, on=four.first)
    seen = Tables((await (await house.staff("Kim")).get(PAGE)).text)
    assert set(seen.found) == {
        "visits",
        "topic",
        "block",
        "wait",
        "typical_wait",
        "wait_by_block",
        "outcome",
        "left_by_block",
        "forecast",
    }


def test_a_share_needs_enough_on_whom_it_is_based() -> None:
    assert percent(10, 40) == "25 %"
    assert percent(10, 15) is None
    assert percent(None, 40) is None
    assert percent(10, None) is None
    assert percent(45, 40) == "100 %"  # both were rounded


def test_a_typical_wait_is_said_as_far_as_hidden_counts_leave_no_doubt() -> None:
    under_one, one_to_three, three_to_ten, _, over_thirty = WAITS.values()
    assert typical([50, 30, 15, 10, 0]) == f"{one_to_three}; {three_to_ten}"
    assert typical([100, 20, 0, 0, 0]) == f"{under_one}; {one_to_three}"
    assert typical([200, 200, 200, None, None]) == f"{one_to_three}; {three_to_ten}"
    assert typical([20, 20, 20, None, None]) == f"{one_to_three}; between {three_to_ten} and {over_thirty}"
    assert typical([None, 10, None, None, None]) is None


async def test_everybody_can_read_of_years_that_are_over_and_what_could_be_handed_over(house: House) -> None:
    visitor = await house.visitor()
    early = Seen((await visitor.get("/transparency")).text).text
    assert "The first year is not over yet." in early
    assert "session_stage" in early
    assert "password_hash" in early  # of staff; nothing is left out
    last = four_weeks_of(date(2025, 12, 28))
    endings = dict(zip(("talked", *sorted(set(OUTCOMES_TOLD.values()))), (700, 12, 90, -3), strict=True))
    async with house.node.records.unit() as unit:
        await statistics.add_yearly(unit, 2025, "endings", endings)
        await statistics.add_yearly(unit, 2025, "mood", dict.fromkeys(COUNTED["mood_change"][:3], 200))
        await statistics.add_yearly(unit, 2025, "reports", {"all": 14})
        await statistics.publish(unit, last, 4, [], on=last)
    page = Seen((await visitor.get("/transparency")).text).text
    assert "The year 2025" in page
    assert "They talked with somebody 700" in page
    assert "Nobody was free, and they were shown other help 0" in page  # below nothing is noise alone
    assert "ε = 1" in page
    assert "/transparency" in Seen((await visitor.get("/privacy")).text).links
    assert last > FIRST
