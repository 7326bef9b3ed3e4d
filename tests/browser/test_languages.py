"""Two journeys in another language: from right to left with a script, and without one."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from app.words import catalogue
from tests.browser.people import PATIENCE, PHONE, Listener, Seeker


def said(locale: str, message: str, **facts: object) -> str:
    """What the pages say for it there."""
    return catalogue(locale).gettext(message) % facts if facts else catalogue(locale).gettext(message)


def starts_at(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["x"]


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_somebody_talks_from_right_to_left(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    sam = listener()
    sam.is_ready()
    someone = seeker(locale="ar", viewport=PHONE)
    page = someone.page
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert starts_at(page.locator(".brand")) > starts_at(page.locator(".exit")), "the brand leads, the exit ends"
    fits(page)
    page.locator("a[href='/talk']").first.click()
    page.get_by_label(said("ar", "18 or older"), exact=True).check()
    page.get_by_role("button", name=said("ar", "Go on")).click()
    expect(page.locator("#language")).to_have_value("ar")
    page.locator("#language").select_option("en")
    page.locator("#first_message").fill("I feel وحيد tonight")
    fits(page)
    page.get_by_role("button", name=said("ar", "Find someone")).click()
    someone.waits()
    expect(page.locator("[data-place]")).to_have_text(re.compile("[\u0600-\u06ff]"))
    fits(page)
    sam.accepts()
    someone.meets()
    expect(page.locator("[data-peer-words]")).to_have_text(re.compile("هنا"), timeout=PATIENCE)
    sam.says("Hello (there), take your time.")
    someone.reads("Hello (there), take your time.")
    page.locator("#text").fill("أنا هنا (now).")
    page.get_by_role("button", name=said("ar", "Send")).click()
    sam.reads("أنا هنا (now).")
    mine, theirs = page.locator(".bubble[data-author=seeker]").last, page.locator(".bubble[data-author=listener]").last
    assert starts_at(mine.locator(".bubble-body")) < starts_at(theirs.locator(".bubble-body")), "mine stand at the end"
    expect(mine.locator(".bubble-fate")).to_have_text(re.compile(f"{said('ar', 'delivered')}|{said('ar', 'read')}"))
    assert page.locator(".bubble-text").last.get_attribute("dir") == "auto"
    page.get_by_text(said("ar", "More"), exact=True).click()
    page.get_by_role("button", name=said("ar", "I need a moment")).click()
    expect(page.locator(".log .aside").last).to_contain_text("أنك بحاجة إلى لحظة")
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-status]")).to_have_text(said("ar", "Shift twice more to exit."))
    page.goto("/chat/end")
    page.get_by_role("button", name=said("ar", "End the chat")).click()
    page.wait_for_url("**/after")
    expect(page.get_by_role("heading", name=said("ar", "Thank you for talking with us"))).to_be_visible()
    fits(page)


def test_somebody_talks_in_spanish_without_a_script(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam = listener()
    sam.is_ready()
    someone = seeker(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = someone.page
    page.goto("/")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator("a[href='/talk']").first.click()
    page.get_by_label(said("es", "18 or older"), exact=True).check()
    page.get_by_role("button", name=said("es", "Go on")).click()
    expect(page.locator("#language")).to_have_value("es")
    page.locator("#first_message").fill("No sé por dónde empezar.")
    page.get_by_role("button", name=said("es", "Find someone")).click()
    someone.waits()
    sam.accepts()
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name=said("es", "Go to the chat")).click(timeout=PATIENCE)
    page.wait_for_url("**/chat")
    sam.says("Hola. Estoy aquí.")
    expect(frame.get_by_text("Hola. Estoy aquí.")).to_be_visible(timeout=PATIENCE)
    page.locator("#text").fill("Gracias.")
    page.get_by_role("button", name=said("es", "Send")).click()
    expect(frame.get_by_text("Gracias.", exact=True)).to_be_visible(timeout=PATIENCE)
    sam.ends()
    frame.get_by_role("link", name=said("es", "Go on")).click(timeout=PATIENCE)
    page.wait_for_url("**/after")
    told = said("es", "Your listener has said goodbye and ended the chat.")
    expect(page.get_by_text(told)).to_be_visible()
