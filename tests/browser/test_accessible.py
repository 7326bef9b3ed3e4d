"""axe finds nothing serious, in each state a person can stand in."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from benchmarks.service import Service
from tests.browser.people import DESKTOP, Listener, Person, Seeker

GRAVE = {"serious", "critical"}


def check(page: Page, state: str) -> None:
    """Let axe look at the page as it stands."""
    found = Axe().run(page).response["violations"]
    grave = [(state, one["id"], [node["target"] for node in one["nodes"]]) for one in found if one["impact"] in GRAVE]
    assert grave == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_state(  # noqa: PLR0915  # one story, state by state
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    browser: Browser,
    service: Service,
    people: list[Person],
    scheme: str,
) -> None:
    kim = Person(browser, service, viewport=DESKTOP, color_scheme=scheme)
    people.append(kim)
    kim.page.goto("/staff/sign-in")
    check(kim.page, "sign in")
    kim.page.get_by_role("button", name="Sign in").click()
    kim.page.goto(service.links()["coordinator"])
    check(kim.page, "board, empty")
    kim.page.goto("/coordinator/lines?country=GB")
    check(kim.page, "lines")
    kim.page.locator("#gb-samaritans summary").click()
    check(kim.page, "lines, one to correct")
    kim.page.goto("/coordinator/")
    sam, someone = listener(color_scheme=scheme), seeker(color_scheme=scheme)
    page = someone.page
    for path in (
        "/",
        "/talk",
        "/lines?country=GB",
        "/young?country=GB",
        "/safety-plan?country=GB",
        "/staying-safe",
        "/privacy",
        "/transparency",
        "/rules",
        "/contact",
        "/notes",
        "/wait",
        "/nothing-here",
    ):
        page.goto(path)
        check(page, path)
    someone.complaints.clear()  # the missing page is reported by the browser itself
    check(sam.page, "desk, off")
    sam.is_ready()
    check(sam.page, "desk, ready")
    someone.says_age()
    page.get_by_label("A first message").wait_for()
    check(page, "intake")
    page.get_by_label("A first message").fill("x" * 2001)
    page.get_by_role("button", name="Find someone").click()
    check(page, "intake, too long")
    someone.complaints.clear()
    page.get_by_label("A first message").fill("To begin with")
    page.get_by_role("button", name="Find someone").click()
    someone.waits()
    for fold in page.locator("details.fold summary").all():
        fold.click()
    page.get_by_role("button", name="Words to come back with").click()
    page.locator(".words-given").wait_for()
    check(page, "waiting, everything open")
    sam.page.get_by_role("button", name="Accept").wait_for()
    check(sam.page, "desk, offer")
    sam.accepts()
    someone.meets("Sam")
    sam.says("Hello")
    someone.reads("Hello")
    check(page, "chat")
    check(sam.page, "desk, chat")
    someone.says("Some nights I want to die.")
    someone.sees_card()
    check(page, "chat, card")
    sam.page.get_by_text("want to die").last.wait_for()
    check(sam.page, "desk, alert")
    kim.page.get_by_text("with Sam").wait_for()
    check(kim.page, "board, alert")
    sam.panel().get_by_role("button", name="End", exact=True).click()
    check(sam.page, "desk, ending asked")
    sam.page.get_by_role("button", name="Stay").click()
    page.get_by_text("More", exact=True).click()
    check(page, "chat, menu")
    page.get_by_role("link", name="Hide").click()
    check(page, "chat, hidden")
    page.keyboard.press("Escape")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Report something").click()
    check(page, "report")
    page.get_by_role("link", name="Back to the chat").click()
    someone.ends()
    check(page, "after")
    check(sam.page, "desk, wrap-up")
    page.get_by_label("5", exact=False).last.check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Somebody else, please").wait_for()
    check(page, "after, it went badly")
