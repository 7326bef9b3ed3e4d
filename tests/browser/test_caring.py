"""A hard evening at the desk: the break, the question how one is, a debrief, a call by push; and a suspension."""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.service import Service
from tests.browser.conftest import QUICK
from tests.browser.people import DESKTOP, PATIENCE, Listener, Person, Seeker
from tests.browser.test_accessible import check

WORDS = "Somebody could use a listener. Open Earshot when you can."

REGISTER = """async () => {
    const options = { scope: "/listener/" };
    const { scope } = await navigator.serviceWorker.register("/listener/worker.js", options);
    await navigator.serviceWorker.ready;
    return scope;
}"""
NOTE_DOWN = """() => {
    self.shown = new Promise((done) => {
        self.registration.showNotification = async (title, { body }) => done([title, body]);
    });
}"""
"""A browser without a screen has nowhere to show a notification: what it is asked to show is written down."""


@pytest.fixture
def service() -> Iterator[Service]:
    """A server on which a break is as long as it is."""
    with tempfile.TemporaryDirectory(prefix="earshot-browser-") as folder:
        Path(folder).chmod(0o755)
        with Service(Path(folder) / "data", env=QUICK | {"EARSHOT_TIMING__CRISIS_BREAK": "600"}) as running:
            yield running


def test_after_a_hard_talk_a_listener_is_looked_after_and_a_suspension_reaches_into_a_chat(
    browser: Browser,
    service: Service,
    people: list[Person],
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
) -> None:
    kim = Person(browser, service, viewport=DESKTOP)
    people.append(kim)
    kim.page.goto(service.links()["coordinator"])
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins("I want to kill myself tonight", country="GB")
    sam.accepts()
    someone.meets()
    someone.ends()

    sam.page.get_by_label("Not good").check()
    check(sam.page, "wrap-up, not good")
    sam.page.get_by_label("Talk it over with a coordinator").check()
    sam.wraps_up()
    expect(kim.page.get_by_text("would like to talk it over")).to_be_visible(timeout=PATIENCE)
    check(kim.page, "board, with somebody to speak to")
    kim.page.locator("[data-care]").get_by_role("button", name="I have this").click()
    expect(kim.page.get_by_text("Kim has this")).to_be_visible()
    expect(sam.page.get_by_text("That was a hard talk.")).to_be_visible(timeout=PATIENCE)

    sam.page.get_by_role("button", name="Go on without the break").click()
    check(sam.page, "desk, a break to be skipped")
    sam.page.get_by_role("button", name="Take the break").click()
    expect(sam.page.get_by_text("That was a hard talk.")).to_be_visible()
    sam.page.get_by_role("button", name="Go on without the break").click()
    sam.page.get_by_role("button", name="Go on now").click()
    expect(sam.page.get_by_text("That was a hard talk.")).to_be_hidden()

    other = seeker()
    other.joins("Hello")
    sam.accepts()
    other.meets()
    sees_a_call(sam)
    kim.page.goto("/coordinator/people")
    kim.page.get_by_role("link", name="Sam", exact=True).click()
    check(kim.page, "one listener")
    kim.page.get_by_role("button", name="Suspend Sam").click()
    other.waits()
    expect(other.page.get_by_text("it was nothing you said")).to_be_visible(timeout=PATIENCE)
    expect(sam.page.get_by_text("You are not signed in any more")).to_be_visible(timeout=PATIENCE)
    check(other.page, "waiting again")


def sees_a_call(sam: Listener) -> None:
    """In a tab beside the desk: the worker is there, for the desk's pages alone, and shows what a push says."""
    tab = sam.context.new_page()
    tab.goto("/listener/calls")
    check(tab, "being called")
    session, ids = sam.context.new_cdp_session(tab), list[str]()

    def hear(told: dict[str, Any]) -> None:
        ids.extend(one["registrationId"] for one in told["registrations"])

    session.on("ServiceWorker.workerRegistrationUpdated", hear)
    session.send("ServiceWorker.enable")
    with sam.context.expect_event("serviceworker") as started:
        scope = tab.evaluate(REGISTER)
    assert scope == f"{sam.service.origin}/listener/"
    started.value.evaluate(NOTE_DOWN)
    sent = json.dumps({"words": WORDS, "open": "/listener/"})
    push = {"origin": sam.service.origin, "registrationId": ids[-1], "data": sent}
    session.send("ServiceWorker.deliverPushMessage", push)
    assert started.value.evaluate("() => self.shown") == ["Earshot", WORDS]
    tab.goto("/listener/weeks")
    check(tab, "weeks")
    tab.close()
