"""From the invitation to the first shift: course, quiz, a practice chat, a coordinator's look, probation."""

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from app.practice.course import PARTS, questions
from benchmarks.crew import invited
from benchmarks.service import Service
from tests.browser.people import PATIENCE, Colleague, Person
from tests.browser.test_accessible import check

SMALL = {"width": 360, "height": 740}
SAID = (
    "Hello, I'm here. What is it like tonight?",
    "It sounds very quiet there.",
    "Don't worry, everybody feels like that.",
    "Are you thinking of ending your life?",
)


OPENS_A_DESK = """() => new Promise((told) => {
    const desk = new WebSocket(`${location.origin.replace("http", "ws")}/ws/listener`);
    desk.onclose = (closed) => told(closed.code);
})"""
NOT_YOURS = 4403


@pytest.fixture
def service() -> Iterator[Service]:
    """A server whose new listeners learn first."""
    with tempfile.TemporaryDirectory(prefix="earshot-browser-") as folder:
        Path(folder).chmod(0o755)
        env = {"EARSHOT_COURSE": "yes", "EARSHOT_TIMING__PRACTICE_PAUSE": "0.001"}
        with Service(Path(folder) / "data", env=env) as running:
            yield running


def fits(page: Page, state: str) -> None:
    """Axe finds nothing serious, and nothing stands outside of a small window."""
    check(page, state)
    is_narrow(page, state)


def is_narrow(page: Page, state: str) -> None:
    """Nothing stands outside of a small window."""
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], state


def reads_the_course(page: Page) -> None:
    page.get_by_role("link", name="Begin").click()
    for part in PARTS:
        expect(page.get_by_role("heading", name=part.title, level=1)).to_be_visible()
        is_narrow(page, part.key)
        if part is PARTS[1]:
            check(page, "a part of the course")
        page.get_by_role("button", name="I have read this").press("Enter")


def passes_the_quiz(page: Page) -> None:
    page.get_by_role("link", name="Fourteen moments").click()
    for one in questions():
        page.locator(f"[name={one.key}][value='0']").check()
    page.locator("[name=plant][value='1']").check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Nearly there")).to_be_visible()
    fits(page, "quiz, once more")
    page.locator("[name=plant][value='0']").check()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("You have passed")).to_be_visible()
    page.get_by_role("link", name="Go on").click()


def promises(page: Page) -> None:
    page.get_by_role("link", name="What we promise each other").click()
    fits(page, "promise")
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="I promise").click()
    expect(page.get_by_role("heading", name="Before your first shift")).to_be_visible()


def practises(page: Page) -> None:
    """By keyboard alone, in the same log as on the desk."""
    page.get_by_role("link", name="A quiet Sunday").click()
    log = page.locator(".log")
    expect(page.get_by_label("Your message")).to_be_focused()  # or the first line is typed on the page before
    for place, line in enumerate(SAID, start=1):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        own = log.locator(".bubble[data-author=listener]")
        expect(own.nth(place - 1)).to_have_attribute("data-fate", "seen", timeout=PATIENCE)
        expect(log.locator(".bubble").last).to_have_attribute("data-author", "seeker", timeout=PATIENCE)
    fits(page, "practice")
    page.route("**/api/practice/**", lambda asked: asked.abort())
    page.keyboard.type("One more thing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That did not reach us")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("One more thing")
    page.unroute("**/api/practice/**")
    page.get_by_role("button", name="Leave room, and wait").click()
    expect(log.get_by_text("You leave room.")).to_be_visible()
    page.get_by_role("button", name="End and look back").click()
    well, to_try = page.get_by_role("region", name="What went well"), page.get_by_role("region", name="What to try")
    expect(well.get_by_text("You asked directly")).to_be_visible()
    expect(to_try.get_by_text(SAID[2])).to_be_visible()
    fits(page, "looking back")


def shows_another(page: Page, key: str) -> None:
    """Show a practice chat as the form would, from our own page."""
    said = "".join(f"&said={line}" for line in SAID)
    form = {"content-type": "application/x-www-form-urlencoded"}
    ask = {"method": "POST", "body": f"chance=1&do=show{said}", "headers": form}
    assert page.evaluate("async ([path, ask]) => (await fetch(path, ask)).ok", [f"/listener/practice/{key}", ask])


def finds_ready(page: Page, *, note: str = "") -> None:
    page.goto("/coordinator/practice")
    fits(page, "practice chats")
    page.locator(".steps a").first.click()
    page.get_by_label("A note to them").fill(note)
    fits(page, "a practice chat")
    page.get_by_role("button", name="Ready").click()
    page.wait_for_url("**/coordinator/practice")


def invites(kim: Person, service: Service) -> str:
    """Kim invites somebody; return the cookie of their first sign-in."""
    (cookie,) = (one for one in kim.context.cookies() if one["name"] == "coordinator")

    async def cookie_of_newcomer() -> str:
        async with httpx.AsyncClient(base_url=service.origin) as http:
            return await invited(http, f"coordinator={cookie['value']}")

    with ThreadPoolExecutor() as thread:  # the driver has this thread's event loop
        return thread.submit(asyncio.run, cookie_of_newcomer()).result()


def test_somebody_new_learns_practises_is_looked_at_and_begins(
    browser: Browser, service: Service, people: list[Person]
) -> None:
    kim = Person(browser, service, viewport=SMALL, color_scheme="dark")
    kim.page.goto(service.links()["coordinator"])
    ada = Colleague(browser, service, invites(kim, service), viewport=SMALL, color_scheme="dark")
    people += [kim, ada]
    page = ada.page
    page.wait_for_url("**/listener/learn")
    fits(page, "overview")
    assert page.evaluate(OPENS_A_DESK) == NOT_YOURS
    reads_the_course(page)
    passes_the_quiz(page)
    promises(page)
    practises(page)
    ada.complaints.clear()  # the browser itself reports the line that was cut on purpose
    page.get_by_role("button", name="Show this chat").click()
    expect(page.get_by_text("Being looked at")).to_be_visible()
    for key in ("grief", "passive"):
        shows_another(page, key)
    kim.page.goto("/coordinator/practice")
    kim.page.get_by_role("link", name="A quiet Sunday").click()
    expect(kim.page.get_by_text(SAID[3])).to_be_visible()
    for note in ("Warm, and you asked.", "", ""):
        finds_ready(kim.page, note=note)
    page.goto("/listener/learn")
    expect(page.get_by_text("You are on probation now")).to_be_visible()
    page.get_by_role("link", name="To your desk").click()
    page.wait_for_url("**/listener/")  # with its script
    ada.is_ready()
