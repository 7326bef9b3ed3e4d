"""Many come at once, and somebody comes too: a worker does a little work, or the page waits a moment."""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from benchmarks.service import Service
from tests.browser.people import PATIENCE, Seeker
from tests.browser.test_accessible import check

PRESSED = {
    "EARSHOT_LIMITS__PLACES_FROM_ALL": "1",
    "EARSHOT_TIMING__PLACE_FROM_ALL": "600",
    "EARSHOT_TIMING__TIMED_WAIT": "5",
}
WORDS = "I can wait a moment."


@pytest.fixture
def service() -> Iterator[Service]:
    """A server whose one free place is taken."""
    with tempfile.TemporaryDirectory(prefix="earshot-browser-") as folder:
        Path(folder).chmod(0o755)
        with Service(Path(folder) / "data", env=PRESSED) as running:
            told = {"Content-Type": "application/json"}
            body = json.dumps({"ageBand": "adult"}).encode()
            urlopen(Request(f"{running.origin}/api/tickets", body, told), timeout=20).close()
            yield running


def test_work_is_done_unseen_and_without_a_script_the_page_goes_on_by_itself(
    seeker: Callable[..., Seeker],
) -> None:
    loaded: list[str] = []
    with_script = seeker()
    with_script.page.on("request", lambda request: loaded.append(request.url))
    with_script.joins(WORDS)
    with_script.waits()
    expect(with_script.page.get_by_label("message", exact=False).first).to_have_value(WORDS, timeout=PATIENCE)
    assert [url for url in loaded if "/assets/proof-" in url]
    assert not [url for url in loaded if "/talk/soon" in url]

    plain = seeker(java_script_enabled=False)
    plain.joins(WORDS)
    expect(plain.page.get_by_role("heading", name="Many people are coming at once")).to_be_visible()
    expect(plain.page.get_by_text("This page goes on by itself")).to_be_visible()
    plain.waits()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_the_work_fails_and_the_page_waits(
    seeker: Callable[..., Seeker], scheme: str
) -> None:
    someone = seeker(color_scheme=scheme)
    someone.page.route("**/assets/proof-*", lambda asked: asked.abort())
    someone.joins(WORDS)
    expect(someone.page.get_by_role("heading", name="Many people are coming at once")).to_be_visible()
    check(someone.page, "busy")
    someone.waits()
    expect(someone.page.get_by_label("message", exact=False).first).to_have_value(WORDS, timeout=PATIENCE)
    check(someone.page, "waiting, after busy")
