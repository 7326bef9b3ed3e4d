"""No time runs out on somebody unawares: each limit is told before it comes, and a word is enough to stay."""

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks.service import Service
from tests.browser.people import PATIENCE, Listener, Seeker

SHORT = {
    "EARSHOT_TIMING__QUIET_ASK": "2",
    "EARSHOT_TIMING__QUIET_WARN": "6",
    "EARSHOT_TIMING__QUIET_END": "60",
    "EARSHOT_TIMING__CHAT_NOTICE": "12",
    "EARSHOT_TIMING__CHAT": "600",
}
LONG_LINE = {
    "EARSHOT_LIMITS__SHORT_LINE": "1",
    "EARSHOT_LIMITS__BUSY_LINE": "0.5",
    "EARSHOT_TIMING__QUIET_WARN": "300",
    "EARSHOT_TIMING__QUIET_END": "600",
}
"""One person who waits is many, and the question stands until it is answered."""


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    """A server where a silence is long after seconds; with what a test sets besides."""
    with tempfile.TemporaryDirectory(prefix="earshot-browser-") as folder:
        Path(folder).chmod(0o755)
        with Service(Path(folder) / "data", env=SHORT | getattr(request, "param", {})) as running:
            yield running


def test_a_silence_and_the_end_are_told_before_they_come(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, someone = listener(), seeker()
    page = someone.page
    sam.is_ready()
    someone.joins()
    sam.accepts()
    someone.meets("Sam")
    expect(page.get_by_text(re.compile("You have about 10 minutes; we say when they are nearly over."))).to_be_visible()
    expect(page.get_by_text("Are you still there? Take your time.")).to_be_visible(timeout=PATIENCE)
    warned = page.get_by_text(re.compile("This closes in 1 minute unless you write something."))
    expect(warned).to_be_visible(timeout=PATIENCE)
    plain = seeker(java_script_enabled=False)
    plain.context.add_cookies(someone.context.cookies())  # type: ignore[arg-type]
    plain.page.goto("/chat")
    told = plain.page.frame_locator("iframe").get_by_text("The chat closes soon unless one of you writes.")
    expect(told).to_be_visible()
    plain.says("I am here.")
    expect(told).to_have_count(0)
    sam.reads("I am here.")
    expect(page.get_by_text(re.compile(r"About \d+ minutes are left. Sam can add more time"))).to_be_visible(
        timeout=PATIENCE
    )
    sam.panel().get_by_role("button", name=re.compile("15")).first.click()
    expect(page.get_by_text(re.compile(r"Sam added time. About 2\d minutes are left."))).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("service", [LONG_LINE], indirect=True)
def test_in_a_long_line_it_is_asked_who_is_still_there_and_an_answer_brings_somebody(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    """Nobody touches the page: one tap answers, with a script and without, and after a silence it is asked again."""
    sam, someone = listener(), seeker()
    page = someone.page
    asked = page.get_by_text("Are you still there?")
    someone.joins()
    someone.waits()
    expect(asked).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="I am here").click()
    expect(asked).to_be_hidden()
    expect(asked).to_be_visible(timeout=PATIENCE)
    plain = seeker(java_script_enabled=False)
    plain.context.add_cookies(someone.context.cookies())  # type: ignore[arg-type]
    plain.page.goto("/wait")
    frame = plain.page.frame_locator("iframe")
    expect(frame.get_by_text("Are you still there?")).to_be_visible(timeout=PATIENCE)
    frame.get_by_role("button", name="I am here").click()
    expect(frame.get_by_text("Are you still there?")).to_have_count(0)
    plain.page.goto("about:blank")
    sam.is_ready()
    sam.accepts()
    someone.meets("Sam")
