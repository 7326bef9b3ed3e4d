"""Every page that a seeker can see, pictured: both themes, phone and desktop, three languages (`make screenshots`).

With scripts and without, where the doors are shut, and on one sheet for each look.
"""

import os
import sys
import tempfile
from base64 import b64encode
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app.words import catalogue
from benchmarks.service import ROOT, Service
from tests.browser.chromium import FLAGS, executable
from tests.browser.people import DESKTOP, Listener, Person, Seeker

PICTURES = ROOT / ".screenshots"
SIZES = {"phone": {"width": 360, "height": 640}, "desktop": DESKTOP}
LANGUAGES = ("en", "de", "ar")
"""The source, the longest words, and right to left."""
TALLEST = 1_600
"""Pixels of a picture that a sheet shows: what lies below looks like what lies above."""
OPEN_TO_ANYONE = {
    "landing": "/",
    "age": "/talk",
    "lines": "/lines?country=GB",
    "young": "/young?country=GB",
    "staying-safe": "/staying-safe",
    "plan": "/safety-plan?country=GB",
    "privacy": "/privacy",
    "transparency": "/transparency",
    "rules": "/rules",
    "contact": "/contact",
    "case": "/case",
    "notes": "/notes",
    "welcome": "/wait",
    "missing": "/nothing-here",
    "away": (ROOT / "frontend/dist/away.html").as_uri(),  # as a proxy serves it: with its own style
}


class Gallery:
    """One visit, and a picture at each step."""

    def __init__(self, someone: Seeker, folder: Path, look: str, locale: str) -> None:
        self.someone, self.page, self.folder, self.look = someone, someone.page, folder, look
        self.locale = locale

    def take(self, name: str, *, whole: bool = True) -> None:
        """Take a picture."""
        self.page.evaluate("scrollTo(0, 0)")
        self.page.wait_for_timeout(300)  # let a transition end
        self.page.screenshot(path=self.folder / f"{name}-{self.look}.png", full_page=whole)

    def walk(self, sam: Listener) -> None:
        """From the landing page to the last."""
        self._pages_for_anyone()
        self._line()
        sam.is_ready()
        sam.accepts()
        self.someone.meets("Sam")
        self._chat(sam)
        self._afterwards()

    def walk_without_a_script(self, sam: Listener) -> None:
        """What looks different there: the line and the chat are frames."""
        page, someone = self.page, self.someone
        page.goto("/talk")
        page.locator("[name=age][value='adult']").check()
        page.locator("form[action='/talk/age'] .is-main").click()
        page.locator("#country").select_option("GB")
        page.locator("#language").select_option("en")
        page.locator("form[action='/talk/about'] .is-main").click()
        someone.waits()
        self.take("plain-waiting")
        sam.is_ready()
        sam.accepts()
        page.goto("/chat")
        sam.says("Hello, I am Sam. Begin anywhere. I have time.")
        page.goto("/chat")
        someone.reads("Hello, I am Sam. Begin anywhere. I have time.")
        self.take("plain-chat", whole=False)
        page.locator("#text").fill("Write to me at kim@example.org")
        page.locator(".send").click()
        page.get_by_role("alert").wait_for()
        self.take("plain-chat-asked", whole=False)
        page.locator("#text").fill("Some nights I want to die.")
        page.locator(".send").click()
        someone.sees_card()
        self.take("plain-chat-card", whole=False)
        page.goto("/notes")
        self.take("plain-hidden", whole=False)
        page.goto("/chat/end")
        page.locator("form[action='/chat/end'] button").first.click()
        page.wait_for_url("**/after")

    def look_in_from_outside(self, kim: Person) -> None:
        """Where there is no way in just now: closed, only for danger, busy, too young, no cookies."""
        for door in ("closed", "urgentOnly", "busy"):
            self._tells(kim, door)
            self.page.goto("/")
            self.take(f"landing-{door}")
        self._tells(kim, "auto")
        self.page.goto("/talk")
        self.page.locator("[name=age][value='adult']").check()
        self.page.locator("form[action='/talk/age'] .is-main").click()
        self.page.wait_for_url("**/talk/about")
        self._tells(kim, "closed")
        self.page.locator("form[action='/talk/about'] .is-main").click()
        self.page.locator("main p a[href^='/lines']").first.wait_for()
        self.take("about-closed")
        self._tells(kim, "auto")
        self.someone.context.clear_cookies()
        self.page.goto("/talk")
        self.page.locator("[name=age][value='under13']").check()
        self.page.locator("form[action='/talk/age'] .is-main").click()
        self.page.wait_for_url("**/young*")
        self.take("under-13")
        self.someone.context.clear_cookies()
        self.page.goto("/talk/about", referer=f"{self.someone.service.origin}/talk")
        self.take("no-cookie")

    def _tells(self, kim: Person, door: str) -> None:
        told = kim.context.request.put(
            "/api/door", data={"door": door}, headers={"Origin": self.someone.service.origin}
        )
        if not told.ok:
            raise RuntimeError(f"the door did not become {door}: {told.status}")

    def _pages_for_anyone(self) -> None:
        for name, path in OPEN_TO_ANYONE.items():
            self.page.goto(path)
            self.take(name)
        self.page.goto("/")
        self.page.locator("#words summary").click()
        self.page.locator("#words-typed").fill("none such words")
        self.page.locator("#words button").click()
        self.page.locator("#words-error").wait_for()
        self.take("words-nowhere")

    def _line(self) -> None:
        page = self.page
        for age in ("16-17", "adult"):  # as an adult in the end: a report by somebody younger would stop Sam
            page.goto("/talk")
            page.locator(f"[name=age][value='{age}']").check()
            page.locator("form[action='/talk/age'] .is-main").click()
            page.wait_for_url("**/talk/about")
            self.take(f"about-{age}")
        page.locator("#country").select_option("GB")
        page.locator("#language").select_option("en")
        page.locator("#first_message").fill("x" * 2001)
        page.locator("form[action='/talk/about'] .is-main").click()
        page.locator("[role=alert]").first.wait_for()
        self.take("about-too-long")
        page.locator("#first_message").fill(catalogue(self.locale).gettext("A first message"))
        page.locator("form[action='/talk/about'] .is-main").click()
        self.someone.waits()
        self.take("waiting")
        for fold in page.locator("details.fold summary").all():
            fold.click()
        page.locator("form[action='/words'] button").click()
        page.locator(".words-given").wait_for()
        self.take("waiting-open")
        self._sends("/words")
        self.take("words")
        page.goto("/wait")

    def _chat(self, sam: Listener) -> None:
        page, someone = self.page, self.someone
        sam.says("Hello, I am Sam. Begin anywhere. I have time.")
        someone.reads("Hello, I am Sam. Begin anywhere. I have time.")
        self.take("chat", whole=False)
        page.locator(".menu summary").click()
        self.take("chat-menu", whole=False)
        page.locator("[data-hide]").click()
        self.take("chat-hidden", whole=False)
        page.keyboard.press("Escape")
        page.locator("#text").fill("Write to me at kim@example.org")
        page.locator(".send").click()
        page.locator(".composer-note").wait_for()
        self.take("chat-asked", whole=False)
        page.locator("#text").fill("Some nights I want to die.")
        page.locator(".send").click()
        someone.sees_card()
        self.take("chat-card", whole=False)
        for name, path in {"log": "/chat/log", "report": "/chat/report", "end": "/chat/end"}.items():
            page.goto(path)
            self.take(name)

    def _afterwards(self) -> None:
        page = self.page
        self._sends("/chat/end")
        self.take("after")
        page.locator("[name=feeling][value='5']").check()
        self._sends("/after/feedback")
        self.take("after-worse")
        self._sends("/after/report")
        self.take("after-reported")
        code = page.locator(".code").first.inner_text()
        page.goto("/case")
        page.locator("#code").fill(code)
        self._sends("/case")
        self.take("case-open")

    def _sends(self, action: str) -> None:
        with self.page.expect_navigation():
            self.page.evaluate("(action) => document.querySelector(`form[action='${action}']`).submit()", action)


def _hang(browser: Browser, service: Service, folder: Path) -> None:
    links = service.links()
    sam, kim = Listener(browser, service, links["listener"]), Person(browser, service)
    kim.page.goto(links["coordinator"])
    looks = product(LANGUAGES, ("light", "dark"), SIZES.items())
    for locale, theme, (size, viewport) in looks:
        how = {"color_scheme": theme, "viewport": viewport, "locale": locale}
        look = f"{size}-{theme}-{locale}"
        for scripted in (True, False):
            someone = Seeker(browser, service, **how, java_script_enabled=scripted)
            gallery = Gallery(someone, folder, look, locale)
            if scripted:
                gallery.look_in_from_outside(kim)
                someone.context.clear_cookies()
                gallery.walk(sam)
            else:
                gallery.walk_without_a_script(sam)
            someone.close()
            sam.wraps_up()
            sam.page.get_by_role("heading", name="Nobody needs you this minute").wait_for()
        _sheet(browser, folder, look)


def _sheet(browser: Browser, folder: Path, look: str) -> None:
    """All pictures of one look on one, to be seen at a glance beside each other."""
    pictures = sorted(folder.glob(f"*-{look}.png"))
    shown = "".join(
        f"<figure><figcaption>{one.name.removesuffix(f'-{look}.png')}</figcaption>"
        f'<img src="data:image/png;base64,{b64encode(one.read_bytes()).decode()}"></figure>'
        for one in pictures
    )
    style = (
        "body{margin:8px;font:14px sans-serif;background:#777}"
        "figure{display:inline-block;vertical-align:top;margin:4px}"
        f"img{{display:block;width:{SIZES['phone']['width']}px;max-height:{TALLEST}px;"
        "object-fit:cover;object-position:top}"
    )
    page = browser.new_page(viewport={"width": 2_250, "height": 1_000})
    page.set_content(f"<!doctype html><style>{style}</style>{shown}", wait_until="load")
    page.screenshot(path=folder / f"sheet-{look}.png", full_page=True)
    page.close()


def main() -> None:
    """Take them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    path, env = executable()
    quick = {"EARSHOT_TIMING__WRAP_UP": "1", "EARSHOT_TIMING__CRISIS_BREAK": "1"}
    with tempfile.TemporaryDirectory(prefix="earshot-pictures-") as data, sync_playwright() as driver:
        Path(data).chmod(0o755)
        browser = driver.chromium.launch(executable_path=path, env=os.environ | env, args=FLAGS)
        with Service(Path(data) / "data", env=quick) as service:
            _hang(browser, service, folder)
        browser.close()


if __name__ == "__main__":
    main()
