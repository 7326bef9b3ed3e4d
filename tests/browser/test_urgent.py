"""The policy live: somebody in danger overtakes, and whoever waited first is next."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import Listener, Seeker


def test_somebody_in_danger_overtakes_and_the_first_is_next(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, first, urgent = listener(), seeker(), seeker()
    sam.page.get_by_role("button", name="Away", exact=True).click()
    sam.page.get_by_label("Chats at once").select_option("1")
    expect(sam.page.locator("[data-seats]")).to_have_text("1")
    first.joins("I have been a little low.")
    first.waits()
    urgent.says_age()
    urgent.page.get_by_label("I am about to, or I have done something").check()
    urgent.page.get_by_label("A first message").fill("I want to die tonight.")
    urgent.page.get_by_role("button", name="Find someone").click()
    urgent.waits()
    expect(urgent.page.get_by_text("You will be the first when")).to_be_visible()
    expect(first.page.get_by_text("You are number 2 in line")).to_be_visible()
    sam.is_ready()
    expect(sam.page.get_by_text("I want to die tonight.")).to_be_visible()
    sam.accepts()
    urgent.meets("Sam")
    urgent.ends()
    sam.wraps_up()
    expect(sam.page.get_by_text("I have been a little low.")).to_be_visible(timeout=15_000)
    sam.accepts()
    first.meets("Sam")
