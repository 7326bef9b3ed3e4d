"""The whole visit under `script-src 'none'`: whoever forbids every script, here or on the way, loses nothing."""

import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.service import Service
from tests.browser.people import PATIENCE, Colleague, Listener, Seeker

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PACKED = frozenset({"content-encoding", "content-length"})
"""What is no longer true of a body that was unpacked."""
SCRIPTS = re.compile(r"script-src [^;]+")


def forbids_every_script(page: Page, tightened: list[str]) -> None:
    """Tighten the policy of every document that this window is sent.

    The answer is given anew with its own body: a browser goes by the policy that came over the network even where a
    developer's tool changes the header of an answer on its way. Cookies and redirects stay what the server sent.
    """
    devtools = page.context.new_cdp_session(page)

    def answered(event: dict[str, Any]) -> None:
        request, status = {"requestId": event["requestId"]}, event.get("responseStatusCode", 0)
        if not status or status in REDIRECTS:  # nothing to read
            devtools.send("Fetch.continueRequest", request)
            return
        sent = [(one["name"], one["value"]) for one in event["responseHeaders"]]
        ours = [(name, SCRIPTS.sub("script-src 'none'", value)) for name, value in sent if name not in PACKED]
        tightened.extend(value for name, value in ours if name == "content-security-policy")
        body = devtools.send("Fetch.getResponseBody", request)
        text = body["body"] if body["base64Encoded"] else b64encode(body["body"].encode()).decode()
        headers = [{"name": name, "value": value} for name, value in ours]
        devtools.send(
            "Fetch.fulfillRequest", request | {"responseCode": status, "responseHeaders": headers, "body": text}
        )

    devtools.on("Fetch.requestPaused", answered)
    devtools.send("Fetch.enable", {"patterns": [{"resourceType": "Document", "requestStage": "Response"}]})


class Bystander:
    """What the journey is like for one who has no script: by frames, or where `<noscript>` is silent, by links."""

    def __init__(self, someone: Seeker) -> None:
        self.someone, self.page = someone, someone.page

    def refreshes(self) -> None:
        """Ask for what is new."""
        if self.someone.plain:
            self.page.frame_locator("iframe").get_by_role("link", name="Refresh now").click()
            return
        with self.page.expect_navigation():
            self.page.get_by_role("link", name="Refresh", exact=True).click()

    def meets(self, name: str) -> None:
        """Come from the waiting room into the chat."""
        if not self.someone.plain:
            self.refreshes()
        self.someone.meets(name)

    def card(self) -> Locator:
        """Where help is named."""
        place = self.page.frame_locator("iframe") if self.someone.plain else self.page
        return place.locator(".card")


@pytest.mark.proves("C30")
@pytest.mark.parametrize("script", [False, True], ids=["switched off", "refused by the policy"])
def test_the_whole_journey_where_no_script_may_run(  # noqa: PLR0915  # one story, step by step
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    colleague: Callable[..., Colleague],
    service: Service,
    *,
    script: bool,
) -> None:
    """C30: intake, waiting, chat, question and answer, card, somebody else, report, feedback, exit."""
    sam, noor = listener(), colleague()
    someone = seeker() if script else seeker(java_script_enabled=False)
    page, way, tightened = someone.page, Bystander(someone), []
    forbids_every_script(page, tightened)

    def leaves() -> None:
        page.get_by_role("link", name="Exit").click()
        page.wait_for_url(f"http://localhost:{service.port}/lines")
        assert someone.context.cookies(service.origin) == []

    someone.joins("I will not run a script.", country="GB")
    someone.waits()
    page.get_by_label("Your first message").fill("I never run a script.")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_label("Your first message")).to_have_value("I never run a script.")
    way.refreshes()
    sam.is_ready()
    sam.accepts()
    sam.reads("I never run a script.")
    way.meets("Sam")
    someone.reads("I never run a script.")

    for words in ("Hello, I am Sam.", "Begin anywhere."):
        sam.says(words)
        expect(sam.panel().locator(".bubble", has_text=words)).to_be_visible(timeout=PATIENCE)
        way.refreshes()
        someone.reads(words)

    someone.says("Write to me at kim@example.org")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("Write to me at kim@example.org")
    page.get_by_role("button", name="Send it anyway").click()
    sam.reads("Write to me at kim@example.org")
    way.refreshes()
    someone.reads("Write to me at kim@example.org")

    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Somebody else, please").click()
    someone.waits()
    noor.is_ready()
    noor.accepts()
    noor.page.get_by_role("button", name="Finish after these chats").click()
    way.meets("with")
    someone.says("Some nights I want to die.")
    someone.sees_card()
    way.card().get_by_role("button", name="Not for me").click()
    expect(page.get_by_label("Your message")).to_be_visible()
    expect(way.card()).to_be_hidden()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Report something").click()
    page.get_by_label("I did not feel safe").check()
    page.get_by_role("button", name="Report and end").click()
    page.wait_for_url("**/after")
    expect(page.get_by_text("Your case code is")).to_be_visible()
    page.get_by_label("5, unbearable").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. It is good to know.")).to_be_visible()

    page.get_by_role("button", name="Somebody else, please").click()
    someone.waits()
    page.get_by_role("button", name="Leave the line").click()
    page.wait_for_url("**/after")
    leaves()

    someone.joins("Once more.")
    someone.waits()
    sam.accepts()
    way.meets("Sam")
    leaves()
    expect(sam.page.get_by_text("They left quickly, and safely.")).to_be_visible(timeout=PATIENCE)
    page.go_back()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()

    assert tightened
    assert all("script-src 'none'" in policy for policy in tightened)
    refused = [complaint for complaint in someone.complaints if "script-src 'none'" in complaint]
    assert bool(refused) == script  # the browser says so of each of ours
    someone.complaints[:] = [one for one in someone.complaints if one not in refused and "status of 422" not in one]
