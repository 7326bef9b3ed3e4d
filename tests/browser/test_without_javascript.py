"""Everything by forms alone: with JavaScript off, and where the browser would run scripts but none arrives."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from benchmarks.service import Service
from tests.browser.people import PATIENCE, Colleague, Listener, Seeker


def in_frame(page: Page, text: str) -> None:
    """See it in the frame that stands in for a script."""
    expect(page.frame_locator("iframe").get_by_text(text).first).to_be_visible(timeout=PATIENCE)


@pytest.mark.proves("C30")
def test_the_whole_visit_with_javascript_off(
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    colleague: Callable[..., Colleague],
    service: Service,
) -> None:
    """C30: intake, waiting, hiding, chat, card, somebody else, report, feedback, words, exit."""
    sam, noor, someone = listener(), colleague(), seeker(java_script_enabled=False)
    page = someone.page
    someone.joins("I have no script here.", country="GB")
    someone.waits()
    expect(page.get_by_text("Breathe in, and count to four.")).to_have_count(1)
    expect(page.get_by_text("Write it and let it go")).to_be_hidden()
    page.get_by_role("link", name="Hide").click()
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    in_frame(page, "All notes are saved")
    sam.is_ready()
    sam.accepts()
    in_frame(page, "1 new note")
    page.get_by_role("link", name="Back").click()
    page.wait_for_url("**/chat")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Somebody else, please").click()
    someone.waits()
    noor.is_ready()
    noor.accepts()
    someone.meets("with")
    someone.says("I want to die tonight.")
    noor.reads("I want to die tonight.")
    someone.sees_card()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Report something").click()
    page.get_by_label("I did not feel safe").check()
    page.get_by_role("button", name="Report and end").click()
    page.wait_for_url("**/after")
    expect(page.get_by_text("Your case code is")).to_be_visible()
    page.get_by_label("5, unbearable").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Somebody else, please").click()
    someone.waits()
    page.get_by_text("If somebody may see this screen").click()
    page.get_by_role("button", name="Words to come back with").click()
    words = page.locator(".words-given").inner_text()
    someone.context.clear_cookies()
    page.goto("/")
    page.get_by_text("I have words to come back with").click()
    page.get_by_label("The four words").fill(words)
    page.get_by_role("button", name="Go back").click()
    someone.waits()
    page.get_by_role("link", name="Exit").click()
    page.wait_for_url(f"http://localhost:{service.port}/lines")
    assert someone.context.cookies(service.origin) == []
    page.go_back()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert not {"no script", "listener", "crisis", "Earshot"} & set(page.inner_text("body").split())
    assert page.title() == "Notes"


@pytest.mark.proves("C30")
def test_where_no_script_arrives_the_forms_are_enough(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    """An old browser, a school's filter, a tool that blocks: `<noscript>` stays silent there, and nothing is lost."""
    sam, someone = listener(), seeker()
    page = someone.page

    someone.context.route("**/*.js", lambda route: route.abort())
    sam.is_ready()
    someone.joins("No script gets through.")
    someone.waits()
    sam.accepts()
    page.get_by_role("link", name="Refresh").click()
    someone.meets("Sam")
    someone.says("By form alone.")
    sam.reads("By form alone.")
    sam.says("That is fine.")
    expect(sam.panel().locator(".bubble", has_text="That is fine.")).to_be_visible()
    page.get_by_role("link", name="Refresh").click()
    someone.reads("That is fine.")
    someone.ends()
    expect(page.get_by_text("Gone from our side now")).to_be_visible()
    assert all("Failed to load" in complaint for complaint in someone.complaints)
    someone.complaints.clear()
