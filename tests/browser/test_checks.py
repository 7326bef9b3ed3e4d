"""A number is about to be sent: its author is asked, changes it or sends it; a listener's stays in the box."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import Listener, Seeker

NUMBER = "my number is 07911 123456"


def test_a_number_is_asked_about_changed_and_sent_and_a_listeners_is_not(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins("Hello")
    someone.waits()
    sam.accepts()
    someone.meets("Sam")
    box, anyway = someone.page.get_by_label("Your message"), someone.page.get_by_role("button", name="Send it anyway")

    someone.says(NUMBER)
    expect(someone.page.get_by_role("alert").filter(has_text="This looks like a number")).to_be_visible()
    expect(anyway).to_be_visible()
    expect(box).to_have_value(NUMBER)
    expect(box).to_be_focused()
    expect(someone.page.locator(".log .bubble", has_text=NUMBER)).to_have_count(0)
    box.fill("I would rather write here")
    box.press("Enter")
    sam.reads("I would rather write here")
    expect(anyway).to_be_hidden()

    someone.says(NUMBER)
    anyway.click()
    sam.reads(NUMBER)
    someone.sees_fate(NUMBER, "delivered|seen")
    expect(someone.page.locator(".log a")).to_have_count(0)
    expect(sam.panel().locator(".log a")).to_have_count(0)

    sam.says("call me on 020 7946 0111")
    expect(sam.panel().get_by_role("alert").filter(has_text="Listeners lead nobody elsewhere")).to_be_visible()
    expect(sam.box()).to_have_value("call me on 020 7946 0111")
    sam.page.get_by_role("button", name="Hand over", exact=True).click()
    sam.page.get_by_label("A note, if you like").fill(NUMBER)
    sam.page.get_by_role("button", name="Ask for somebody", exact=True).click()
    expect(sam.page.locator("#hand-over [data-error]")).to_be_visible()
    expect(sam.page.get_by_label("A note, if you like")).to_have_value(NUMBER)
    sam.page.locator("#hand-over").get_by_role("button", name="Stay").click()
    someone.ends()
