"""Every page that a seeker can see, as a picture: both themes, on a phone and on a desktop (`make screenshots`)."""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.service import ROOT, Service
from tests.browser.chromium import FLAGS, executable
from tests.browser.people import DESKTOP, PHONE, Listener, Seeker

PICTURES = ROOT / ".screenshots"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
OPEN_TO_ANYONE = {
    "landing": "/",
    "age": "/talk",
    "lines": "/lines?country=GB",
    "young": "/young?country=GB",
    "staying-safe": "/staying-safe",
    "plan": "/safety-plan?country=GB",
    "privacy": "/privacy",
    "rules": "/rules",
    "contact": "/contact",
    "notes": "/notes",
    "welcome": "/wait",
    "missing": "/nothing-here",
    "away": (ROOT / "frontend/dist/away.html").as_uri(),  # as a proxy serves it: with its own style
}


class Gallery:
    """One visit, and a picture at each step."""

    def __init__(self, someone: Seeker, folder: Path, look: str) -> None:
        self.someone, self.page, self.folder, self.look = someone, someone.page, folder, look

    def take(self, name: str, *, whole: bool = True) -> None:
        """Take a picture."""
        self.page.wait_for_timeout(300)  # let a transition end
        self.page.screenshot(path=self.folder / f"{name}-{self.look}.png", full_page=whole)

    def walk(self, sam: Listener) -> None:
        """From the landing page to the last."""
        page, someone = self.page, self.someone
        for name, path in OPEN_TO_ANYONE.items():
            page.goto(path)
            self.take(name)
        someone.says_age("16 or 17")
        page.get_by_label("Country").select_option("GB")
        self.take("about")
        page.get_by_label("A first message").fill("Hello. I do not know where to begin.")
        page.get_by_role("button", name="Find someone").click()
        someone.waits()
        self.take("waiting")
        for fold in page.locator("details.fold summary").all():
            fold.click()
        page.get_by_role("button", name="Words to come back with").click()
        page.locator(".words-given").wait_for()
        self.take("waiting-open")
        sam.is_ready()
        sam.accepts()
        someone.meets("Sam")
        sam.says("Hello, I am Sam. Begin anywhere. I have time.")
        someone.reads("Hello, I am Sam. Begin anywhere. I have time.")
        self.take("chat", whole=False)
        page.get_by_text("More", exact=True).click()
        self.take("chat-menu", whole=False)
        page.get_by_role("link", name="Hide").click()
        self.take("chat-hidden", whole=False)
        page.keyboard.press("Escape")
        someone.says("Some nights I want to die.")
        someone.sees_card()
        self.take("chat-card", whole=False)
        page.goto("/chat/report")
        self.take("report")
        page.goto("/chat")
        someone.ends()
        self.take("after")
        page.get_by_label("5, unbearable").check()
        page.get_by_role("button", name="Send").click()
        page.get_by_role("button", name="Somebody else, please").wait_for()
        self.take("after-worse")


def _hang(browser: Browser, service: Service, folder: Path) -> None:
    sam = Listener(browser, service, service.links()["listener"])
    for theme in ("light", "dark"):
        for size, viewport in SIZES.items():
            someone = Seeker(browser, service, color_scheme=theme, viewport=viewport)
            Gallery(someone, folder, f"{size}-{theme}").walk(sam)
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
