"""The whole journey by keyboard alone: no mouse, no touch, focus always somewhere that can be seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Listener, Seeker

FAR = 80
"""Tab stops that nobody should need more of."""
_FOCUSED = """() => {
  let at = document.activeElement;
  const words = (at.innerText || at.getAttribute("aria-label") || at.labels?.[0]?.innerText || "").trim();
  const box = at.getBoundingClientRect();
  return { words, seen: box.width > 0 && box.height > 0 };
}"""


def tab_to(page: Page, words: str, *, backwards: bool = False) -> None:
    """Press Tab until the focus stands on something with these words."""
    for _ in range(FAR):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        focused = page.evaluate(_FOCUSED)
        if words.lower() in focused["words"].lower():
            assert focused["seen"], f"the focus on {words!r} cannot be seen"
            return
    raise AssertionError(f"Tab never reached {words!r}")


def test_the_journey_by_keyboard_alone(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    sam, someone = listener(), seeker()
    desk, page = sam.page, someone.page
    tab_to(desk, "Ready")
    desk.keyboard.press("Enter")
    page.goto("/")
    tab_to(page, "Ask anyway" if page.get_by_role("link", name="Ask anyway").count() else "Talk to someone")
    page.keyboard.press("Enter")
    page.wait_for_url("**/talk")
    tab_to(page, "Under 13")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    tab_to(page, "Go on")
    page.keyboard.press("Enter")
    page.wait_for_url("**/talk/about")
    tab_to(page, "A first message")
    page.keyboard.type("By keys alone.")
    tab_to(page, "Find someone")
    page.keyboard.press("Enter")
    someone.waits()
    desk.get_by_role("button", name="Accept").wait_for()
    tab_to(desk, "Accept")
    desk.keyboard.press("Enter")
    someone.meets("Sam")
    expect(sam.box()).to_be_focused()
    desk.keyboard.type("Hello from the keys.")
    desk.keyboard.press("Enter")
    someone.reads("Hello from the keys.")
    if not page.evaluate("document.activeElement.id === 'text'"):
        tab_to(page, "Your message")
    page.keyboard.type("And hello back.")
    page.keyboard.press("Enter")
    sam.reads("And hello back.")
    tab_to(page, "More", backwards=True)
    page.keyboard.press("Enter")
    tab_to(page, "End the chat")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chat/end")
    tab_to(page, "End the chat")
    page.keyboard.press("Enter")
    page.wait_for_url("**/after")
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is good to know")).to_be_visible()
    desk.get_by_role("button", name="Done").wait_for()
    tab_to(desk, "Done")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Nobody needs you this minute")).to_be_visible()


@pytest.mark.proves("C18")
def test_shift_three_times_leaves_at_once(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins()
    sam.accepts()
    someone.meets("Sam")
    for _ in range(3):
        someone.page.keyboard.press("Shift")
    someone.page.wait_for_url("http://localhost:*/lines")
    someone.elsewhere.clear()
    assert someone.context.cookies(someone.service.origin) == []
    expect(sam.page.get_by_role("heading", name="This chat is over")).to_be_visible()
