"""The statistics page in a browser: full and empty, drawn with a script, whole without one, reachable by keyboard."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.service import ROOT, Service
from tests.browser.conftest import QUICK
from tests.browser.people import DESKTOP, Person
from tests.browser.test_accessible import check

PAGE = "/coordinator/statistics"
NARROW = {"width": 360, "height": 800}
INK = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((one, nth) => nth % 4 === 3 && one > 0).length;
}"""
"""How many points of a drawing are not empty."""
ENGLISH = {"locale": "en-US"}
"""The browser of the tests says a language that is none, if it is not told."""


@pytest.fixture(scope="module")
def full() -> Iterator[Service]:
    """A server with a year behind it."""
    with tempfile.TemporaryDirectory(prefix="earshot-browser-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        loaded = [sys.executable, "-m", "app", "demo-year", "--data", str(data), "--per-day", "120"]
        subprocess.run(loaded, cwd=ROOT, check=True, capture_output=True)
        with Service(data, env=QUICK) as running:
            yield running


def signed_in(browser: Browser, service: Service, **how: object) -> Person:
    kim = Person(browser, service, **(ENGLISH | how))
    kim.page.goto(service.links()["coordinator"])
    return kim


def test_a_full_year_is_drawn_and_the_tables_stand_without_a_script(browser: Browser, full: Service) -> None:
    kim = signed_in(browser, full, viewport=DESKTOP)
    kim.page.goto(PAGE)
    charts = kim.page.locator(".sheet-chart canvas")
    expect(charts).to_have_count(8)
    assert all(chart.evaluate(INK) > 500 for chart in charts.all())  # something is on each of them
    check(kim.page, "statistics")
    kim.page.get_by_label("Four weeks").select_option(index=3)
    kim.page.get_by_role("button", name="Show").click()
    kim.page.wait_for_url(re.compile(r"period=\d{4}-\d\d-\d\d$"))
    with kim.page.expect_download() as saved:
        kim.page.locator("section[aria-labelledby=topic] .sheet-csv").click()
    told = saved.value.path().read_text().splitlines()
    rows = kim.page.locator("section[aria-labelledby=topic] tr")
    assert [",".join(row.locator("th, td").all_inner_texts()) for row in rows.all()] == [
        one.replace('"', "") for one in told
    ]
    assert (kim.complaints, kim.elsewhere) == ([], [])
    kim.page.get_by_text("Why some numbers are hidden").focus()
    kim.page.keyboard.press("Enter")
    expect(kim.page.get_by_text("Hidden to protect people.")).to_be_visible()
    expect(kim.page.locator("td.is-hidden").first).to_have_text("hidden")
    for how in ({"color_scheme": "dark"}, {"java_script_enabled": False}):
        known = {"viewport": NARROW, "storage_state": kim.context.storage_state()}
        other = Person(browser, full, **(ENGLISH | known | how))
        other.page.goto(PAGE)
        expect(other.page.locator("table:visible").first).to_be_visible()
        expect(other.page.locator("canvas")).to_have_count(8 if "color_scheme" in how else 0)
        if "color_scheme" in how:
            assert other.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
            check(other.page, "statistics, dark and narrow")
        other.close()
    kim.close()


def test_before_anything_is_published_the_page_says_when_it_comes(browser: Browser, service: Service) -> None:
    kim = signed_in(browser, service, viewport=NARROW)
    kim.page.goto(PAGE)
    expect(kim.page.get_by_role("heading", name="Nothing has been published yet")).to_be_visible()
    check(kim.page, "statistics, empty")
    assert kim.complaints == []
    kim.close()
