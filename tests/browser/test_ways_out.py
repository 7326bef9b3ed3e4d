"""Exit leaves nothing that we can clear; Hide covers and keeps; four words lead back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from benchmarks.service import Service
from tests.browser.people import Listener, Seeker

AT_ONCE = 100
"""Milliseconds."""
SMALL = {"width": 360, "height": 300}
PLACES = ("landing", "intake", "waiting", "chat", "after")
EXIT = """async () => {
  const begun = performance.now();
  document.querySelector("[data-exit]").click();
  const cover = document.querySelector(".cover");
  const took = performance.now() - begun;
  return { took, says: cover.getAttribute("role"), wide: cover.offsetWidth >= document.documentElement.clientWidth };
}"""
IN_SIGHT = """(name) => {
  const box = document.querySelector(name).getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && Boolean(top && top.closest(name));
}"""
GOES_INTO_THE_BACKGROUND = """() => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
  delete document.visibilityState;
}"""


def talking(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> tuple[Seeker, Listener]:
    """Two people in a chat."""
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins()
    sam.accepts()
    someone.meets("Sam")
    return someone, sam


def addresses(page: Page) -> list[str]:
    """Everything in the window's history, as the browser itself keeps it."""
    told = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    return [entry["url"] for entry in told["entries"]]


def goes_to(place: str, someone: Seeker, sam: Listener) -> None:
    """Walk there from the landing page."""
    if place == "landing":
        someone.page.goto("/")
        return
    if place == "intake":
        someone.says_age()
        someone.page.wait_for_url("**/talk/about")
        return
    someone.joins("Something that nobody should find.")
    someone.waits()
    if place == "waiting":
        return
    sam.accepts()
    someone.meets("Sam")
    if place == "after":
        someone.ends()
        sam.wraps_up()


@pytest.mark.proves("C18")
def test_after_the_exit_nothing_of_ours_is_left(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], service: Service
) -> None:
    """C18: history, Back, cookies, storage, referrer, and the chat's end."""
    sam, neutral = listener(), f"http://localhost:{service.port}/lines"
    for place in PLACES:
        someone = seeker()
        page, asked = someone.page, []
        page.on("request", lambda ask, asked=asked: asked.append(ask))
        if place in {"chat", "after"}:
            sam.is_ready()
        goes_to(place, someone, sam)
        assert len([url for url in addresses(page) if url.startswith(service.origin)]) == 1, place
        left = page.evaluate(EXIT)
        assert (left["says"], left["wide"]) == ("alert", True)
        assert left["took"] < AT_ONCE
        if place == "chat":
            expect(sam.page.get_by_role("heading", name="This chat is over")).to_be_visible(timeout=2_000)
            sam.wraps_up()
        page.wait_for_url(neutral)
        assert addresses(page) == ["about:blank", neutral], place
        assert [ask.all_headers().get("referer") for ask in asked if ask.url == neutral] == [None], place
        assert someone.context.cookies(service.origin) == [], place
        page.go_back()
        assert page.url == "about:blank", place
        page.goto("/staying-safe")
        kept = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
        assert page.evaluate(kept) == [0, 0, 0], place


def test_both_ways_out_stay_in_sight_on_the_smallest_window(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, someone = listener(), seeker(viewport=SMALL)
    sam.is_ready()
    page = someone.page

    def looks(where: str) -> None:
        for name in (".hide", ".exit"):
            box = page.locator(name).bounding_box()
            assert box is not None
            assert box["y"] >= 0, where
            assert box["y"] + box["height"] <= SMALL["height"], where
            assert min(box["width"], box["height"]) >= 24, where
            assert page.evaluate(IN_SIGHT, name), where

    for path in ("/", "/talk", "/staying-safe", "/lines?country=GB", "/nothing-here"):
        page.goto(path)
        page.mouse.wheel(0, 4_000)
        looks(path)
    someone.complaints.clear()  # the missing page is reported by the browser itself
    someone.joins(country="GB")
    someone.waits()
    looks("waiting")
    sam.accepts()
    someone.meets("Sam")
    someone.says("I want to die tonight.")
    someone.sees_card()
    looks("card")
    assert page.evaluate(IN_SIGHT, "#text")
    page.get_by_text("More", exact=True).click()
    looks("menu")
    expect(page.get_by_label("Your message")).to_be_in_viewport()
    plain = seeker(java_script_enabled=False, viewport=SMALL)
    plain.context.add_cookies(someone.context.cookies())  # type: ignore[arg-type]
    plain.page.goto("/chat")
    for name in (".hide", ".exit", "#text"):
        assert plain.page.evaluate(IN_SIGHT, name), name


def test_hide_covers_the_chat_and_four_words_lead_back_to_it(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    someone, sam = talking(seeker, listener)
    page, notes = someone.page, someone.page.locator(".notes.is-sheet")
    page.get_by_label("Your message").fill("half a sentence")
    page.get_by_role("link", name="Hide").click()
    expect(notes).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_hidden()
    assert (page.title(), page.url.rpartition("/")[2]) == ("Notes", "notes")
    assert not re.search("sam|chat|listen|earshot|crisis", page.inner_text("body"), re.IGNORECASE)
    expect(sam.panel().get_by_text("They need a moment").first).to_be_visible()
    sam.says("I am still here.")
    expect(notes.get_by_text("1 new note")).to_be_visible()
    page.keyboard.press("Escape")
    expect(notes).to_have_count(0)
    someone.reads("I am still here.")
    assert page.get_by_label("Your message").input_value() == "half a sentence"
    page.get_by_label("Your message").fill("")
    page.get_by_role("link", name="Hide").click()
    page.reload()
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    sam.says("Take your time.")
    expect(page.frame_locator("iframe").get_by_text("1 new note")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Back").click()
    someone.reads("Take your time.")
    words_lead_back_once(someone, sam, seeker())


def words_lead_back_once(someone: Seeker, sam: Listener, back: Seeker) -> None:
    """Out of a chat, everything closed, and in again by four words."""
    someone.page.get_by_text("More", exact=True).click()
    someone.page.get_by_role("button", name="Words to come back with").click()
    words = someone.page.locator(".words-given").inner_text()
    someone.says("I have to close this.")  # the chat has not turned over
    sam.reads("I have to close this.")
    someone.context.clear_cookies()
    someone.page.goto("about:blank")
    for typed in ("acorn acorn acorn", f"  {words.upper()} ", words):
        back.page.goto("/")
        back.page.get_by_text("I have words to come back with").click()
        back.page.get_by_label("The four words").fill(typed)
        back.page.get_by_role("button", name="Go back").click()
        if typed.strip() == words.upper():
            back.meets("Sam")
            back.reads("I have to close this.")
        else:
            expect(back.page.get_by_text("These words lead nowhere")).to_be_visible()
    back.complaints.clear()  # the browser itself reports that words were refused


def test_who_may_be_seen_hides_by_itself_and_nothing_uncovers_them(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, someone = listener(), seeker()
    page = someone.page
    someone.says_age()
    page.get_by_label("Somebody may see it").check()
    page.get_by_role("button", name="Find someone").click()
    someone.waits()
    expect(page.get_by_text("You will be the first when")).to_be_visible()
    page.evaluate(GOES_INTO_THE_BACKGROUND)
    expect(page.locator(".notes.is-sheet")).to_be_visible()
    sam.is_ready()
    sam.accepts()
    expect(page.frame_locator("iframe").get_by_text("1 new note")).to_be_visible()
    assert (page.title(), page.url.rpartition("/")[2]) == ("Notes", "notes")
    page.get_by_role("link", name="Back").click()
    someone.meets("Sam")
    page.evaluate(GOES_INTO_THE_BACKGROUND)
    expect(page.locator(".notes.is-sheet")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Stop hiding by itself").click()
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_role("button", name="Hide by itself")).to_be_visible()
    page.evaluate(GOES_INTO_THE_BACKGROUND)
    expect(page.locator(".notes.is-sheet")).to_have_count(0)
