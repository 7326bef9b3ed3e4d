"""A report from end to end: without JavaScript it is made, in two browsers opened, decided, appealed, decided anew."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import Browser, expect

from benchmarks.crew import joined, signed_in_by_link
from benchmarks.service import Service
from tests.browser.people import DESKTOP, Listener, Person, Seeker
from tests.browser.test_accessible import check

WORDS = "Where do you live? Nobody has to know."
DESK = "/coordinator/safety"


class Coordinator(Person):
    """Somebody at the safety desk."""

    def __init__(self, browser: Browser, service: Service, cookie: str) -> None:
        super().__init__(browser, service, viewport=DESKTOP)
        for one in cookie.split("; "):
            name, _, value = one.partition("=")
            self.context.add_cookies([{"name": name, "value": value, "url": service.origin}])
        self.passphrase = f"a passphrase of {cookie[-8:]}"
        self.page.goto(DESK)

    def makes_a_key(self) -> None:
        """Become a safety officer, as far as that is one's own to do."""
        self.page.get_by_text("Become a safety officer").click()
        self.page.get_by_label("A passphrase of 16 characters or more").fill(self.passphrase)
        self.page.get_by_label("Once more").fill(self.passphrase)
        self.page.get_by_role("button", name="Make my key").click()
        expect(self.page.get_by_text("Make a new key")).to_be_visible()

    def wants_as_officer(self, name: str) -> None:
        """Say that somebody should be an officer."""
        self.page.goto(DESK)
        self.page.locator(".person", has_text=name).get_by_role("button", name="Make them an officer").click()

    def opens(self, button: str) -> None:
        """Give the passphrase, and press."""
        self.page.goto(DESK)
        self.page.get_by_label("Your passphrase").fill(self.passphrase)
        self.page.get_by_role("button", name=button).click()

    def decides(self, summary: str, *, rule: str, decision: str, reason: str) -> None:
        """Choose from the lists."""
        self.page.goto(DESK)
        self.page.get_by_text(summary, exact=True).first.click()
        case = self.page.locator(".case", has_text=summary).first
        case.get_by_label("Which rule").select_option(rule)
        case.get_by_label("What follows").select_option(decision)
        case.locator(".verdict").get_by_label("Why").select_option(reason)
        case.get_by_role("button", name="Decide", exact=True).click()


def coordinators(browser: Browser, service: Service) -> list[Coordinator]:
    """Kim, and two more whom the operator invited."""

    async def cookies() -> list[str]:
        async with httpx.AsyncClient(base_url=service.origin) as http:
            kim = await signed_in_by_link(http, service.links()["coordinator"])
            http.cookies.clear()
            others = []
            for name in ("Ravi", "Mara"):
                others.append(await joined(http, service.invitation("coordinator"), name=name))
                http.cookies.clear()
            return [kim, *others]

    with ThreadPoolExecutor() as thread:  # the driver has this thread's event loop
        found = thread.submit(asyncio.run, cookies()).result()
    return [Coordinator(browser, service, cookie) for cookie in found]


@pytest.mark.proves("C28")
def test_a_report_is_opened_by_two_decided_by_one_and_appealed_to_another(  # one story
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    browser: Browser,
    service: Service,
    people: list[Person],
) -> None:
    kim, ravi, mara = coordinators(browser, service)
    people += [kim, ravi, mara]
    check(kim.page, "safety desk, empty")
    for officer in (ravi, mara):
        officer.makes_a_key()
    for first, second, name in ((kim, mara, "Ravi"), (kim, ravi, "Mara")):
        first.wants_as_officer(name)
        expect(first.page.get_by_text("Kim asks to make them one; a second person has to agree")).to_be_visible()
        second.wants_as_officer(name)
    sam, someone = listener(), seeker(java_script_enabled=False)
    sam.is_ready()
    someone.joins("Hello.")
    someone.waits()
    sam.accepts()
    someone.meets()
    sam.says(WORDS)
    someone.reads(WORDS)

    someone.page.get_by_text("More", exact=True).click()
    someone.page.get_by_role("link", name="Report something").click()
    someone.page.get_by_label("They asked for a name, number or account").check()
    someone.page.get_by_role("button", name="Report, end and block").click()
    someone.page.wait_for_url("**/after")
    expect(someone.page.get_by_text("Two people of ours have to open them together")).to_be_visible()
    code = someone.page.locator(".code").inner_text()
    expect(sam.page.get_by_text("They have reported something, and a coordinator will look at it.")).to_be_visible()

    ravi.opens("Open it for another officer")
    expect(ravi.page.get_by_text("You have opened it for Mara.")).to_be_visible()
    mara.passphrase, right = "not my passphrase", mara.passphrase
    mara.opens("Read it")
    expect(mara.page.get_by_text("That is not the passphrase of your key.")).to_be_visible()
    mara.passphrase = right
    mara.opens("Read it")
    said = mara.page.locator("[data-said]")
    expect(said).to_have_class(re.compile("is-blurred"))
    mara.page.get_by_role("button", name="Show what was said").click()
    expect(said.get_by_text(WORDS)).to_be_visible()
    expect(said).not_to_have_class(re.compile("is-blurred"))
    check(mara.page, "safety desk, a case opened")
    mara.decides("Decide", rule="stay-here", decision="warned", reason="words-show")
    expect(mara.page.get_by_text("They were warned.")).to_be_visible()
    expect(mara.page.get_by_label("Your passphrase")).to_have_count(0)

    someone.page.goto("/case")
    someone.page.get_by_label("Your case code").fill(code.lower())
    someone.page.get_by_role("button", name="Look it up").click()
    expect(someone.page.get_by_text("They were warned.")).to_be_visible()
    someone.page.get_by_role("button", name="Ask another person to look").click()
    expect(someone.page.get_by_text("Another person will look at it once more")).to_be_visible()
    kim.decides("Decide the appeal", rule="stay-here", decision="trained", reason="words-show")
    someone.page.goto("/case")
    someone.page.get_by_label("Your case code").fill(code)
    someone.page.get_by_role("button", name="Look it up").click()
    expect(someone.page.get_by_text("The first decision was changed.")).to_be_visible()


def test_a_listener_reports_from_the_desk_and_gets_a_code(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins("Hello.")
    someone.waits()
    sam.accepts()
    someone.meets()
    sam.panel().get_by_role("button", name="Report", exact=True).click()
    dialog = sam.page.locator("#reporting")
    check(sam.page, "desk, reporting")
    dialog.get_by_label("Cruel or harassing").check()
    dialog.get_by_role("button", name="Report and end").click()
    expect(sam.page.locator("[data-filed] .code")).to_have_text(re.compile(r"^(\w{4}-){3}\w{4}$"))
    someone.page.wait_for_url("**/after")
    expect(someone.page.get_by_text("Your listener ended the chat to report something.")).to_be_visible()
    someone.page.reload()
    expect(someone.page.get_by_text("Your listener reported something.")).to_be_visible()
    someone.page.goto("/case")
    check(someone.page, "case page")
    sam.wraps_up()
