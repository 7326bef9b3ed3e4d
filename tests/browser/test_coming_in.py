"""Coming into the staff in a real Chromium, with its own virtual authenticator: no part of WebAuthn is pretended."""

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from benchmarks.service import Service
from tests.browser.people import PATIENCE, PHONE, Person
from tests.browser.test_accessible import check

PASSWORD = "green ladder over seven seas"
SMALL = {"width": 360, "height": 640}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Member(Person):
    """Somebody of the staff, at the address with a name: passkeys need one."""

    def __init__(self, browser: Browser, service: Service, *, device: bool = False, **how: object) -> None:
        super().__init__(browser, service, **({"viewport": PHONE} | how))
        self.home = f"http://localhost:{service.port}"
        if device:
            devices = self.context.new_cdp_session(self.page)
            devices.send("WebAuthn.enable")
            devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def goes(self, where: str) -> None:
        """Open a page by its path, or a link of ours."""
        link = urlsplit(where)
        self.page.goto(self.home + link.path + (f"#{link.fragment}" if link.fragment else ""))

    def presses(self, name: str) -> None:
        """Press a button, or follow a link that looks like one."""
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()

    def invites(self) -> str:
        """Make an invitation for a listener; return its link."""
        self.goes("/coordinator/people")
        self.presses("A listener")
        return self.link()

    def link(self) -> str:
        """The link for whoever may come in, off the page."""
        link = self.page.locator("a[href*='/staff/join#']")
        expect(link).to_be_visible()
        return link.get_attribute("href") or ""

    def comes_by(self, link: str, name: str = "") -> None:
        """Follow an invitation as far as the second factor."""
        self.goes(link)
        self.page.wait_for_url("**/staff/join/you")
        if name:
            self.page.get_by_label("What should people call you").fill(name)
        self.page.get_by_label("A password").fill(PASSWORD)
        self.presses("Go on")
        self.page.wait_for_url("**/staff/join/second")

    def makes_a_passkey(self, called: str) -> None:
        """Let the device make one."""
        self.page.get_by_label("What do you call this device").fill(called)
        self.presses("Make a passkey")

    def uses_an_app(self) -> str:
        """Type the key into an app, and its digits into the page; return the key."""
        secret = self.page.locator("code.key").inner_text().replace(" ", "")
        self.page.get_by_label("The six digits that the app shows now").fill(pyotp.TOTP(secret).now())
        self.presses("Use this app")
        return secret

    def keeps_codes(self) -> list[str]:
        """Read the recovery codes, and go to work."""
        self.page.wait_for_url("**/staff/codes")
        codes = self.page.locator(".codes code").all_inner_texts()
        self.presses("I have kept them")
        return codes

    def signs_in(self, name: str, code: str) -> None:
        """Sign in with the password, and digits or a recovery code."""
        self.goes("/staff/sign-in")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_label("Six digits from your app").fill(code)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def looks(self, state: str) -> None:
        """Nothing here is out of reach: axe finds nothing serious, and nothing stands beyond the edge."""
        check(self.page, state)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(wide) <= 0, state


@pytest.fixture
def member(browser: Browser, service: Service, people: list[Person]) -> Callable[..., Member]:
    """Open a window for somebody of the staff."""

    def arrives(**how: object) -> Member:
        person = Member(browser, service, **how)
        people.append(person)
        return person

    return arrives


def test_invited_a_passkey_alone_signs_in_and_ends_what_is_open_elsewhere(
    member: Callable[..., Member], service: Service
) -> None:
    kim, ada = member(color_scheme="dark"), member(device=True, viewport=SMALL)
    kim.goes(service.links()["coordinator"])
    link = kim.invites()
    kim.looks("people, invitation")
    ada.goes("/staff/join")
    ada.looks("join, code")
    ada.goes(link)
    ada.page.wait_for_url("**/staff/join/you")
    ada.page.get_by_label("What should people call you").fill("Ada")
    password = ada.page.get_by_label("A password")
    password.fill("Password1234")
    ada.presses("Show what I typed")
    expect(password).to_have_attribute("type", "text")
    ada.presses("Go on")
    expect(ada.page.get_by_text("easy to guess")).to_be_visible()
    ada.complaints.clear()  # the browser itself reports the refused form
    ada.looks("join, refused")
    ada.comes_by(link, "Ada")
    ada.looks("join, second factor")
    ada.makes_a_passkey("My key")
    ada.page.wait_for_url("**/staff/codes")
    ada.looks("codes")
    saved = ada.page.get_by_role("link", name="Save as a file").get_attribute("href") or ""
    codes = ada.keeps_codes()
    assert len(set(codes)) == 10
    assert set(codes) <= set(unquote(saved).splitlines())
    ada.page.wait_for_url("**/listener/")
    ada.presses("Sign out")
    ada.page.wait_for_url("**/staff/sign-in")
    ada.looks("sign in, with a passkey")
    ada.presses("Sign in with a passkey")
    ada.page.wait_for_url("**/listener/")

    elsewhere = member()
    elsewhere.signs_in("Ada", codes[0])
    elsewhere.page.wait_for_url("**/listener/")
    expect(elsewhere.page.get_by_role("button", name="Ready", exact=True)).to_be_visible(timeout=PATIENCE)
    ada.goes("/listener/account")
    ada.looks("account")
    expect(ada.page.get_by_text("9 unused")).to_be_visible()
    ada.presses("Add a passkey")
    expect(ada.page.get_by_text("This device has a passkey for you already")).to_be_visible()
    ada.presses("End all others")
    again = elsewhere.page.get_by_role("link", name="Go on where I was")  # the desk is closed, and says so
    expect(again).to_be_visible(timeout=2 * PATIENCE)
    again.click()
    elsewhere.page.wait_for_url("**/staff/sign-in")
    ada.page.reload()
    expect(ada.page.get_by_text("This browser", exact=True)).to_be_visible()


def test_without_javascript_an_app_is_the_way_and_two_coordinators_the_way_back(
    member: Callable[..., Member], service: Service
) -> None:
    kim, lou = member(viewport=SMALL), member(color_scheme="dark")
    kim.goes(service.links()["coordinator"])
    lou.comes_by(f"/staff/join#{service.invitation('coordinator')}", "Lou")
    lou.looks("join, second factor")
    lou.uses_an_app()
    lou.keeps_codes()
    lou.page.wait_for_url("**/coordinator/")
    kim.goes("/coordinator/people")
    kim.presses("A coordinator")
    expect(kim.page.get_by_text("You ask that a coordinator be invited.")).to_be_visible()
    expect(kim.page.get_by_role("button", name="Yes, invite a coordinator")).to_be_hidden()
    lou.goes("/coordinator/people")
    lou.looks("people, a coordinator asked for")
    lou.presses("Yes, invite a coordinator")
    lou.link()

    ada = member(java_script_enabled=False)
    ada.goes("/staff/join")
    ada.page.get_by_label("Your code").fill(kim.invites().partition("#")[2].upper())
    ada.presses("Go on")
    ada.page.get_by_label("What should people call you").fill("Ada")
    ada.page.get_by_label("A password").fill(PASSWORD)
    ada.presses("Go on")
    expect(ada.page.get_by_text("A passkey needs JavaScript")).to_be_visible()
    expect(ada.page.get_by_role("button", name="Make a passkey")).to_be_hidden()
    secret = ada.uses_an_app()
    ada.keeps_codes()
    ada.page.wait_for_url("**/listener/")

    kim.goes("/coordinator/people")
    kim.page.get_by_role("listitem").filter(has_text="Ada").get_by_role("button", name="Lost every way in").click()
    expect(kim.page.get_by_role("button", name="Yes, let Ada in")).to_be_hidden()
    lou.goes("/coordinator/people")
    expect(lou.page.get_by_text("Kim asks that Ada may set up anew")).to_be_visible()
    lou.looks("people, reset asked")
    ada.goes("/listener/account")
    expect(ada.page.get_by_text("Coordinators are about to set up anew")).to_be_visible()
    lou.presses("Yes, let Ada in")
    back = member(device=True, color_scheme="dark")
    back.comes_by(lou.link())
    back.makes_a_passkey("A new phone")
    back.keeps_codes()
    back.page.wait_for_url("**/listener/")
    back.goes("/listener/account")
    back.looks("account, dark")
    ada.goes("/listener/account")
    ada.page.wait_for_url("**/staff/sign-in")
    ada.signs_in("Ada", pyotp.TOTP(secret).now())
    expect(ada.page.get_by_text(re.compile("did not match"))).to_be_visible()
    ada.complaints.clear()  # the browser itself reports the refused form
