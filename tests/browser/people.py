"""The people of the browser tests: each has a window of their own, and verbs for what they do."""

import re

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from benchmarks.service import Service

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
PATIENCE = 15_000
"""Milliseconds: the machine may be busy."""


class Person:
    """Somebody with a browser window."""

    def __init__(self, browser: Browser, service: Service, **how: object) -> None:
        self.service = service
        self.context: BrowserContext = browser.new_context(base_url=service.origin, **how)  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._look)

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def _hear(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.complaints.append(getattr(message, "text", ""))

    def _look(self, request: object) -> None:
        url = getattr(request, "url", "")
        neutral = f"http://localhost:{self.service.port}"  # where the exit leads in these tests, with what is its own
        if not url.startswith((self.service.origin, self.service.origin.replace("http", "ws"), neutral, "data:")):
            self.elsewhere.append(url)


class Seeker(Person):
    """Somebody who needs to talk."""

    def __init__(self, browser: Browser, service: Service, **how: object) -> None:
        super().__init__(browser, service, **({"viewport": PHONE} | how))
        self.plain = how.get("java_script_enabled") is False

    def says_age(self, label: str = "18 or older") -> None:
        """From the landing page through the age step."""
        self.page.goto("/")
        self.page.locator("a[href='/talk']").first.click()
        self.page.get_by_label(label, exact=True).check()
        self.page.get_by_role("button", name="Go on").click()

    def joins(self, first_message: str = "", *, age: str = "18 or older", country: str = "") -> None:
        """Take a place in line."""
        self.says_age(age)
        if first_message:
            self.page.get_by_label("A first message").fill(first_message)
        if country:
            self.page.get_by_label("Country").select_option(country)
        self.page.get_by_role("button", name="Find someone").click()

    def waits(self) -> None:
        """Stand in the waiting room."""
        self.page.wait_for_url("**/wait*")

    def meets(self, name: str = "Sam") -> None:
        """Arrive in the chat."""
        if self.plain:
            frame = self.page.frame_locator("iframe")
            frame.get_by_role("link", name="Go to the chat").click(timeout=PATIENCE)
        self.page.wait_for_url(re.compile(r"/chat(#\w+)?$"))
        expect(self.page.get_by_role("heading", name=re.compile(name))).to_be_visible(timeout=PATIENCE)

    def says(self, text: str) -> None:
        """Write a message and send it."""
        self.page.get_by_label("Your message").fill(text)
        self.page.get_by_role("button", name="Send").click()

    def reads(self, text: str) -> None:
        """See a message in the conversation, once."""
        expect(self._log().get_by_text(text, exact=True)).to_have_count(1, timeout=PATIENCE)

    def sees_fate(self, text: str, fate: str) -> None:
        """See what became of one's own message."""
        bubble = self._log().locator(".bubble", has_text=text)
        expect(bubble).to_have_attribute("data-fate", re.compile(fate), timeout=PATIENCE)

    def sees_card(self) -> None:
        """See the crisis card with a way to reach somebody."""
        place = self.page.frame_locator("iframe").locator(".card") if self.plain else self.page.locator(".card")
        expect(place.first).to_be_visible(timeout=PATIENCE)
        expect(place.first.locator("a.way").first).to_be_visible()

    def ends(self) -> None:
        """End the chat by the menu."""
        self.page.get_by_text("More", exact=True).click()
        self.page.get_by_role("link", name="End the chat").click()
        self.page.get_by_role("button", name="End the chat").click()
        self.page.wait_for_url("**/after")

    def _log(self) -> Locator:
        return self.page.frame_locator("iframe").locator(".log") if self.plain else self.page.locator(".log")


class Listener(Person):
    """A volunteer at the desk."""

    def __init__(self, browser: Browser, service: Service, link: str, **how: object) -> None:
        super().__init__(browser, service, **({"viewport": DESKTOP} | how))
        self.page.goto(link)
        self.page.wait_for_url("**/listener/")

    def is_ready(self) -> None:
        """Say ready."""
        self.page.get_by_role("button", name="Ready", exact=True).click()
        expect(self.page.locator("[data-state=ready]")).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)

    def accepts(self) -> None:
        """Take the offer."""
        self.page.get_by_role("button", name="Accept").click(timeout=PATIENCE)
        expect(self.box()).to_be_visible(timeout=PATIENCE)

    def says(self, text: str) -> None:
        """Write a message and send it."""
        self.box().fill(text)
        self.panel().get_by_role("button", name="Send").click()

    def reads(self, text: str) -> None:
        """See a message in the open chat, once."""
        expect(self.panel().locator(".log").get_by_text(text, exact=True)).to_have_count(1, timeout=PATIENCE)

    def ends(self) -> None:
        """End the open chat and confirm."""
        self.panel().get_by_role("button", name="End", exact=True).click()
        self.page.locator("#ending").get_by_role("button", name="End the chat").click()

    def wraps_up(self) -> None:
        """Finish the wrap-up."""
        self.page.get_by_role("button", name="Done").click()

    def panel(self) -> Locator:
        """The chat that is open on the desk."""
        return self.page.locator(".panel-chat:visible")

    def box(self) -> Locator:
        """Where the listener writes."""
        return self.panel().get_by_label("Your message")


class Colleague(Listener):
    """A second volunteer, invited for the occasion."""

    def __init__(self, browser: Browser, service: Service, cookie: str, **how: object) -> None:
        Person.__init__(self, browser, service, **({"viewport": DESKTOP} | how))
        for one in cookie.split("; "):
            name, _, value = one.partition("=")
            self.context.add_cookies([{"name": name, "value": value, "url": service.origin}])
        self.page.goto("/listener/")
