"""Make the README's pictures of the three faces (`make screenshots`); with a folder named, of every page."""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.service import ROOT, Service
from tests.browser.chromium import FLAGS, executable
from tests.browser.people import DESKTOP, PHONE, Listener, Person, Seeker

PICTURES = ROOT / "docs" / "screenshots"
MEANT_FOR_EYES = "I keep it together all day, and at night it all comes back."


def main() -> None:
    """Two people talk, a third waits, and each face has its picture taken."""
    every = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    path, env = executable()
    with tempfile.TemporaryDirectory(prefix="earshot-pictures-") as folder, sync_playwright() as driver:
        Path(folder).chmod(0o755)
        browser = driver.chromium.launch(executable_path=path, env=os.environ | env, args=FLAGS)
        with Service(Path(folder) / "data") as service:
            for scheme in ("light", "dark") if every else ("light",):
                _visit(browser, service, scheme, every)
                service.stop()
                service.start()
        browser.close()


def _visit(browser: Browser, service: Service, scheme: str, every: Path | None) -> None:  # noqa: PLR0915  # one story
    def take(person: Person, name: str) -> None:
        person.page.wait_for_timeout(400)  # let a transition end
        if every:
            every.mkdir(parents=True, exist_ok=True)
            person.page.screenshot(path=every / f"{name}-{scheme}.png", full_page="chat" not in name)
        elif name in {"seeker", "listener", "coordinator"}:
            PICTURES.mkdir(parents=True, exist_ok=True)
            person.page.screenshot(path=PICTURES / f"{name}.png")

    links = service.links()
    size = PHONE if scheme == "light" else {"width": 360, "height": 640}
    someone = Seeker(browser, service, color_scheme=scheme, viewport=size)
    wide = Seeker(browser, service, color_scheme=scheme, viewport=DESKTOP)
    sam = Listener(browser, service, links["listener"], color_scheme=scheme)
    kim = Person(browser, service, color_scheme=scheme, viewport=DESKTOP)
    for person in (someone, wide):
        person.page.goto("/")
        take(person, f"landing-{person.page.viewport_size['width']}")
    take(sam, "desk-off")
    sam.is_ready()
    someone.says_age()
    take(someone, "about")
    someone.page.get_by_label("A first message").fill("Hello. I do not know where to begin.")
    someone.page.get_by_role("button", name="Find someone").click()
    someone.waits()
    take(someone, "wait")
    sam.page.get_by_role("button", name="Accept").wait_for()
    take(sam, "offer")
    sam.accepts()
    someone.meets()
    sam.says("Hello, I am Sam. Begin anywhere. I have time.")
    someone.says(MEANT_FOR_EYES)
    sam.reads(MEANT_FOR_EYES)
    sam.says("That sounds tiring, holding it all day long.")
    someone.reads("That sounds tiring, holding it all day long.")
    take(someone, "seeker")
    take(sam, "listener")
    wide.joins("Somebody to talk to about my brother, please.")
    wide.waits()
    take(wide, "wait-wide")
    someone.says("Some nights I want to die.")
    someone.sees_card()
    take(someone, "chat-card")
    take(sam, "desk-chat-alert")
    kim.page.goto(links["coordinator"])
    take(kim, "coordinator")
    someone.ends()
    take(someone, "after")
    take(sam, "wrap-up")
    for name, path in (
        ("age", "/talk"),
        ("lines", "/lines?country=GB"),
        ("young", "/young"),
        ("plan", "/safety-plan?country=GB"),
        ("staff-lines", "/coordinator/lines?country=CY"),
        ("missing", "/nothing"),
    ):
        kim.page.goto(path)
        take(kim, name)
    kim.page.goto("/staff/sign-in")
    take(kim, "sign-in")
    for person in (someone, wide, sam, kim):
        person.close()


if __name__ == "__main__":
    main()
