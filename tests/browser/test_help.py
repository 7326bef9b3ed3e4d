"""Help in reach, in real windows: within a second for everybody, without JavaScript, and with the server gone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.service import Service
from tests.browser.people import DESKTOP, Listener, Person, Seeker

A_SECOND = 1_000


@pytest.fixture
def coordinator(browser: Browser, service: Service, people: list[Person]) -> Person:
    """Kim at the board."""
    kim = Person(browser, service, viewport=DESKTOP)
    people.append(kim)
    kim.page.goto(service.links()["coordinator"])
    return kim


def talking(seeker: Seeker, listener: Listener, country: str = "GB", age: str = "18 or older") -> None:
    """The two of them in a chat."""
    listener.is_ready()
    seeker.joins(country=country, age=age)
    seeker.waits()
    listener.accepts()
    seeker.meets()


def test_help_is_there_within_a_second_for_all_three(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], coordinator: Person
) -> None:
    sam, someone, board = listener(), seeker(), coordinator.page
    talking(someone, sam)
    someone.says("I want to die tonight.")
    expect(someone.page.locator(".card a.way", has_text="Call 999")).to_be_visible(timeout=A_SECOND)
    expect(sam.page.locator("[data-reasons]").get_by_text("want to die").first).to_be_visible(timeout=A_SECOND)
    expect(board.locator("[data-alerts]").get_by_text("with Sam")).to_be_visible(timeout=A_SECOND)
    expect(sam.panel().locator(".bubble mark")).to_contain_text("want to die")
    expect(sam.panel().get_by_text("Nobody here can see where they are")).to_be_visible()
    expect(sam.panel().get_by_text("Are you safe this minute?")).to_be_visible()
    assert "want to die" not in board.content()
    expect(someone.page.get_by_label("Your message")).to_be_focused()
    board.get_by_role("button", name="I have this").click()
    expect(sam.panel().get_by_text("Kim has seen this.")).to_be_visible(timeout=A_SECOND)
    expect(board.get_by_text("Kim has this")).to_be_visible()
    sam.page.on("dialog", lambda dialog: dialog.accept())
    sam.page.reload()
    expect(sam.panel().get_by_text("Kim has seen this.")).to_be_visible()
    expect(sam.panel().get_by_text("Are you safe this minute?")).to_be_visible()


def test_help_is_there_without_javascript_too(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], service: Service
) -> None:
    sam, someone = listener(), seeker(java_script_enabled=False)
    talking(someone, sam)
    someone.says("I want to die tonight.")
    frame = someone.page.frame_locator("iframe")
    expect(frame.locator(".card a.way", has_text="Call 999")).to_be_visible(timeout=6_000)
    frame.get_by_role("button", name="I can't speak aloud").click()
    expect(frame.locator(".resource").nth(1)).to_contain_text("Text SHOUT to 85258")
    frame.get_by_role("button", name="Not for me").click()
    expect(frame.get_by_text("I want to die tonight.")).to_be_visible()
    expect(frame.locator(".card")).to_have_count(0)
    service.kill()
    someone.page.locator(".is-spare summary").click()
    expect(someone.page.locator(".is-spare a.way", has_text="Call 999")).to_be_visible()
    for person in (sam, someone):
        person.complaints.clear()  # the browser itself reports each connection that was refused


def test_the_card_stays_when_the_server_is_gone(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], service: Service
) -> None:
    sam, someone = listener(), seeker()
    talking(someone, sam)
    card = someone.page.locator(".card")
    expect(card).to_be_hidden()
    service.kill()
    expect(card.get_by_text("Other help: show")).to_be_visible(timeout=25_000)  # it has waited for the connection
    card.locator("summary").click()
    expect(card.locator("a.way", has_text="Call 999")).to_be_visible()
    card.get_by_role("button", name="I can't speak aloud").click()
    expect(card.locator(".resource").nth(1)).to_contain_text("Shout")
    service.start()
    expect(card).to_be_hidden(timeout=25_000)
    for person in (sam, someone):
        person.complaints.clear()  # the browser itself reports each connection that was refused


def test_who_writes_of_a_grave_thing_while_waiting_sees_the_card_at_once(
    seeker: Callable[..., Seeker], coordinator: Person
) -> None:
    someone = seeker()
    someone.joins(country="US", age="13 to 15")
    someone.waits()
    someone.page.get_by_label("Your first message").fill("I want to die tonight.")
    someone.page.get_by_role("button", name="Keep this").click()
    expect(someone.page.locator(".card a.way").first).to_be_visible(timeout=A_SECOND)
    expect(coordinator.page.locator("[data-alerts]").get_by_text("waiting in line")).to_be_visible(timeout=A_SECOND)
    someone.page.get_by_role("button", name="Not for me").click()
    expect(someone.page.locator(".card")).to_be_hidden()
    expect(someone.page.get_by_role("heading", name="If it gets too much")).to_be_visible()
    someone.page.reload()
    expect(someone.page.locator(".card")).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "words", "visible"),
    [
        ("he hits me every day", "Some places that may help: show", False),
        ("My friend wants to kill herself", "It is good that you look out for somebody", True),
        ("I just took all my pills", "This minute counts", True),
    ],
)
def test_each_need_has_its_card(
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    text: str,
    words: str,
    visible: bool,  # noqa: FBT001 - a table
) -> None:
    sam, someone = listener(), seeker()
    talking(someone, sam)
    someone.says(text)
    card = someone.page.locator(".card")
    expect(card.get_by_text(words)).to_be_visible(timeout=A_SECOND)
    number = card.locator("a.way").first
    (expect(number).to_be_visible if visible else expect(number).to_be_hidden)()


def test_the_plan_stays_in_the_browser_and_prints(seeker: Callable[..., Seeker]) -> None:
    someone = seeker()
    page = someone.page
    page.goto("/safety-plan?country=GB")
    page.evaluate("window.printed = 0; window.print = () => { window.printed += 1; }; 0")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for field in page.locator("textarea").all():
        field.fill("a walk by the canal")
        field.press("Enter")
    page.get_by_role("button", name="Print it").click()
    assert page.evaluate("window.printed") == 1
    assert asked == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.emulate_media(media="print")
    expect(page.locator("textarea").first).to_be_visible()
    expect(page.get_by_role("link", name="Exit")).to_be_hidden()
    expect(page.get_by_text("Call 999")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())


def test_a_coordinator_corrects_a_number_without_javascript(
    browser: Browser, service: Service, people: list[Person]
) -> None:
    kim = Person(browser, service, viewport=DESKTOP, java_script_enabled=False)
    people.append(kim)
    kim.page.goto(service.links()["coordinator"])
    kim.page.get_by_role("link", name="Lines").click()
    kim.page.get_by_label("Country").select_option("GB")
    kim.page.get_by_role("button", name="Show").click()
    line = kim.page.locator("#gb-samaritans")
    line.get_by_text("Correct it").click()
    line.get_by_label("Phone").fill("0300 123")
    line.get_by_role("button", name="Save").click()
    expect(line.get_by_text("corrected by us")).to_be_visible()
    line.get_by_role("button", name="I dialled or opened it today").click()
    expect(line.get_by_text("last checked on")).to_be_visible()
    kim.page.goto("/lines?country=GB")
    expect(kim.page.get_by_role("link", name="Call 0300 123")).to_be_visible()
