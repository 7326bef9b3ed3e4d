"""A coordinator's night: danger is unmistakable, somebody comes in when asked, and the house is kept meanwhile."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.service import Service
from tests.browser.people import DESKTOP, PATIENCE, Listener, Person, Seeker
from tests.browser.test_accessible import check

NARROW = {"width": 360, "height": 740}


def look(page: Page, name: str) -> None:
    """Keep a picture of the page in both themes and widths, where a folder for them is named."""
    folder = os.environ.get("LOOK")
    if not folder:
        return
    before = page.viewport_size
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        for size in (NARROW, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.wait_for_timeout(250)
            page.screenshot(path=Path(folder) / f"{name}-{theme}-{size['width']}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)


def coordinator(browser: Browser, service: Service, people: list[Person]) -> Person:
    kim = Person(browser, service, viewport=DESKTOP)
    people.append(kim)
    kim.page.goto(service.links()["coordinator"])
    return kim


@pytest.mark.proves("C15")
def test_danger_is_unmistakable_and_a_coordinator_comes_in_when_asked(
    browser: Browser,
    service: Service,
    people: list[Person],
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
) -> None:
    kim = coordinator(browser, service, people)
    board = kim.page
    expect(board.locator("[data-headline]")).to_have_text("All is calm.")
    look(board, "board-calm")
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins("Hello")
    sam.accepts()
    someone.meets()
    expect(board.locator("[data-shift]")).to_contain_text("Sam", timeout=PATIENCE)
    sam.page.get_by_role("button", name="Ask a coordinator in").click()
    expect(board.get_by_text("asks a coordinator in")).to_be_visible(timeout=PATIENCE)
    someone.says("I have taken all the pills and I am going to die now")
    expect(board.locator("[data-mood=danger]")).to_be_visible(timeout=PATIENCE)
    expect(board.locator("[data-headline]")).to_have_text("Somebody needs a coordinator, and nobody has them yet.")
    check(board, "board, danger")
    look(board, "board-danger")
    board.get_by_role("button", name="Come in").click()
    expect(board.get_by_role("heading", name="With Sam")).to_be_visible(timeout=PATIENCE)
    expect(someone.page.get_by_text("Kim, who looks after our listeners", exact=False)).to_be_visible(timeout=PATIENCE)
    expect(sam.page.locator("[data-guest-words]")).to_contain_text("Kim is here too", timeout=PATIENCE)
    board.get_by_label("A line to both").fill("I am here with you both.")
    board.get_by_role("button", name="Send").click()
    someone.reads("I am here with you both.")
    sam.reads("I am here with you both.")
    log = board.frame_locator("iframe").locator(".log")
    expect(log.get_by_text("I am here with you both.")).to_be_visible(timeout=PATIENCE)
    expect(log.get_by_text("pills")).to_have_count(0)  # from before
    check(board, "a coordinator in a chat")
    check(someone.page, "chat, with a coordinator")
    look(board, "joined")
    look(someone.page, "seeker-with-coordinator")
    board.get_by_role("button", name="Leave the chat").click()
    expect(board.get_by_role("heading", name="Right now")).to_be_visible(timeout=PATIENCE)


def test_the_house_is_kept_by_forms_alone(browser: Browser, service: Service, people: list[Person]) -> None:
    kim = Person(browser, service, viewport=NARROW, java_script_enabled=False)
    people.append(kim)
    page = kim.page
    page.goto(service.links()["coordinator"])
    page.get_by_role("button", name="Call stand-by listeners").click()
    expect(page.get_by_text("Nobody waits whom")).to_be_visible()
    page.get_by_role("link", name="Topics", exact=True).click()
    page.locator("#grief").get_by_role("button", name="Close it").click()
    expect(page.locator("#grief").get_by_text("closed", exact=True)).to_be_visible()
    page.locator("#grief").get_by_role("button", name="Open it").click()
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_label("Monday").fill("evenings")
    page.get_by_role("button", name="Save the hours").click()
    expect(page.get_by_text("Hours are written as 18:00-02:00", exact=False).first).to_be_visible()
    expect(page.get_by_label("Monday")).to_have_value("evenings")
    kim.complaints.clear()  # the refusal is reported by the browser itself
    page.get_by_label("Monday").fill("18:00-02:00")
    page.get_by_role("button", name="Save the hours").click()
    expect(page.get_by_text("Saved. It holds from now on.")).to_be_visible()
    page.get_by_role("link", name="Audit", exact=True).click()
    expect(page.locator("tbody").get_by_text("changed hours").first).to_be_visible()
    page.get_by_role("link", name="People", exact=True).click()
    sam = page.locator("li", has_text="Sam")
    sam.get_by_role("button", name="Pause", exact=False).click()
    expect(sam.get_by_role("button", name="Lift the pause")).to_be_visible()


def test_every_page_of_a_coordinator_can_be_used_by_everybody(
    browser: Browser, service: Service, people: list[Person]
) -> None:
    kim = coordinator(browser, service, people)
    for name in ("topics", "settings", "audit", "people"):
        kim.page.goto(f"/coordinator/{name}")
        check(kim.page, name)
        look(kim.page, name)
        kim.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        wide = kim.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW["width"], f"{name} is {wide} wide on a phone"
