"""What a person sees when the network, a tab or another person goes: nothing lost, and told kindly."""

from collections.abc import Callable

from playwright.sync_api import Browser, expect

from benchmarks.service import Service
from tests.browser.people import Listener, Person, Seeker


def talking(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> tuple[Seeker, Listener]:
    """Two people in a chat."""
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins()
    someone.waits()
    sam.accepts()
    someone.meets("Sam")
    return someone, sam


def test_nothing_is_lost_over_a_reload(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    someone, sam = talking(seeker, listener)
    someone.says("one")
    sam.reads("one")
    someone.page.reload()
    sam.says("two")
    for text in ("one", "two"):
        someone.reads(text)
    sam.page.on("dialog", lambda dialog: dialog.accept())
    sam.page.reload()
    for text in ("one", "two"):
        sam.reads(text)
    someone.says("three")
    sam.reads("three")


def test_nothing_is_lost_over_half_a_minute_offline(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    someone, sam = talking(seeker, listener)
    someone.page.wait_for_timeout(500)
    someone.context.set_offline(True)
    someone.says("written in a tunnel")
    sam.says("said meanwhile")
    expect(someone.page.get_by_text("Connection lost").first).to_be_visible(timeout=45_000)
    someone.context.set_offline(False)
    someone.reads("said meanwhile")
    sam.reads("written in a tunnel")
    someone.sees_fate("written in a tunnel", "delivered|seen")
    someone.complaints.clear()


def test_another_tab_takes_over(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    someone, sam = talking(seeker, listener)
    someone.says("in the first tab")
    sam.reads("in the first tab")
    second = someone.context.new_page()
    second.goto("/chat")
    use_this = someone.page.get_by_role("button", name="Use this tab")
    expect(use_this).to_be_visible()
    sam.says("to whichever tab")
    expect(second.locator(".log").get_by_text("to whichever tab")).to_be_visible()
    use_this.click()
    someone.reads("to whichever tab")


def test_a_listener_who_vanishes_is_told_within_half_a_minute(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], people: list[Person]
) -> None:
    someone, sam = talking(seeker, listener)
    people.remove(sam)
    sam.close()
    someone.page.wait_for_url("**/wait", timeout=30_000)
    expect(someone.page.get_by_text("it was nothing you said")).to_be_visible()


def test_the_card_is_there_within_a_second_for_everybody(
    seeker: Callable[..., Seeker],
    listener: Callable[..., Listener],
    browser: Browser,
    service: Service,
    people: list[Person],
) -> None:
    kim = Person(browser, service)
    people.append(kim)
    kim.page.goto(service.links()["coordinator"])
    someone, sam = talking(seeker, listener)
    someone.says("I want to die tonight.")
    expect(someone.page.locator(".card")).to_be_visible(timeout=1_000)
    expect(sam.page.locator("[data-reasons]").get_by_text("want to die").first).to_be_visible(timeout=1_000)
    expect(kim.page.locator("[data-alerts]").get_by_text("with Sam")).to_be_visible(timeout=2_000)
    assert "want to die" not in kim.page.content()


def test_the_card_stands_without_javascript_too(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener]
) -> None:
    sam, someone = listener(), seeker(java_script_enabled=False, viewport={"width": 360, "height": 640})
    sam.is_ready()
    someone.joins(country="GB")
    sam.accepts()
    someone.meets("Sam")
    someone.says("I want to die tonight.")
    someone.sees_card()
    number = someone.page.frame_locator("iframe").get_by_text("999")
    expect(number).to_be_visible()
    expect(number).to_be_in_viewport()  # on a small phone too, where the frame is low


def test_a_kill_without_javascript_says_what_is_gone(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], service: Service
) -> None:
    sam, someone = listener(), seeker(java_script_enabled=False)
    sam.is_ready()
    someone.joins()
    sam.accepts()
    someone.meets("Sam")
    someone.says("before")
    sam.reads("before")
    service.kill()
    service.start()
    sam.says("I am still here")
    someone.page.goto("/chat")
    someone.reads("I am still here")
    someone.says("me too")
    sam.reads("me too")
    for person in (sam, someone):
        person.complaints.clear()  # the browser itself reports each connection that was refused


def test_a_place_is_kept_over_a_kill(seeker: Callable[..., Seeker], service: Service) -> None:
    first, newcomer = seeker(), seeker()
    first.joins("I came first.")
    first.waits()
    service.kill()
    service.start()
    expect(first.page.get_by_text("Your place is kept; a first message")).to_be_visible(timeout=20_000)
    newcomer.joins("I came later.")
    newcomer.waits()
    expect(newcomer.page.get_by_text("You are number 2 in line")).to_be_visible()
    expect(first.page.get_by_text("You will be the first when somebody comes.")).to_be_visible()
    first.complaints.clear()  # the browser itself reports each connection that was refused
