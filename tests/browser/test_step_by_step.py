"""A thumb on "reload", anywhere on the way: one is where one was, and nothing said is lost or said twice."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import Listener, Seeker

IN_THE_BACKGROUND = """() => {
  Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
  Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
IN_FRONT = IN_THE_BACKGROUND.replace('"hidden"', '"visible"', 1).replace("=> true", "=> false")


def test_reload_at_every_step(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    sam, someone = listener(), seeker()
    page = someone.page

    def stays(heading: str) -> None:
        here = page.get_by_role("heading", name=heading)
        expect(here).to_be_visible()
        page.reload()
        expect(here).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)

    page.goto("/")
    stays("Someone to write with")
    page.get_by_role("link", name="Ask anyway").click()
    stays("How old are you?")
    page.get_by_label("18 or older").check()
    page.get_by_role("button", name="Go on").click()
    stays("What is on your mind?")
    page.get_by_label("A made-up name").fill("Blue Jay")
    page.get_by_label("How to speak of you").fill("they")
    page.get_by_label("A first message").fill("Said once.")
    page.get_by_role("button", name="Find someone").click()
    someone.waits()
    stays("We are looking for someone")
    expect(page.get_by_label("Your first message")).to_have_value("Said once.")
    sam.is_ready()
    expect(sam.page.get_by_text("Blue Jay, they")).to_be_visible()
    sam.accepts()
    expect(sam.panel().get_by_role("heading", name="Blue Jay")).to_be_visible()
    someone.meets("Sam")
    stays("Sam")
    someone.reads("Said once.")
    sam.says("Hello, Blue Jay.")
    someone.reads("Hello, Blue Jay.")
    stays("Sam")
    someone.reads("Hello, Blue Jay.")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Report something").click()
    stays("What was wrong?")
    page.goto("/chat/end")
    stays("End the chat?")
    page.get_by_role("button", name="End the chat").click()
    page.wait_for_url("**/after")
    stays("Thank you for talking with us")
    page.go_back()
    expect(page.get_by_text("Hello, Blue Jay.")).to_have_count(0)
    page.goto("/wait")  # an address out of the browser's memory leads to where one is
    expect(page.get_by_role("heading", name="Thank you for talking with us")).to_be_visible()


def test_the_title_calls_blandly_and_only_whoever_asked_for_it(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    """And never says what the page is; looking at it takes the call back."""
    sam, asked, quiet = listener(), seeker(), seeker()
    for someone, title in ((asked, "1 · Notes"), (quiet, "Notes")):
        someone.joins("Call me.")
        someone.waits()
        if someone is asked:
            someone.page.get_by_role("button", name="Tell me with a soft tone").click()
        someone.page.add_init_script(f"({IN_THE_BACKGROUND})()")  # it opens the chat by itself, unseen
        someone.page.evaluate(IN_THE_BACKGROUND)
        sam.is_ready()
        sam.accepts()
        someone.page.wait_for_url("**/chat*")
        expect(someone.page).to_have_title(title)
        someone.page.evaluate(IN_FRONT)
        expect(someone.page).to_have_title("Notes")
        someone.ends()
        sam.wraps_up()
