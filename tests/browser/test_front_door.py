"""The seeker's pages for everybody: on a bad line, an old habit of the browser, a small screen, by ear, in calm."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Playwright, expect

from benchmarks.service import Service
from tests.browser.chromium import FLAGS, executable
from tests.browser.people import Listener, Seeker
from tests.privacy.scanner import Canaries

MOST_SCRIPT, MOST_STYLE, MOST_PICTURE = 10_000, 15_000, 10_000
"""Bytes as they are sent, packed; headers are besides."""
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
NARROW = {"width": 320, "height": 640}
USABLE_WITHIN = 10_000
"""Milliseconds over a slow line, with a cold cache, on a busy machine."""
SMALLEST_TARGET = 24
ANYONE = (
    "/",
    "/talk",
    "/lines?country=GB",
    "/staying-safe",
    "/privacy",
    "/transparency",
    "/rules",
    "/contact",
    "/case",
    "/notes",
    "/wait",
)
RECORDER = """() => {
  window.heard = [];
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        window.heard.push(node.nodeType === 3 ? "text in " + change.target.className : node.textContent.trim());
      }
    }
  }).observe(document.querySelector("[role=log]"), { childList: true, subtree: true });
}"""
TOO_SMALL = """(least) => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
  .filter((at) => at.checkVisibility() && !at.closest(".visually-hidden, .skip") && !at.closest("p, li, .note") )
  .map((at) => [at.outerHTML.slice(0, 80), (at.closest("label") || at).getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < least)
  .map(([what]) => what)"""
FINGERPRINTS = """() => {
  window.asked = [];
  const watched = [
    [HTMLCanvasElement.prototype, "getContext"], [HTMLCanvasElement.prototype, "toDataURL"],
    [Navigator.prototype, "getBattery"], [Navigator.prototype, "deviceMemory"], [Navigator.prototype, "plugins"],
    [Navigator.prototype, "hardwareConcurrency"], [Navigator.prototype, "geolocation"],
  ];
  for (const [owner, name] of watched) {
    const known = Object.getOwnPropertyDescriptor(owner, name);
    if (!known) continue;
    const told = () => { window.asked.push(name); };
    Object.defineProperty(owner, name, known.get
      ? { ...known, get() { told(); return known.get.call(this); } }
      : { ...known, value(...all) { told(); return known.value.apply(this, all); } });
  }
  const Sound = window.AudioContext;
  window.AudioContext = class extends Sound { constructor() { super(); window.asked.push("AudioContext"); } };
}"""


@contextmanager
def own_browser(driver: Playwright, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Page]]:
    """A browser with a profile on the disk, which can be killed."""
    path, env = executable()
    port_file = folder / "DevToolsActivePort"
    command = [path, *FLAGS, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"]
    with subprocess.Popen(
        command, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        for _ in range(600):
            if port_file.exists() and port_file.read_text().strip():
                break
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        joined = driver.chromium.connect_over_cdp(f"http://127.0.0.1:{port_file.read_text().splitlines()[0]}")
        yield process, joined.contexts[0].pages[0]
        process.kill()
        process.wait()


@pytest.mark.proves("C15", "C19")
def test_nothing_that_was_typed_reaches_the_browsers_disk(
    playwright: Playwright, listener: Callable[..., Listener], service: Service, tmp_path: Path
) -> None:
    """C19: no-store and no form memory, shown on a profile whose browser was killed in the middle of a chat."""
    canaries, sam = Canaries(), listener()
    sam.is_ready()
    with own_browser(playwright, tmp_path) as (process, page):
        page.goto(f"{service.origin}/talk")
        page.get_by_label("18 or older").check()
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("A first message").fill(f"first {canaries.one()}")
        page.get_by_role("button", name="Find someone").click()
        sam.accepts()
        page.get_by_label("Your message").fill(f"said {canaries.one()}")
        page.get_by_role("button", name="Send").click()
        sam.says(f"answered {canaries.one()}")
        expect(page.locator(".log").get_by_text("answered")).to_be_visible()
        page.get_by_label("Your message").fill(f"half typed {canaries.one()}")
        page.wait_for_timeout(4_000)  # the browser writes its history, cookies and session after a while
        process.kill()
        process.wait()
    visited = [
        path for path in tmp_path.rglob("*") if path.is_file() and str(service.port).encode() in path.read_bytes()
    ]
    assert visited, "the profile was not written: this test would find nothing"
    assert canaries.in_files([tmp_path]) == {}


class Meter:
    """Counts what a page costs on the wire."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.kinds: dict[str, str] = {}
        self.loaded: list[tuple[str, float]] = []
        self.cdp.send("Network.enable")
        self.cdp.on("Network.responseReceived", lambda told: self.kinds.update({told["requestId"]: told["type"]}))
        self.cdp.on("Network.dataReceived", self._came)

    def _came(self, told: dict[str, Any]) -> None:
        self.loaded.append((self.kinds.get(told["requestId"], "?"), told["encodedDataLength"]))

    def weighs(self) -> dict[str, float]:
        """Bytes of each kind since it was last asked."""
        found: dict[str, float] = {}
        for kind, size in self.loaded:
            found[kind] = found.get(kind, 0) + size
        self.loaded.clear()
        return found


def test_every_page_is_light_and_whole_on_a_slow_line(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    """Each with a cold cache; the first HTML alone is the first view."""
    sam, someone = listener(), seeker()
    page, heaviest = someone.page, dict[str, float]()
    meter = Meter(page)
    meter.cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def light(where: str) -> None:
        page.wait_for_load_state("networkidle")
        found = meter.weighs()
        assert found.get("Script", 0) <= MOST_SCRIPT, (where, found)
        assert found.get("Stylesheet", 0) <= MOST_STYLE, (where, found)
        assert found.get("Image", 0) <= MOST_PICTURE, (where, found)
        assert found.get("Font", 0) == 0, where
        heaviest.update({kind: max(size, heaviest.get(kind, 0)) for kind, size in found.items()})

    def again(where: str) -> None:
        page.wait_for_load_state("networkidle")
        meter.weighs()
        page.reload()
        light(where)

    for path in (*ANYONE, "/safety-plan", "/young"):
        page.goto(path)
        light(path)
    sam.is_ready()
    someone.says_age()
    page.wait_for_url("**/talk/about")
    again("/talk/about")
    page.get_by_role("button", name="Find someone").click()
    someone.waits()
    again("/wait")
    sam.accepts()
    someone.meets("Sam")
    again("/chat")
    for path in ("/chat/report", "/chat/end", "/chat/log"):
        page.goto(path)
        light(path)
    page.goto("/chat")
    assert min(heaviest["Script"], heaviest["Stylesheet"]) > 0, heaviest
    print({kind: round(size) for kind, size in heaviest.items()})  # `pytest -s` shows the figures
    meter.cdp.send("Network.emulateNetworkConditions", SLOW_3G)
    page.reload(wait_until="commit")
    expect(page.get_by_label("Your message")).to_be_visible(timeout=USABLE_WITHIN)
    someone.says("Over a slow line.")
    sam.reads("Over a slow line.")
    meter.cdp.send("Network.emulateNetworkConditions", SLOW_3G | {"downloadThroughput": -1, "latency": 0})
    someone.ends()
    again("/after")
    slow = seeker()
    Meter(slow.page).cdp.send("Network.emulateNetworkConditions", SLOW_3G)
    slow.page.goto("/", wait_until="commit")
    expect(slow.page.get_by_role("heading", name="Someone to write with")).to_be_visible(timeout=USABLE_WITHIN)
    expect(slow.page.get_by_role("link", name="Exit")).to_be_visible()


def test_the_way_in_is_there_for_every_body_and_every_line(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    """Narrow, without motion, in forced colours, by ear, offline: one visit."""
    sam = listener()
    someone = seeker(viewport=NARROW, reduced_motion="reduce", forced_colors="active")
    page, sent = someone.page, list[str]()
    page.add_init_script(f"({FINGERPRINTS})()")
    page.on("request", lambda ask: sent.append(f"{ask.url} {ask.post_data or ''}"))

    def fits(where: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], where
        assert page.evaluate(TOO_SMALL, SMALLEST_TARGET) == [], where

    for path in (*ANYONE, "/safety-plan?country=GB", "/young?country=GB"):
        page.goto(path)
        fits(path)
    someone.says_age()
    page.wait_for_url("**/talk/about")
    fits("about")
    page.get_by_label("A first message").fill("Written before the tunnel.")
    someone.context.set_offline(True)
    page.get_by_role("button", name="Find someone").click()
    expect(page.get_by_text("There is no connection just now.")).to_be_visible()
    assert page.get_by_label("A first message").input_value() == "Written before the tunnel."
    someone.context.set_offline(False)
    page.get_by_role("button", name="Find someone").dblclick()
    someone.waits()
    for fold in page.locator("details.fold summary").all():
        fold.click()
    fits("waiting")
    expect(page.get_by_text("Breathe in, and count to four.")).to_be_visible()
    steps = page.locator("[data-step-list]")
    expect(steps.get_by_text("Five things")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(steps.get_by_text("Four things")).to_be_visible()
    expect(steps.get_by_text("Five things")).to_be_hidden()
    page.get_by_label("Words to let go").fill("what nobody gets")
    page.get_by_role("button", name="Let it go").click()
    expect(page.get_by_text("Gone. Only you have read it.")).to_be_visible()
    assert page.get_by_label("Words to let go").input_value() == ""
    assert not any("what nobody gets" in one or "what+nobody" in one for one in sent)
    assert page.evaluate("window.asked") == []
    page.get_by_role("button", name="Tell me with a soft tone").click()
    assert page.evaluate("window.asked") == ["AudioContext"]
    sam.is_ready()
    sam.accepts()
    someone.meets("Sam")
    assert (page.title(), page.url.endswith("/chat#1")) == ("Notes", True)
    fits("chat")
    by_ear(someone, sam)
    assert page.evaluate("window.asked") == []
    to_the_end(someone, fits)
    someone.complaints.clear()  # the browser itself reports what it could not send


def to_the_end(someone: Seeker, fits: Callable[[str], None]) -> None:
    """The menu, the card, and every page from the chat to the last one."""
    page = someone.page
    page.get_by_text("More", exact=True).click()
    fits("menu")
    page.keyboard.press("Escape")
    someone.says("I want to die tonight.")
    someone.sees_card()
    fits("card")
    for path in ("/chat/log", "/chat/report", "/chat/end"):
        page.goto(path)
        fits(path)
    page.get_by_role("button", name="End the chat").click()
    page.wait_for_url("**/after")
    for fold in page.locator("details.fold summary").all():
        fold.click()
    fits("after")


def by_ear(someone: Seeker, sam: Listener) -> None:
    """The log only grows: each message is added once, and what was read is never touched again, ticks aside."""
    page = someone.page
    page.evaluate(RECORDER)
    for text in ("one", "two"):
        sam.says(text)
        someone.reads(text)
        someone.says(f"{text} back")
        someone.sees_fate(f"{text} back", "delivered|seen")
    someone.context.set_offline(True)
    page.wait_for_timeout(200)
    someone.context.set_offline(False)
    sam.says("three")
    someone.reads("three")
    heard = [re.sub(r"\s+", " ", one) for one in page.evaluate("window.heard")]
    whole = [
        one for one in heard if not one.startswith("text in bubble-fate") and one not in {"sent", "delivered", "read"}
    ]
    assert [one.split(" ")[1] for one in whole] == ["one", "one", "two", "two", "three"]
    assert page.locator("[role=log]").get_attribute("aria-relevant") == "additions"
