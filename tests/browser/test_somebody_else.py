"""Somebody else goes on, with every word kept; and a listener who is off duty hears that somebody waits."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague, Listener, Seeker

NOTE = "Their exam is on Monday, and they have not slept."


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_chat_is_handed_over_and_nothing_is_lost(
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    colleague: Callable[..., Colleague],
    *,
    script: bool,
) -> None:
    sam, ada = listener(), seeker() if script else seeker(java_script_enabled=False)
    sam.is_ready()
    ada.joins("I cannot sleep.")
    sam.accepts()
    ada.meets("Sam")
    sam.says("I am here.")
    ada.reads("I am here.")
    if script:
        ada.page.get_by_label("Your message").fill("And another thing")
    sam.panel().get_by_role("button", name="Hand over").click()
    dialog = sam.page.locator("#hand-over")
    dialog.get_by_label("A note").fill(NOTE)
    dialog.get_by_role("button", name="Ask for somebody").click()
    expect(sam.panel().get_by_role("button", name="Stay after all")).to_be_visible()
    noor = colleague()
    noor.is_ready()
    expect(noor.page.locator(".offer").get_by_text(NOTE)).to_be_visible()
    noor.accepts()
    expect(noor.panel().get_by_text(NOTE)).to_be_visible()
    expect(sam.page.get_by_text("Somebody else goes on with them")).to_be_visible()
    noor.says("Hello, I have read what Sam wrote.")
    ada.reads("Hello, I have read what Sam wrote.")
    if script:
        ada.reads("I am here.")
        expect(ada.page.get_by_text(NOTE)).to_be_visible()
        expect(ada.page.get_by_label("Your message")).to_have_value("And another thing")
        ada.page.get_by_role("button", name="Send").click()
        noor.reads("And another thing")
    else:
        ada.page.reload()
        ada.says("Thank you.")
        noor.reads("Thank you.")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_what_was_said_before_is_shown_by_one_tap_of_the_seeker_alone(
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    colleague: Callable[..., Colleague],
    *,
    script: bool,
) -> None:
    sam, ada = listener(), seeker() if script else seeker(java_script_enabled=False)
    sam.is_ready()
    ada.joins("My brother does not answer.")
    sam.accepts()
    ada.meets("Sam")
    sam.says("How long has it been?")
    ada.reads("How long has it been?")
    ada.page.get_by_text("More", exact=True).click()
    ada.page.get_by_role("button", name="Somebody else, please").click()
    ada.waits()
    expect(ada.page.get_by_text("What was said before waits unread")).to_be_visible()
    sam.page.get_by_role("button", name="Off", exact=True).click()
    noor = colleague()
    noor.is_ready()
    noor.accepts()
    ada.meets("Replay")
    expect(noor.panel().get_by_text("You can read it only if they open it")).to_be_visible()
    expect(noor.page.get_by_text("How long has it been?")).to_have_count(0)
    place = ada.page if script else ada.page.frame_locator("iframe")
    if script:
        ada.page.get_by_text("What was said before", exact=True).click()
        expect(ada.page.locator(".earlier-said")).to_contain_text("Sam: How long has it been?")
    place.get_by_role("button", name="Show it").click()
    opened = noor.panel().locator(".earlier-said")
    expect(opened).to_contain_text("Seeker: My brother does not answer.")
    expect(opened).to_contain_text("Sam: How long has it been?")
    expect(place.get_by_text("can read what was said before")).to_be_visible()
    noor.page.reload()
    expect(noor.panel().locator(".earlier-said p")).to_have_count(2)
    noor.says("I have read it. That is long to wait.")
    ada.reads("I have read it. That is long to wait.")
    assert ada.complaints == []
    ada.page.reload()
    expect(place.get_by_role("button", name="Show it")).to_have_count(0)


def test_who_is_off_duty_hears_that_somebody_waits(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, ada = listener(), seeker()
    ada.joins("Is anybody there?")
    expect(ada.page.get_by_text("Nobody who can talk with you is here right now").first).to_be_visible()
    expect(ada.page.get_by_text("We look for up to")).to_be_visible()
    expect(ada.page.get_by_role("heading", name="You can wait, or go where somebody is awake")).to_be_visible()
    expect(sam.page.get_by_text("Somebody waits whom you could help")).to_be_visible()
    sam.page.get_by_role("button", name="I am ready").click()
    sam.accepts()
    ada.meets("Sam")
