"""axe finds nothing on any page of a seeker, in any state of it, in either theme, in any language."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from app.words import LOCALES, SOURCE
from benchmarks.service import Service
from tests.browser.people import Listener, Seeker

OPEN_TO_ANYONE = (
    "/",
    "/lines?country=GB",
    "/young?country=DE",
    "/safety-plan?country=FR",
    "/staying-safe",
    "/privacy",
    "/rules",
    "/contact",
    "/case",
    "/talk",
    "/notes",
    "/wait",
    "/nothing-here",
)
FRAMES = ("/wait/place", "/chat/log", "/notes/new")
"""Parts of a page where there is no script. They load again by themselves, say how often, take no field along, and have
a link to do it now; the page around them has the heading."""
LOADS_AGAIN = "coming back"
"""The one whole page that does so too, for the half minute after a restart: it says so, and takes no field along."""
LOOKS = """async ([themeOnly, isFrame, loadsAgain]) => {
  const options = { resultTypes: ["violations"], elementRef: false };
  if (themeOnly) options.runOnly = ["color-contrast", "link-in-text-block"];
  if (isFrame) options.rules = { "meta-refresh": { enabled: false }, "page-has-heading-one": { enabled: false } };
  else if (loadsAgain) options.rules = { "meta-refresh": { enabled: false } };
  const found = await axe.run(document, options);
  return found.violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(" "))]);
}"""


class Eye:
    """Looks at one window in every language and both themes, and keeps what it found."""

    def __init__(self, someone: Seeker) -> None:
        self.someone, self.page = someone, someone.page
        self.found: dict[str, list[str]] = {}

    def speaks(self, locale: str) -> None:
        """By the browser's wish, and where there is a pass, by choice."""
        self.page.set_extra_http_headers({"Accept-Language": locale})
        if self.someone.context.cookies():
            chosen, ours = {"locale": locale, "back": "/contact"}, {"Origin": self.someone.service.origin}
            assert self.someone.context.request.post("/language", form=chosen, headers=ours).ok

    def looks(self, path: str, state: str) -> None:
        """In both themes. What does not hang on colours is looked at once."""
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            if path in FRAMES:  # which lie on the page's own ground
                self.page.evaluate("document.body.style.background = 'var(--paper)'")
            if not self.page.evaluate("'axe' in window"):
                self.page.evaluate(Axe().axe_script)
            again = theme == "light" and state.startswith(LOADS_AGAIN)
            for rule, places in self.page.evaluate(
                LOOKS, [theme == "dark", path in FRAMES and theme == "light", again]
            ):
                self.found.setdefault(rule, []).append(f"{path} {state}, {theme}: {places}")

    def everywhere(self, *paths: str, state: str = "", after: Callable[[Page], object] = lambda _: None) -> None:
        """At each of these pages, once what has to happen there has happened."""
        for locale in LOCALES:
            self.speaks(locale)
            for path in paths:
                self.page.goto(path)
                after(self.page)
                assert self.page.locator("html").get_attribute("lang") == locale, (path, state)
                self.looks(path, f"{state} in {locale}")
        self.speaks(SOURCE)


def submits(page: Page, action: str) -> None:
    """Send a form as it is without a script, and stand on the page that answers."""
    with page.expect_navigation():
        page.evaluate("(action) => document.querySelector(`form[action='${action}']`).submit()", action)


def types_a_number(page: Page) -> None:
    """Write what is asked about before it is sent."""
    page.locator("#text").fill("Write to me at kim@example.org")
    page.locator(".send").click()
    page.locator(".composer-note").wait_for()


def types_words(page: Page) -> None:
    """Words that lead nowhere."""
    page.locator("#words summary").click()
    page.locator("#words-typed").fill("none such words")
    page.locator("#words button").click()
    page.locator("#words-error").wait_for()


def opens_all(page: Page) -> None:
    """All that can be unfolded."""
    for fold in page.locator("main details.fold summary").all():
        fold.click()


def opens_all_and_asks_for_words(page: Page) -> None:
    """And words to come back with, which come to stand beside."""
    opens_all(page)
    page.locator("form[action='/words'] button").click()
    page.locator(".words-given").wait_for()


def writes_too_much(page: Page) -> None:
    """A form that comes back with what has to be changed."""
    page.locator("#first_message").fill("x" * 2001)
    submits(page, "/talk/about")


def asks_for(page: Page, code: str) -> None:
    """What became of a report."""
    page.locator("#code").fill(code)
    submits(page, "/case")


def sends_too_late(page: Page) -> None:
    """A message for a chat that is over."""
    with page.expect_navigation():
        page.evaluate("""() => {
          const form = document.querySelector("form[action='/after/feedback']");
          form.append(Object.assign(document.createElement("textarea"), { name: "text", value: "Too late" }));
          form.action = "/chat/post";
          form.submit();
        }""")
    page.locator("#kept").wait_for()


def test_axe_finds_nothing_on_pages_that_are_open_to_anyone(seeker: Callable[..., Seeker]) -> None:
    someone = seeker(reduced_motion="reduce")
    eye = Eye(someone)
    eye.everywhere(*OPEN_TO_ANYONE)
    eye.everywhere("/", state="words that lead nowhere", after=types_words)
    eye.everywhere("/talk", state="no age", after=lambda page: submits(page, "/talk/age"))
    someone.complaints.clear()  # the browser itself reports the missing page and each refusal
    assert eye.found == {}


def test_axe_finds_nothing_wherever_a_seeker_stands(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, someone = listener(), seeker(reduced_motion="reduce")
    page, eye = someone.page, Eye(someone)
    someone.says_age("13 to 15")
    page.wait_for_url("**/talk/about")
    eye.everywhere("/talk/about", state="young")
    someone.says_age("Rather not say")
    page.wait_for_url("**/talk/about")
    eye.everywhere("/talk/about", state="too long", after=writes_too_much)
    page.goto("/talk/about")
    page.get_by_label("Country").select_option("GB")
    page.get_by_role("button", name="Find someone").click()
    someone.waits()
    eye.everywhere("/wait", state="nobody is there")
    eye.everywhere("/wait", state="everything open", after=opens_all_and_asks_for_words)
    eye.everywhere("/wait", state="words", after=lambda page: submits(page, "/words"))
    eye.everywhere("/wait/place", "/notes")
    page.goto("/wait")
    sam.is_ready()
    sam.accepts()
    someone.meets("Sam")
    sam.says("Hello")
    someone.says("Some nights I want to die.")
    someone.sees_card()
    eye.everywhere("/chat", state="with a card")
    eye.everywhere("/chat", state="asked", after=types_a_number)
    eye.everywhere("/chat", state="menu", after=lambda page: page.locator(".menu summary").click())
    eye.everywhere("/chat", state="hidden", after=lambda page: page.locator("[data-hide]").click())
    eye.everywhere("/chat/log", "/chat/report", "/chat/end", "/notes/new")
    page.goto("/chat")
    someone.ends()
    eye.everywhere("/after")
    page.goto("/after")
    page.locator("[name=feeling][value='5']").check()
    page.locator("[name=safe][value='no']").check()
    submits(page, "/after/feedback")
    eye.everywhere("/after", state="it went badly", after=opens_all)
    submits(page, "/after/report")
    eye.everywhere("/after", state="reported")
    code = page.locator(".code").first.inner_text()
    eye.everywhere("/case", state="a case", after=lambda page: asks_for(page, code))
    someone.complaints.clear()  # the browser itself reports each refusal
    assert eye.found == {}


def test_axe_finds_nothing_where_something_fails(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], service: Service
) -> None:
    """No cookie is kept; no connection holds; a message comes too late."""
    sam, someone = listener(), seeker(reduced_motion="reduce")
    page, eye = someone.page, Eye(someone)
    page.goto("/talk/about", referer=f"{service.origin}/talk")
    page.get_by_text("Allow cookies for this site").wait_for()
    eye.looks("/talk/about", "no cookie")
    someone.joins()
    someone.waits()
    sam.is_ready()
    sam.accepts()
    someone.meets("Sam")
    sam.says("Hello")
    someone.reads("Hello")
    page.route_web_socket("**/ws/seeker", lambda socket: socket.close())
    eye.everywhere("/chat", state="offline", after=lambda page: page.locator(".banner:not(.is-empty)").wait_for())
    page.goto("/chat/end")
    page.get_by_role("button", name="End the chat").click()
    page.wait_for_url("**/after")
    eye.everywhere("/after", state="unsent", after=sends_too_late)
    someone.complaints.clear()  # the browser itself reports each refusal and each connection that was closed
    assert eye.found == {}


def test_axe_finds_nothing_where_the_server_starts_again(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], service: Service
) -> None:
    """Whoever closed the tab and opens the chat anew waits a moment for the listener, and then stands at the head."""
    sam, someone = listener(), seeker(reduced_motion="reduce")
    page, eye = someone.page, Eye(someone)
    sam.is_ready()
    someone.joins("I was here before.", country="GB")
    sam.accepts()
    someone.meets("Sam")
    someone.says("I was here before, too.")
    sam.reads("I was here before, too.")
    page.goto("/lines")
    sam.page.close()  # so that nobody brings the chat back while the page is looked at
    service.kill()
    with Service(
        service.data, env={"EARSHOT_TIMING__STUB_WAIT": "60"}, port=service.port
    ):  # six languages take a while
        eye.everywhere("/chat", state=LOADS_AGAIN, after=lambda page: page.locator("a[href='/chat']").wait_for())
        eye.everywhere("/chat/log", state=LOADS_AGAIN)
        page.goto("/chat")
        page.wait_for_url("**/wait*", timeout=90_000)
        eye.everywhere("/wait", state="at the head again")
    someone.complaints.clear()
    assert eye.found == {}
