"""While many wait, a page that nobody touches asks whether somebody is there: with a script and without one."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks.service import Service
from tests.browser.people import PATIENCE, Seeker
from tests.browser.test_accessible import check

CROWDED = {
    "EARSHOT_LIMITS__SHORT_LINE": "1",
    "EARSHOT_LIMITS__BUSY_LINE": "0.5",
    "EARSHOT_TIMING__QUIET_ASK": "2",
    "EARSHOT_TIMING__QUIET_WARN": "60",
}
ASKED = "Are you still there?"


@pytest.fixture
def service() -> Iterator[Service]:
    """A server on which one who waits is a crowd."""
    with tempfile.TemporaryDirectory(prefix="earshot-browser-") as folder:
        Path(folder).chmod(0o755)
        with Service(Path(folder) / "data", env=CROWDED) as running:
            yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_tap_or_any_key_says_that_somebody_is_there(seeker: Callable[..., Seeker], scheme: str) -> None:
    someone = seeker(color_scheme=scheme)
    someone.joins("I can wait.")
    someone.waits()
    asked = someone.page.get_by_text(ASKED)
    expect(asked).to_be_visible(timeout=PATIENCE)
    check(someone.page, "asked whether somebody is there")
    someone.page.get_by_role("button", name="I am here").click()
    expect(asked).to_be_hidden()
    expect(asked).to_be_visible(timeout=PATIENCE)


def test_without_a_script_the_frame_asks_and_takes_the_answer(seeker: Callable[..., Seeker]) -> None:
    plain = seeker(java_script_enabled=False)
    plain.joins("I can wait.")
    plain.waits()
    frame = plain.page.frame_locator("iframe")
    expect(frame.get_by_text(ASKED)).to_be_visible(timeout=PATIENCE)
    frame.get_by_role("button", name="I am here").click()
    expect(frame.get_by_text(ASKED)).to_be_hidden()
    expect(frame.get_by_text("This refreshes every")).to_be_visible()
