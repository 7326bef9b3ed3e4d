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
