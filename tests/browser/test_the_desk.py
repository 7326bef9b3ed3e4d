"""A listener with two chats at once: nothing new is overlooked, nothing begun is lost, and somebody is behind them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.service import Service
from tests.browser.people import Listener, Person, Seeker

OPENER = "Hello, I am here. What is on your mind?"
WORD = "I have two heavy chats at once. Can somebody look at how I do?"
ANSWER = "You are doing well. Close the first one when it is calm."
HEARD = """() => {
  window.struck = 0;
  window.AudioContext = class extends AudioContext {
    resume() { window.struck += 1; window.suspended = false; return super.resume(); }
    suspend() { window.suspended = true; return super.suspend(); }
  };
}"""


@pytest.fixture
def board(browser: Browser, service: Service, people: list[Person]) -> Callable[[], Person]:
    """Open Kim's board."""

    def arrives() -> Person:
        kim = Person(browser, service)
        people.append(kim)
        kim.page.goto(service.links()["coordinator"])
        return kim

    return arrives


def test_two_chats_at_once(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], board: Callable[[], Person]
) -> None:
    sam, ada, ben = listener(), seeker(), seeker()
    writes_first_lines(sam)
    meets_when_it_rings(sam, ada)
    puts_into_the_box_and_sends(sam, ada)
    sam.box().fill("What I began to write to Ada")
    ben.joins("I am Ben.")
    sam.accepts()
    ben.meets("Sam")
    sam.reads("I am Ben.")
    sam.box().fill("And to Ben")
    moves_by_keys(sam, ada)
    is_not_alone(sam, board)


def writes_first_lines(sam: Listener) -> None:
    """Save first lines under the shift; one that leads elsewhere is refused."""
    page = sam.page
    page.get_by_text("My first lines", exact=True).first.click()
    first = page.get_by_label("First line 1")
    first.fill("Write to me at sam@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("No number, address, link, name elsewhere, or meeting.")).to_be_visible()
    first.fill(OPENER)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. They stand beside each chat.")).to_be_visible()
    sam.complaints.clear()  # the browser itself reports what was refused


def meets_when_it_rings(sam: Listener, ada: Seeker) -> None:
    """Be called by sound and title until the offer is answered."""
    page = sam.page
    page.evaluate(HEARD)
    page.get_by_label("Ring softly until I answer").check()
    tried = page.evaluate("window.struck")
    sam.is_ready()
    ada.joins("I am Ada.", country="IE")
    page.get_by_role("button", name="Accept").wait_for()
    assert page.title().startswith("Somebody would like to talk")
    page.wait_for_function("before => window.struck >= before + 2", arg=tried)
    sam.accepts()
    assert page.evaluate("window.suspended"), "it rings on after the answer"
    ada.meets("Sam")


def puts_into_the_box_and_sends(sam: Listener, ada: Seeker) -> None:
    """A first line and a place go into the box, and out only by hand."""
    panel = sam.panel()
    panel.get_by_text("My first lines", exact=True).click()
    panel.get_by_role("button", name=OPENER).click()
    expect(sam.box()).to_have_value(OPENER)
    assert ada.page.locator(".log").get_by_text(OPENER).count() == 0, "it was sent by itself"
    sam.page.keyboard.press("Enter")
    ada.reads(OPENER)
    panel.get_by_text("Places to name", exact=True).click()
    panel.get_by_role("button", name="Samaritans").first.click()
    named = sam.box().input_value()
    assert named.startswith("Samaritans: 116 123, "), named
    sam.page.keyboard.press("Enter")
    ada.reads(named)


def moves_by_keys(sam: Listener, ada: Seeker) -> None:
    """What is new elsewhere is marked; a key leads there, and what was begun still stands in each."""
    page, first = sam.page, sam.page.locator("[data-tabs] .tab").first
    ada.says("Are you still there?")
    expect(first.get_by_text("1 new")).to_be_visible()
    assert page.title().startswith("New message")
    page.keyboard.press("Alt+n")
    sam.reads("Are you still there?")
    expect(page.locator("[data-say]")).to_contain_text("Chat 1:")
    expect(sam.box()).to_be_focused()
    expect(sam.box()).to_have_value("What I began to write to Ada")
    expect(first.locator(".tab-new")).to_be_hidden()
    page.keyboard.press("Alt+2")
    expect(sam.box()).to_have_value("And to Ben")


def is_not_alone(sam: Listener, board: Callable[[], Person]) -> None:
    """Say a word to whoever is on duty; it is seen, answered, and gone."""
    page = sam.page
    page.get_by_label("One line of yours").fill(WORD)
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_text("No coordinator is on duty. Stay")).to_be_visible()
    kim = board()
    row = kim.page.locator(".word")
    expect(row.get_by_text(WORD)).to_be_visible()
    row.get_by_role("button", name="I have this").click()
    expect(page.get_by_text("Kim has seen this.")).to_be_visible()
    row.get_by_placeholder("One line back").fill(ANSWER)
    row.get_by_role("button", name="Answer").click()
    expect(page.get_by_text(f"Kim has seen this: “{ANSWER}”")).to_be_visible()
    row.get_by_role("button", name="Taken care of").click()
    expect(row).to_have_count(0)
    expect(page.get_by_text("Your word is taken care of, and gone.")).to_be_visible()
    expect(page.get_by_text(WORD)).to_have_count(0)


def test_what_went_by_while_the_desk_slept_is_said(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, ada = listener(), seeker()
    sam.is_ready()
    ada.joins("Is anybody there?")
    sam.page.get_by_role("button", name="Accept").wait_for()
    sam.context.set_offline(True)
    sam.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when a laptop is opened again
    ada.page.get_by_role("button", name="Leave the line").click()
    expect(sam.page.get_by_text("Connection lost.")).to_be_visible(timeout=40_000)
    sam.context.set_offline(False)
    expect(sam.page.get_by_text("went by while this desk was away or asleep")).to_be_visible(timeout=40_000)
    sam.complaints.clear()  # the browser itself reports what it could not reach


def test_an_offer_outlives_a_reload_and_follows_to_a_second_window(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, ada = listener(), seeker()
    sam.is_ready()
    ada.joins("Is anybody there?")
    expect(sam.page.get_by_role("button", name="Accept")).to_be_visible()
    sam.page.reload()
    expect(sam.page.get_by_role("button", name="Accept")).to_be_visible()
    second = sam.context.new_page()
    second.goto("/listener/")
    expect(second.get_by_role("button", name="Accept")).to_be_visible()
    expect(sam.page.get_by_role("button", name="Use this tab")).to_be_visible()
    expect(sam.page.get_by_role("button", name="Accept")).to_have_count(0)
    second.get_by_role("button", name="Accept").click()
    ada.meets("Sam")
    sam.page.get_by_role("button", name="Use this tab").click()
    sam.reads("Is anybody there?")
    sam.says("I am here, in the first window again.")
    ada.reads("I am here, in the first window again.")
    expect(second.get_by_role("button", name="Use this tab")).to_be_visible()
