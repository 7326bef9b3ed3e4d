"""Two people talk: with JavaScript, without it, and over a server that dies in the middle."""

from collections.abc import Callable
from time import perf_counter

import pytest
from playwright.sync_api import expect

from benchmarks.service import Service
from tests.browser.people import Listener, Seeker


@pytest.mark.proves("C15")
def test_two_people_talk(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins("It has been a long week.")
    someone.waits()
    sam.accepts()
    someone.meets("Sam")
    someone.reads("It has been a long week.")
    sam.reads("It has been a long week.")
    sam.says("Hello, I am glad you are here.")
    someone.reads("Hello, I am glad you are here.")
    someone.says("Thank you. Where do I begin?")
    sam.reads("Thank you. Where do I begin?")
    someone.sees_fate("Thank you. Where do I begin?", "delivered|seen")
    someone.ends()
    expect(someone.page.get_by_text("Gone from our side now")).to_be_visible()
    expect(sam.page.get_by_role("heading", name="This chat is over")).to_be_visible()
    sam.wraps_up()


@pytest.mark.proves("C15")
def test_two_people_talk_without_javascript(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    sam, someone = listener(), seeker(java_script_enabled=False)
    sam.is_ready()
    someone.joins("I have no script here.")
    someone.waits()
    sam.accepts()
    someone.meets("Sam")
    someone.reads("I have no script here.")
    sam.says("That is fine, I am here.")
    someone.reads("That is fine, I am here.")
    someone.says("Good.")
    sam.reads("Good.")
    someone.ends()
    expect(someone.page.get_by_text("Gone from our side now")).to_be_visible()


def test_both_go_on_after_a_kill(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], service: Service
) -> None:
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins()
    someone.waits()
    sam.accepts()
    someone.meets("Sam")
    someone.says("before")
    sam.reads("before")
    service.kill()
    someone.says("while it is down")
    for person in (sam, someone):
        person.reads("before")
    service.start()
    begun = perf_counter()
    sam.reads("while it is down")
    sam.says("after")
    someone.reads("after")
    assert perf_counter() - begun < 10, "seconds from the server's first answer"
    for person in (sam, someone):
        person.reads("before")
    for person in (sam, someone):
        person.complaints.clear()  # the browser itself reports each connection that was refused


def test_a_seeker_who_is_back_first_keeps_everything(
    seeker: Callable[..., Seeker], listener: Callable[..., Listener], service: Service
) -> None:
    sam, someone = listener(), seeker()
    sam.is_ready()
    someone.joins()
    someone.waits()
    sam.accepts()
    someone.meets("Sam")
    someone.says("before")
    sam.reads("before")
    sam.context.set_offline(True)
    service.kill()
    someone.says("while it is down")
    service.start()
    expect(someone.page.get_by_text("Sam is out of reach")).to_be_visible()
    someone.reads("before")
    sam.context.set_offline(False)
    sam.reads("while it is down")
    sam.says("after")
    someone.reads("after")
    for person in (sam, someone):
        person.complaints.clear()  # the browser itself reports each connection that was refused
