"""Every page that a seeker can see, pictured: both themes, phone and desktop, three languages (`make screenshots`)."""

import os
import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app.words import catalogue
from benchmarks.service import ROOT, Service
from tests.browser.chromium import FLAGS, executable
from tests.browser.people import DESKTOP, PHONE, Listener, Seeker

PICTURES = ROOT / ".screenshots"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
LANGUAGES = ("en", "es", "ar")
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
    sam = Listener(browser, service, service.links()["listener"])
    looks = product(LANGUAGES, ("light", "dark"), SIZES.items())
    for locale, theme, (size, viewport) in looks:
        someone = Seeker(browser, service, color_scheme=theme, viewport=viewport, locale=locale)
        Gallery(someone, folder, f"{size}-{theme}-{locale}", locale).walk(sam)
        someone.close()
        sam.wraps_up()
        sam.page.get_by_role("heading", name="Nobody needs you this minute").wait_for()


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
